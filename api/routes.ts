import type { Route } from './kernel/route';
import { saleRoutes } from './sale/sale';
import { subscriptionRoutes } from './sale/subscription';
import { ledgerRoutes } from './resources/ledgers';
import { paymentPlanRoutes } from './resources/payment-plans';
import { paymentRoutes } from './sale/payment';
import { visitClaimRoutes } from './sale/visit-claim';

/** Every route of the API: processes and plain resources, each from its own table. */
export const routes: Route[] = [...visitClaimRoutes, ...saleRoutes, ...subscriptionRoutes, ...paymentRoutes, ...ledgerRoutes, ...paymentPlanRoutes];
