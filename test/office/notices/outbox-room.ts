import type { OutboxRow, TaskRow } from '../../../models/kernel';
import { NativeConnection, Worker } from '@temporalio/worker';
import { deliveryActivities } from '../../../activities/notices/deliver';
import type { ChunkRequest, ChunkResult } from '../../../workflows/office/notices/contract';
import type { World } from '../../harness/world';

export const PROJECT = 'linjiang';
/** Tuesday 2026-03-10, 10:00 in Shanghai: clients may be written to. */
export const TEN = Date.parse('2026-03-10T10:00:00+08:00');
export const MINUTE = 60_000;

/** A row as the commit queues it. */
export function row(id: string, more: Partial<OutboxRow> = {}): OutboxRow {
  const queuedAt = new Date(TEN - MINUTE);
  return {
    _id: id,
    projectId: PROJECT,
    workflowId: 'visit-claim:V-1',
    template: 'visit-claim.test',
    kind: 'notice',
    title: `标题${id}`,
    text: `内容${id}`,
    state: 'queued',
    queuedAt,
    notBefore: queuedAt,
    attempts: 0,
    ...more,
  };
}

export async function queue({ deps }: World, rows: OutboxRow[]): Promise<void> {
  await deps.models.outbox.collection.insertMany(rows as never);
}

/** A client who agreed to a channel. */
export async function client({ deps }: World, id: string, kind: string, address = ''): Promise<void> {
  const noticeChannel = { kind, address };
  await deps.models.clients.collection.insertOne({
    _id: id,
    rev: 1,
    projectId: PROJECT,
    name: `客户${id}`,
    noticeChannel,
  } as never);
}

export async function stored({ deps }: World, id: string): Promise<OutboxRow> {
  return (await deps.models.outbox.findById(id).lean()) as OutboxRow;
}

export async function task({ deps }: World, id: string): Promise<TaskRow | null> {
  return deps.models.tasks.findById(id).lean();
}

/** Empty what a test fills. */
export async function clear({ deps }: World): Promise<void> {
  for (const name of ['outbox', 'tasks', 'clients'] as const) await deps.models[name].collection.deleteMany({});
}

/**
 * A worker that delivers on the world's bulk queue, with channels of its own. `afterChunk.do` happens between a
 * chunk's last look at the outbox and its answer: where a poke could be overlooked.
 */
export async function deliveryWorker(
  world: World,
  env: Record<string, string>,
  afterChunk: { do?: () => Promise<void> },
): Promise<() => Promise<void>> {
  const connection = await NativeConnection.connect({ address: process.env.TEST_TEMPORAL_ADDRESS as string });
  const { deps } = world;
  const { deliverChunk } = deliveryActivities(deps, env);
  const worker = await Worker.create({
    connection,
    namespace: world.namespace,
    taskQueue: deps.settings.taskQueues.bulk,
    workflowBundle: { codePath: process.env.TEST_WORKFLOW_BUNDLE as string },
    activities: {
      async deliverChunk(request: ChunkRequest): Promise<ChunkResult> {
        const result = await deliverChunk(request);
        await afterChunk.do?.();
        return result;
      },
    },
  });
  const running = worker.run();
  return async () => {
    worker.shutdown();
    await running;
    await connection.close();
  };
}
