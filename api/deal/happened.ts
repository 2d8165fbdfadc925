import type { z } from 'zod';
import { localDate } from '../../workflows/kernel/calendar';
import type { ApiDeps } from '../kernel/deps';
import { validationFailed } from '../kernel/problems';
import { type StepRoute, step } from '../kernel/process-table';

/** A step that says on which day something happened: days that have not come are refused, a field each. */
export function happened<Body extends object>(
  body: z.ZodType<Body>,
  ...days: (keyof Body & string)[]
): StepRoute<Body> {
  return step({
    body,
    async prepare(given: Body, { deps, record }) {
      await refuseAhead(deps, record.projectId, Object.fromEntries(days.map((day) => [day, given[day]])));
      return given;
    },
  });
}

/** @throws Problem `validation-failed` naming the days after the project's today */
export async function refuseAhead(deps: ApiDeps, projectId: string, days: Record<string, unknown>): Promise<void> {
  const today = localDate(await deps.businessNow(projectId), await deps.calendarOf(projectId));
  const ahead = Object.entries(days).filter(([, on]) => typeof on === 'string' && on > today);
  if (ahead.length === 0) return;
  throw validationFailed(ahead.map(([field]) => ({ field, message: '不能晚于今天 not in the future' })));
}
