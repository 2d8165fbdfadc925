import type { Route } from '../kernel/route';
import { dailySalesReport } from './daily-sales';
import { paperReports } from './papers';
import { receptionReports } from './reception';

export const reportRoutes: Route[] = [...receptionReports, ...paperReports, ...dailySalesReport];
