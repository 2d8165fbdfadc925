import path from 'node:path';
import { mongodbUri } from './mongodb.mjs';
import { PROJECT } from './servers.mjs';

const DATABASE = 'estateflow';

/**
 * The settings of `npm start`, from the environment. Ports that are no numbers come back as NaN and are refused
 * where they are used.
 */
export function readSettings(env = process.env) {
  const temporal = Number(env.TEMPORAL_PORT || 7233);
  return {
    port: Number(env.PORT || 3000),
    ports: {
      temporal,
      temporalUi: Number(env.TEMPORAL_UI_PORT || temporal + 1_000),
      mongodb: Number(env.MONGODB_PORT || 27_017),
    },
    dataDir: path.resolve(PROJECT, env.ESTATEFLOW_DATA || path.join('.estateflow', 'data')),
  };
}

/** The environment in which worker, API and scripts find the servers of `npm start`. */
export function serverEnvironment(settings, env = process.env) {
  return {
    ...env,
    PORT: String(settings.port),
    TEMPORAL_ADDRESS: env.TEMPORAL_ADDRESS || `127.0.0.1:${settings.ports.temporal}`,
    MONGODB_URI: env.MONGODB_URI || mongodbUri(settings.ports.mongodb, DATABASE),
    ESTATEFLOW_DATA: settings.dataDir,
  };
}
