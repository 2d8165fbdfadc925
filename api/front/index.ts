import type { Route } from '../kernel/route';
import { subscriptionRoutes } from './subscription/routes';
import { unitControlRoutes } from './unit-control/routes';
import { visitClaimRoutes } from './visit-claim/routes';

export const frontRoutes: Route[] = [...unitControlRoutes, ...visitClaimRoutes, ...subscriptionRoutes];
