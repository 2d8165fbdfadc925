import type { Route } from '../kernel/route';
import { collectionRunRoutes } from './collection-run/routes';
import { collectionRoutes } from './collection/routes';
import { paymentReminderRoutes } from './payment-reminder/routes';
import { paymentRoutes } from './payment/routes';

export const moneyRoutes: Route[] = [
  ...paymentRoutes,
  ...collectionRunRoutes,
  ...collectionRoutes,
  ...paymentReminderRoutes,
];
