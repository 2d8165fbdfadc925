export { auditAnchor } from './audit-anchor';
export { calendarYear } from './calendar-year';
export { delivery } from './notices/procedure';
export { collectionSweep, dailyReviewCheck, firstPaymentReminder, monthlyCollection } from './schedules';
