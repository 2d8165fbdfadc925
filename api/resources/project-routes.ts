import type { Route } from '../kernel/route';
import { dailyReviewRoutes } from './daily-reviews';
import { dutyRotaRoutes } from './duty-rotas';
import { priceListRoutes } from './price-lists';
import { projectRoutes } from './projects';
import { releasePlanRoutes } from './release-plans';
import { salesControlRoutes } from './sales-control';
import { unitImportRoutes } from './unit-import';
import { unitRoutes } from './units';

/** Plain resources of a project and its units (frame: Beside the processes). */
export const projectResourceRoutes: Route[] = [
  ...projectRoutes,
  ...priceListRoutes,
  ...releasePlanRoutes,
  ...dutyRotaRoutes,
  ...dailyReviewRoutes,
  ...salesControlRoutes,
  ...unitRoutes,
  ...unitImportRoutes,
];
