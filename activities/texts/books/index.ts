import { depositReceipt, generalReceipt } from './ledger/documents';

export const booksDocuments = [depositReceipt, generalReceipt] as const;
