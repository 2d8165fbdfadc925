import { Client } from '@temporalio/client';
import mongoose, { type Connection } from 'mongoose';
import { commit } from '../../activities/commit';
import type { Deps } from '../../activities/deps';
import { makeDeps } from '../../activities/make-deps';
import type { Change } from '../../workflows/kernel/change';
import { type Api, type Http, serveApi, speaking } from './http';
import { asTheyAre } from './names';
import type { World } from './world';

/** What of a request's way to the database stands in a row: round trips each of which waits for the one before it. */
export interface Way {
  before: number;
  after: number;
}

/** Of a commit, by its action. */
export type CommitWays = Record<string, number>;

/** Counted so many times, and the least taken: two that do not wait for each other may happen not to overlap. */
const TIMES = 8;

/** The commands of one connection: a tick when it is sent, and one when it is answered. */
class CommandLog {
  private tick = 0;
  private commands = new Map<number, { sent: number; answered: number }>();

  constructor(client: mongoose.mongo.MongoClient) {
    client.on('commandStarted', ({ requestId }) => {
      this.commands.set(requestId, { sent: (this.tick += 1), answered: Number.POSITIVE_INFINITY });
    });
    const answered = ({ requestId }: { requestId: number }) => {
      const command = this.commands.get(requestId);
      if (command) command.answered = this.tick += 1;
    };
    client.on('commandSucceeded', answered);
    client.on('commandFailed', answered);
  }

  /** From here on; what came before is forgotten. */
  start(): void {
    this.commands.clear();
  }

  /** A point between commands. */
  mark(): number {
    return (this.tick += 1);
  }

  /** The longest row of commands in it, each sent after the one before it had been answered. */
  row(from = 0, to = Number.POSITIVE_INFINITY): number {
    const within = [...this.commands.values()].filter(({ sent }) => sent > from && sent < to);
    let length = 0;
    let free = 0;
    for (const { sent, answered } of within.sort((a, b) => a.answered - b.answered)) {
      if (sent <= free) continue;
      length += 1;
      free = answered;
    }
    return length;
  }
}

/** The API of a world on a database connection of its own, whose commands are counted. */
export class CountedApi {
  readonly http: Http;

  private constructor(
    private readonly api: Api,
    private readonly log: CommandLog,
    private readonly updates: { sent: number },
    private readonly database: Connection,
  ) {
    this.http = speaking(api, asTheyAre);
  }

  static async serve(world: World): Promise<CountedApi> {
    const { database, log } = await watched(world.databaseUri);
    const { client, settings, log: logger } = world.deps;
    const updates = { sent: 0 };
    const seen = <Input, Output>(input: Input, next: (input: Input) => Promise<Output>): Promise<Output> => {
      updates.sent = log.mark();
      return next(input);
    };
    const interceptors = { workflow: [{ startUpdate: seen, startUpdateWithStart: seen }] };
    const deps: Deps = {
      ...makeDeps(settings, client.connection, database, logger),
      client: new Client({ connection: client.connection, namespace: world.namespace, interceptors }),
    };
    return new CountedApi(await serveApi(deps), log, updates, database);
  }

  /** Of a POST that ends in an Update. */
  step(post: () => Promise<{ status: number }>): Promise<Way> {
    return least(async () => {
      this.log.start();
      const { status } = await post();
      if (status >= 300) throw new Error(`the step answered ${status}`);
      return { before: this.log.row(0, this.updates.sent), after: this.log.row(this.updates.sent) };
    });
  }

  async reading(get: () => Promise<{ status: number }>): Promise<number> {
    const { all } = await least(async () => {
      this.log.start();
      const { status } = await get();
      if (status !== 200) throw new Error(`the reading answered ${status}`);
      return { all: this.log.row() };
    });
    return all;
  }

  async stop(): Promise<void> {
    await this.api.stop();
    await this.database.close();
  }
}

/** Of each commit of a process: its changes as they stand in its history, written once more, from before the first. */
export async function waysOfCommits(world: World, workflowId: string, written: string[]): Promise<CommitWays> {
  const changes = await changesOf(world, workflowId);
  const { database, log } = await watched(world.databaseUri);
  const deps = { ...makeDeps(world.deps.settings, world.deps.client.connection, database, world.deps.log) };
  try {
    return await least(async () => {
      for (const name of written) await database.collection(name).deleteMany({});
      const ways: CommitWays = {};
      for (const change of changes) {
        log.start();
        await commit(deps, change);
        ways[change.action] = log.row();
      }
      return ways;
    });
  } finally {
    await database.close();
  }
}

async function changesOf(world: World, workflowId: string): Promise<Change[]> {
  const { events } = await world.deps.client.workflow.getHandle(workflowId).fetchHistory();
  return (events ?? []).flatMap(({ activityTaskScheduledEventAttributes: scheduled }) => {
    const data = scheduled?.activityType?.name === 'commit' ? scheduled.input?.payloads?.[0]?.data : undefined;
    return data ? [JSON.parse(Buffer.from(data).toString()) as Change] : [];
  });
}

async function watched(uri: string): Promise<{ database: Connection; log: CommandLog }> {
  const database = await mongoose.createConnection(uri, { monitorCommands: true }).asPromise();
  return { database, log: new CommandLog(database.getClient()) };
}

async function least<Counts extends Record<string, number> | Way>(count: () => Promise<Counts>): Promise<Counts> {
  let found: Counts | undefined;
  for (let time = 0; time < TIMES; time += 1) {
    const counted = await count();
    const entries = Object.entries(counted) as [keyof Counts & string, number][];
    const smaller = entries.map(([name, n]) => [name, Math.min(n, (found?.[name] as number | undefined) ?? n)]);
    found = Object.fromEntries(smaller) as Counts;
  }
  return found as Counts;
}
