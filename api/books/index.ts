import type { Route } from '../kernel/route';
import { ledgerRoutes } from './ledgers';
import { paymentPlanRoutes } from './payment-plans';

export const bookRoutes: Route[] = [...ledgerRoutes, ...paymentPlanRoutes];
