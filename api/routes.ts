import type { Route } from './kernel/route';
import { visitClaimRoutes } from './sale/visit-claim';

/** Every route of the API: processes and plain resources, each from its own table. */
export const routes: Route[] = [...visitClaimRoutes];
