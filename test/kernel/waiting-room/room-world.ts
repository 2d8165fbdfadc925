import { randomUUID } from 'node:crypto';
import { NativeConnection } from '@temporalio/worker';
import { startProcess } from '../../../activities/start-process';
import type { RecordRow } from '../../../models/kernel';
import { type RunningWorkers, runWorkers } from '../../../worker/run';
import type { StepAnswer } from '../../../workflows/kernel/change';
import { workflowIdOf } from '../../../workflows/kernel/contract';
import type { Actor } from '../../../workflows/kernel/words';
import { makeWorld, type World, type WorldOptions } from '../../harness/world';
import { type WaitingRoom, waitingRoomContract } from './contract';

export type Room = RecordRow & { data: WaitingRoom['data'] };

/** A world in which rooms are opened; its workers can be stopped and started. */
export interface RoomWorld {
  world: World;
  /** Open a room that closes so many milliseconds from now; answers its key. */
  open(closesIn: number): Promise<string>;
  step(key: string, name: keyof WaitingRoom['steps'], body?: object, updateId?: string): Promise<StepAnswer>;
  tell(key: string, event: string, eventId: string, payload?: object): Promise<void>;
  room(key: string): Promise<Room>;
  startWorkers(): Promise<void>;
  stopWorkers(): Promise<void>;
  stop(): Promise<void>;
}

const ACTOR: Actor = { staffId: 'assistant-1', roles: ['assistant'] };

export async function makeRoomWorld({ servers }: Pick<WorldOptions, 'servers'> = {}): Promise<RoomWorld> {
  const world = await makeWorld({ sandbox: false, workers: false, servers });
  const { deps } = world;
  const native = await NativeConnection.connect({ address: deps.settings.connection.address });
  let workers: RunningWorkers | undefined;
  const handleOf = (key: string) => deps.client.workflow.getHandle(workflowIdOf(waitingRoomContract, key));
  const rooms: RoomWorld = {
    world,
    async open(closesIn) {
      const key = randomUUID();
      const input = { closesAt: Date.now() + closesIn };
      await startProcess(deps, waitingRoomContract, {
        key,
        projectId: 'linjiang',
        input,
        actor: ACTOR,
        startToken: key,
      });
      return key;
    },
    step: (key, name, body = {}, updateId = randomUUID()) =>
      handleOf(key).executeUpdate(name, { args: [{ actor: ACTOR, body }], updateId }),
    tell: (key, name, eventId, payload = {}) => handleOf(key).signal('event', { name, eventId, payload }),
    room: async (key) => (await deps.models.records('waiting_rooms').findById(key).lean()) as unknown as Room,
    async startWorkers() {
      workers = await runWorkers(deps, native, process.env.TEST_WORKFLOW_BUNDLE);
    },
    async stopWorkers() {
      await workers?.stop();
      workers = undefined;
    },
    async stop() {
      await rooms.stopWorkers();
      await native.close();
      await world.stop();
    },
  };
  await rooms.startWorkers();
  return rooms;
}
