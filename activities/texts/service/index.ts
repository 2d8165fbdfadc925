import { noAccessNotice, notWarranty, takeoverNotice } from './repair/documents/notices';
import { repairOrder } from './repair/documents/order';
import { repairTask } from './repair/documents/task';
import { repairNotices } from './repair/notices';

export const serviceNotices = [...repairNotices] as const;

export const serviceDocuments = [noAccessNotice, notWarranty, takeoverNotice, repairOrder, repairTask] as const;
