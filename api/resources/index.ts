import type { Route } from '../kernel/route';
import { bankRoutes } from './banks';
import { contractorRoutes } from './contractors';
import { dailyReviewRoutes } from './daily-reviews';
import { dutyRotaRoutes } from './duty-rotas';
import { priceListRoutes } from './price-lists';
import { projectRoutes } from './projects';
import { releasePlanRoutes } from './release-plans';
import { salesControlRoutes } from './sales-control';
import { staffRoutes } from './staff';
import { unitImportRoutes } from './unit-import';
import { unitRoutes } from './units';

/** What is looked up and edited, beside the processes. */
export const resourceRoutes: Route[] = [
  ...staffRoutes,
  ...projectRoutes,
  ...priceListRoutes,
  ...releasePlanRoutes,
  ...dutyRotaRoutes,
  ...dailyReviewRoutes,
  ...salesControlRoutes,
  ...unitRoutes,
  ...unitImportRoutes,
  ...contractorRoutes,
  ...bankRoutes,
];
