import type { Route } from '../kernel/route';
import { auditRoutes } from './audit';
import { calendarRoutes } from './calendar';
import { documentRoutes } from './documents';
import { noticeRoutes } from './notices';
import { processRoutes } from './processes';
import { taskRoutes } from './tasks';

export const officeRoutes: Route[] = [
  ...taskRoutes,
  ...noticeRoutes,
  ...documentRoutes,
  ...auditRoutes,
  ...calendarRoutes,
  ...processRoutes,
];
