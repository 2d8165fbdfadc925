import { Client, type ConnectionLike } from '@temporalio/client';
import type { Connection } from 'mongoose';
import type { Logger } from 'pino';
import { defineModels } from '../models';
import { calendarOf } from './calendar/calendar-of';
import type { Deps } from './deps';
import { offsetOf } from './sandbox/clock';
import type { Settings } from './settings';

/** Put together what worker, API and tests share. */
export function makeDeps(settings: Settings, temporal: ConnectionLike, database: Connection, log: Logger): Deps {
  const models = defineModels(database);
  const offset = async (projectId: string) => (settings.sandbox ? offsetOf(models, projectId) : 0);
  return {
    models,
    settings,
    log,
    client: new Client({ connection: temporal, namespace: settings.connection.namespace }),
    calendarOf: (projectId) => calendarOf(models, projectId),
    offsetOf: offset,
    businessNow: async (projectId) => (await offset(projectId)) + Date.now(),
  };
}
