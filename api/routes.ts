import { bookRoutes } from './books';
import { dealRoutes } from './deal';
import { frontRoutes } from './front';
import type { Route } from './kernel/route';
import { moneyRoutes } from './money';
import { officeRoutes } from './office';
import { reportRoutes } from './reports';
import { resourceRoutes } from './resources';
import { serviceRoutes } from './service';

/** Every route of the API: processes and plain resources, each from its own table. */
export const routes: Route[] = [
  ...officeRoutes,
  ...resourceRoutes,
  ...serviceRoutes,
  ...frontRoutes,
  ...dealRoutes,
  ...moneyRoutes,
  ...bookRoutes,
  ...reportRoutes,
];
