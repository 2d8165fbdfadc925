import mongoose from 'mongoose';
import pino from 'pino';
import { connectionOptionsOf } from '../activities/connect';
import { makeDeps } from '../activities/make-deps';
import { readSettings } from '../activities/settings';
import { createApp } from './app';
import { createTokens } from './kernel/auth';
import { type ApiDeps, rowsOf } from './kernel/deps';
import { createIdempotencyIndexes, type IdempotencyRow } from './kernel/idempotency';
import { connectLazily } from './kernel/temporal';
import { listen } from './listen';
import { readApiSettings } from './settings';

/** Start-up of the API process. It needs MongoDB; it answers GETs without Temporal. */
async function main(): Promise<void> {
  const log = pino({ name: 'api' });
  const settings = readSettings();
  const { port, mongodbUri, api, auth } = readApiSettings(process.env, settings.sandbox);
  const tokens = createTokens(auth);

  const database = mongoose.createConnection(mongodbUri, {
    serverSelectionTimeoutMS: 1_500,
    bufferCommands: false,
  });
  await database.asPromise();
  const temporal = connectLazily(connectionOptionsOf(settings));
  const deps: ApiDeps = { ...makeDeps(settings, temporal, database, log), api, tokens };
  await createIdempotencyIndexes(rowsOf<IdempotencyRow>(deps, 'idempotency'), api.idempotencyDays);

  const server = await listen(createApp(deps), port);
  log.info({ port, sandbox: settings.sandbox }, 'API ready');
  let stopping = false;
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.on(signal, () => {
      if (stopping) return;
      stopping = true;
      server.close(async () => {
        await temporal.close();
        await database.close();
        process.disconnect?.();
      });
      server.closeIdleConnections();
    });
  }
  process.send?.('ready');
}

main().catch((error: unknown) => {
  process.stderr.write(`api: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
});
