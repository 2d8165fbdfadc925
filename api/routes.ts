import type { Route } from './kernel/route';
import { auditRoutes } from './resources/audit';
import { bankListRoutes } from './resources/bank-lists';
import { bankRoutes } from './resources/banks';
import { calendarRoutes } from './resources/calendar';
import { documentRoutes } from './resources/documents';
import { noticeRoutes } from './resources/notices';
import { processRoutes } from './resources/processes';
import { contractorRoutes } from './resources/contractors';
import { repairRoutes } from './service/repair';
import { projectResourceRoutes } from './resources/project-routes';
import { dailySalesReport } from './reports/daily-sales';
import { paperReports } from './reports/papers';
import { receptionReports } from './reports/reception';
import { staffRoutes } from './resources/staff';
import { taskRoutes } from './resources/tasks';
import { saleRoutes } from './sale/sale';
import { takeOverRoute } from './sale/take-over';
import { timelineRoute } from './sale/timeline-route';
import { mortgageRoutes } from './sale/mortgage';
import { signingRoutes } from './sale/signing';
import { subscriptionRoutes } from './sale/subscription';
import { ledgerRoutes } from './resources/ledgers';
import { paymentPlanRoutes } from './resources/payment-plans';
import { collectionRoutes } from './sale/collection';
import { collectionRunRoutes } from './sale/collection-run';
import { paymentReminderRoutes } from './sale/payment-reminder';
import { paymentRoutes } from './sale/payment';
import { unitControlRoutes } from './sale/unit-control';
import { visitClaimRoutes } from './sale/visit-claim';

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
