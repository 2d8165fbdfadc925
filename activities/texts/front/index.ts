import { subscriptionForm } from './subscription/documents';
import { subscriptionNotices } from './subscription/notices';
import { unitControlNotices } from './unit-control/notices';
import { claimNotice } from './visit-claim/documents';
import { visitClaimNotices } from './visit-claim/notices';

export const frontNotices = [...visitClaimNotices, ...unitControlNotices, ...subscriptionNotices] as const;

export const frontDocuments = [claimNotice, subscriptionForm] as const;
