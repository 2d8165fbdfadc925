/** Every workflow type there is; the bundle is made from this file. */
export { unitControl } from './front/unit-control/procedure';
export { sale } from './deal/sale/procedure';
export { mortgage } from './deal/mortgage/procedure';
export { signing } from './deal/signing/procedure';
export { subscription } from './front/subscription/procedure';
export { collection } from './money/collection/procedure';
export { collectionRun } from './money/collection-run/procedure';
export { paymentReminder } from './money/payment-reminder/procedure';
export { collectionSweep, dailyReviewCheck, firstPaymentReminder, monthlyCollection } from './office/schedules';
export { payment } from './money/payment/procedure';
export { paymentCorrection } from './money/payment-correction/procedure';
export { auditAnchor } from './office/audit-anchor';
export { calendarYear } from './office/calendar-year';
export { visitClaim } from './front/visit-claim/procedure';
export { repair } from './service/repair/procedure';
export { delivery } from './office/notices/procedure';
