import { localDate } from '../../workflows/kernel/calendar';
import type { ApiDeps } from '../kernel/deps';
import { validationFailed } from '../kernel/problems';
import type { StepRequest } from '../kernel/process-table';

/** Of a step that says on which day something happened: days that have not come are refused, a field each. */
export function happened<Body extends object>(
  ...days: (keyof Body & string)[]
): { prepare(given: Body, call: StepRequest): Promise<Body> } {
  return {
    async prepare(given, { deps, record }) {
      await refuseAhead(deps, record.projectId, Object.fromEntries(days.map((day) => [day, given[day]])));
      return given;
    },
  };
}

/** @throws Problem `validation-failed` naming the days after the project's today */
export async function refuseAhead(deps: ApiDeps, projectId: string, days: Record<string, unknown>): Promise<void> {
  const today = localDate(await deps.businessNow(projectId), await deps.calendarOf(projectId));
  const ahead = Object.entries(days).filter(([, on]) => typeof on === 'string' && on > today);
  if (ahead.length === 0) return;
  throw validationFailed(ahead.map(([field]) => ({ field, message: '不能晚于今天 not in the future' })));
}
