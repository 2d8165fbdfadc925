import type { Client } from '@temporalio/client';
import type { Logger } from 'pino';
import type { Models } from '../models';
import type { Settings } from './settings';
import type { CalendarData } from '../workflows/kernel/calendar';

/** What activities, API and worker share: stores, Temporal, settings. Passed in, never global. */
export interface Deps {
  models: Models;
  client: Client;
  settings: Settings;
  log: Logger;
  /** The calendar of a project: official years, those published by hand, the centre's days. */
  calendarOf(projectId: string): Promise<CalendarData>;
  /** How far the project's clock is ahead of the real time, milliseconds; 0 outside the sandbox. */
  offsetOf(projectId: string): Promise<number>;
  /** Business instant of a project, epoch milliseconds: the real one, plus the offset. */
  businessNow(projectId: string): Promise<number>;
}
