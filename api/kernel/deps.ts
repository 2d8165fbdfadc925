import type { mongo } from 'mongoose';
import type { Deps } from '../../activities/deps';
import type { Models } from '../../models';
import type { Tokens } from './auth';

/** What only the API is told; read from the environment in one place, `api/settings.ts`. */
export interface ApiSettings {
  /** How long a used Idempotency-Key is remembered. */
  idempotencyDays: number;
  /** Requests a minute and address before 429; absent: unlimited. */
  requestsPerMinute?: number;
  /** How long a step may take while Temporal answers but no worker does; then 503. */
  stepTimeoutMs: number;
  /** Requests that change something carried out at once; one more is told 503 before anything is begun. */
  writesAtOnce: number;
}

/** All that the routes stand on. */
export interface ApiDeps extends Deps {
  api: ApiSettings;
  tokens: Tokens;
}

/** A collection as the driver has it: raw rows, and an error at once when the database is away. */
export function rowsOf<Row extends mongo.Document>(
  { models }: { models: Pick<Models, 'connection'> },
  collection: string,
): mongo.Collection<Row> {
  return models.connection.getClient().db(models.connection.name).collection<Row>(collection);
}
