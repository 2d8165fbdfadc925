import type { Route } from './kernel/route';
import { auditRoutes } from './office/audit';
import { bankListRoutes } from './deal/mortgage/bank-lists';
import { bankRoutes } from './resources/banks';
import { calendarRoutes } from './office/calendar';
import { documentRoutes } from './office/documents';
import { noticeRoutes } from './office/notices';
import { processRoutes } from './office/processes';
import { contractorRoutes } from './resources/contractors';
import { repairRoutes } from './service/repair/routes';
import { projectResourceRoutes } from './resources/project-routes';
import { dailySalesReport } from './reports/daily-sales';
import { paperReports } from './reports/papers';
import { receptionReports } from './reports/reception';
import { staffRoutes } from './resources/staff';
import { taskRoutes } from './office/tasks';
import { saleRoutes } from './deal/sale/routes';
import { takeOverRoute } from './deal/sale/take-over';
import { timelineRoute } from './deal/sale/timeline-route';
import { mortgageRoutes } from './deal/mortgage/routes';
import { signingRoutes } from './deal/signing/routes';
import { subscriptionRoutes } from './front/subscription/routes';
import { ledgerRoutes } from './books/ledgers';
import { paymentPlanRoutes } from './books/payment-plans';
import { collectionRoutes } from './money/collection/routes';
import { collectionRunRoutes } from './money/collection-run/routes';
import { paymentReminderRoutes } from './money/payment-reminder/routes';
import { paymentRoutes } from './money/payment/routes';
import { unitControlRoutes } from './front/unit-control/routes';
import { visitClaimRoutes } from './front/visit-claim/routes';

/** Every route of the API: processes and plain resources, each from its own table. */
export const routes: Route[] = [
  ...taskRoutes,
  ...noticeRoutes,
  ...documentRoutes,
  ...auditRoutes,
  ...calendarRoutes,
  ...processRoutes,
  ...staffRoutes,
  ...projectResourceRoutes,
  ...contractorRoutes,
  ...repairRoutes,
  ...unitControlRoutes,
  ...visitClaimRoutes,
  ...saleRoutes,
  takeOverRoute,
  timelineRoute,
  ...subscriptionRoutes,
  ...signingRoutes,
  ...mortgageRoutes,
  ...bankRoutes,
  ...bankListRoutes,
  ...paymentRoutes,
  ...ledgerRoutes,
  ...paymentPlanRoutes,
  ...collectionRunRoutes,
  ...collectionRoutes,
  ...paymentReminderRoutes,
  ...receptionReports,
  ...paperReports,
  ...dailySalesReport,
];
