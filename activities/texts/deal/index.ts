import { mortgageNotices } from './mortgage/notices';
import { saleNotices } from './sale/notices';
import { signDemand } from './signing/documents';
import { signingNotices } from './signing/notices';

export const dealNotices = [...saleNotices, ...signingNotices, ...mortgageNotices] as const;

export const dealDocuments = [signDemand] as const;
