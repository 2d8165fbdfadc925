export { payment } from './payment/procedure';
export { paymentCorrection } from './payment-correction/procedure';
export { paymentReminder } from './payment-reminder/procedure';
export { collectionRun } from './collection-run/procedure';
export { collection } from './collection/procedure';
