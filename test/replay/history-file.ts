import fs from 'node:fs';
import { temporal } from '@temporalio/proto';

const { History } = temporal.api.history.v1;
type Events = temporal.api.history.v1.IHistory;

/** Who ran it, and where, is nobody's business and not needed to replay it; the SDK's flags (`sdkMetadata`) are. */
const OF_THE_MACHINE = ['identity', 'stackTrace'];
const PROCESS_ON_HOST = /^\d+@.*/;

/**
 * Store a history as JSON: numbers and bytes as texts, enums by name. (The SDK's own `historyToJSON` needs one copy of
 * protobufjs for all its packages, which npm does not give it.)
 */
export function writeHistory(file: string, history: Events): void {
  const plain = History.toObject(history as never, { longs: String, bytes: String, enums: String });
  fs.writeFileSync(file, `${JSON.stringify(withoutMachine(plain))}\n`);
}

/** A stored history, as a worker replays it. */
export function readHistory(file: string): Events {
  return History.fromObject(JSON.parse(fs.readFileSync(file, 'utf8')));
}

function withoutMachine(value: unknown): unknown {
  if (typeof value === 'string') return value.replace(PROCESS_ON_HOST, 'worker');
  if (Array.isArray(value)) return value.map(withoutMachine);
  if (typeof value !== 'object' || value === null) return value;
  const kept = Object.entries(value).filter(([name]) => !OF_THE_MACHINE.includes(name));
  return Object.fromEntries(kept.map(([name, of]) => [name, withoutMachine(of)]));
}
