import { randomUUID } from 'node:crypto';
import { WithStartWorkflowOperation, type WorkflowHandle } from '@temporalio/client';
import type { World } from '../test/harness/world';
import type { Change } from '../workflows/kernel/change';

interface Target {
  handle: WorkflowHandle;
  key: string;
  rev: number;
}

/** Baseline workflows that take Updates in turn, each writing a record and an audit chain of its own. */
export class RawSteps {
  private turn = 0;
  private constructor(
    private readonly world: World,
    private readonly targets: Target[],
    private like: Change,
  ) {}

  /** @param like workflow id of the process whose latest change is written */
  static async start(world: World, count: number, like: string): Promise<RawSteps> {
    const taskQueue = world.deps.settings.taskQueues.processes;
    const targets: Target[] = [];
    while (targets.length < count) {
      const key = `raw-${randomUUID()}`;
      targets.push({
        handle: await world.deps.client.workflow.start('rawStep', { workflowId: key, taskQueue }),
        key,
        rev: 0,
      });
    }
    return new RawSteps(world, targets, await lastChange(world, like));
  }

  /** The same write from now on as the process's latest: records grow on both sides. */
  async writeLike(workflowId: string): Promise<void> {
    this.like = await lastChange(this.world, workflowId);
  }

  async step(): Promise<void> {
    const { handle, change } = this.next();
    await handle.executeUpdate('step', { args: [change], updateId: randomUUID() });
  }

  /** A workflow of its own, started together with its first step. */
  async start(): Promise<void> {
    const key = `raw-${randomUUID()}`;
    const { client, settings } = this.world.deps;
    const startWorkflowOperation = new WithStartWorkflowOperation('rawStep', {
      workflowId: key,
      taskQueue: settings.taskQueues.processes,
      workflowIdConflictPolicy: 'FAIL',
    });
    const change = this.changeOf({ key, rev: 1 });
    await client.workflow.executeUpdateWithStart('step', {
      startWorkflowOperation,
      args: [change],
      updateId: randomUUID(),
    });
  }

  /** The next target with the change it is to write. */
  next(): { handle: WorkflowHandle; change: Change } {
    const target = this.targets[this.turn++ % this.targets.length] as Target;
    target.rev += 1;
    return { handle: target.handle, change: this.changeOf(target) };
  }

  private changeOf({ key, rev }: Pick<Target, 'key' | 'rev'>): Change {
    const workflowId = `visit-claim:${key}`;
    return { ...this.like, workflowId, key, rev, record: { ...this.like.record, workflowId } };
  }
}

/** The change of a process's latest transition, from its history. */
async function lastChange(world: World, workflowId: string): Promise<Change> {
  const { events } = await world.deps.client.workflow.getHandle(workflowId).fetchHistory();
  const commits = (events ?? []).flatMap(({ activityTaskScheduledEventAttributes: scheduled }) =>
    scheduled?.activityType?.name === 'commit' ? [scheduled] : [],
  );
  const change = JSON.parse(
    Buffer.from(commits.at(-1)?.input?.payloads?.[0]?.data as Uint8Array).toString(),
  ) as Change;
  const { guards, numbers, rows, documents, tells, starts, notices, tasks } = change;
  const alsoWritten = [guards, numbers, rows, documents, tells, starts, notices, tasks].flat();
  if (alsoWritten.length > 0) throw new Error(`the last change of ${workflowId} writes more than a record`);
  return change;
}
