/** Every workflow type there is; the bundle is made from this file. */
export { unitControl } from './sale/unit-control';
export { sale } from './sale/sale';
export { mortgage } from './sale/mortgage';
export { signing } from './sale/signing';
export { subscription } from './sale/subscription';
export { collection } from './sale/collection';
export { collectionRun } from './sale/collection-run';
export { paymentReminder } from './sale/payment-reminder';
export { collectionSweep, dailyReviewCheck, firstPaymentReminder, monthlyCollection } from './bulk';
export { payment } from './sale/payment';
export { paymentCorrection } from './sale/payment-correction';
export { auditAnchor } from './audit-anchor';
export { calendarYear } from './calendar-year';
export { visitClaim } from './sale/visit-claim';
export { repair } from './service/repair';
export { delivery } from './delivery';
