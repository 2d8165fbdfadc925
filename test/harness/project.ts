import { randomUUID } from 'node:crypto';
import type { Deps } from '../../activities/deps';
import { fastForward } from '../../activities/sandbox/fast-forward';
import { deadlineAfter } from '../../workflows/kernel/period';
import type { Json } from '../../workflows/kernel/words';
import { type Api, type Http, speaking } from './http';
import type { Names } from './names';

/**
 * What a test has of its own: the example as a project, with its own homes, people and clock. Other projects work in
 * the same database, on the same workers and through the same API.
 */
export interface Project extends Names {
  deps: Deps;
  projectId: string;
  /** The API over HTTP, to which the project's people and homes go by their names in the example. */
  http(): Promise<Http>;
  /** Move the project's clock: `2 days`. Without its schedules, whose daily runs are under test elsewhere and take time. */
  fastForward(by: string): Promise<void>;
  /** Have a process's policy other than `temporal.yaml` says, in this project, from now on. */
  setPolicy(process: string, values: Record<string, Json>): void;
}

/** A project that is in a world already. */
export function projectIn(
  { deps, api }: { deps: Deps; api(): Promise<Api> },
  projectId: string,
  names: Names,
): Project {
  return {
    ...names,
    deps,
    projectId,
    http: async () => speaking(await api(), names),
    setPolicy(process, values) {
      const { policyOf } = deps.settings;
      deps.settings.policyOf = (name, id) => ({
        ...policyOf(name, id),
        ...(name === process && id === projectId ? values : {}),
      });
    },
    async fastForward(by) {
      const calendar = await deps.calendarOf(projectId);
      await fastForward(deps, projectId, (now) => deadlineAfter(now, by, calendar).at, randomUUID(), []);
    },
  };
}
