import type { ConnectionOptions } from '@temporalio/client';
import { loadClientConnectConfig } from '@temporalio/envconfig';
import type { Settings } from './settings';

/**
 * How to reach Temporal: the profile of `temporal.toml` and TEMPORAL_* (address, TLS, API key), so that another
 * server, or Temporal Cloud, needs other settings and no code; else the address of `temporal.yaml`.
 */
export function connectionOptionsOf({ connection }: Settings): ConnectionOptions & { address: string } {
  // A profile asked for by name must be in temporal.toml; `default` need not.
  const named = connection.profile === 'default' ? {} : { profile: connection.profile };
  const { connectionOptions } = loadClientConnectConfig(named);
  return { ...connectionOptions, address: connectionOptions.address ?? connection.address };
}
