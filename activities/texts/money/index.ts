import { lawyerLetter } from './collection/documents/lawyer-letter';
import { collectionDemand, paymentNotice } from './collection/documents/payment-letters';
import { collectionNotices } from './collection/notices';
import { paymentNotices } from './payment/notices';

export const moneyNotices = [...paymentNotices, ...collectionNotices] as const;

export const moneyDocuments = [collectionDemand, paymentNotice, lawyerLetter] as const;
