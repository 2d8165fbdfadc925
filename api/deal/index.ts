import type { Route } from '../kernel/route';
import { bankListRoutes } from './mortgage/bank-lists';
import { mortgageRoutes } from './mortgage/routes';
import { saleRoutes } from './sale/routes';
import { takeOverRoute } from './sale/take-over';
import { timelineRoute } from './sale/timeline-route';
import { signingRoutes } from './signing/routes';

export const dealRoutes: Route[] = [
  ...saleRoutes,
  takeOverRoute,
  timelineRoute,
  ...signingRoutes,
  ...mortgageRoutes,
  ...bankListRoutes,
];
