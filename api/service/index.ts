import type { Route } from '../kernel/route';
import { repairRoutes } from './repair/routes';

export const serviceRoutes: Route[] = [...repairRoutes];
