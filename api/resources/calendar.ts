import { z } from 'zod';
import { formatPeriod, deadlineAfter, parsePeriod } from '../../workflows/kernel/period';
import { instant, word } from '../kernel/fields';
import { requireProject } from '../kernel/caller';
import { validationFailed } from '../kernel/problems';
import { defineRoute } from '../kernel/route';
import { isoIn } from '../kernel/time';

const question = z.object({
  from: instant(),
  period: word(),
  calendar: z.enum(['statutory', 'centre']).default('statutory'),
  projectId: word().optional(),
});
type Question = z.infer<typeof question>;

/** When a period ends and why: the very code that the processes use. */
const deadline = defineRoute<unknown, Question>({
  method: 'get',
  path: '/calendar/deadline',
  outsiders: true,
  wing: 'work',
  summary: '期限计算 When a period ends, and why',
  query: question as z.ZodType<Question>,
  async handle({ deps, caller, query }) {
    const projectId = query.projectId ?? caller.projects[0] ?? '';
    requireProject(caller, projectId);
    const calendar = await deps.calendarOf(projectId);
    try {
      parsePeriod(query.period);
    } catch (error) {
      throw validationFailed([{ field: 'period', message: `期限写法有误 ${(error as Error).message}` }]);
    }
    const { at, calendarKnown, explanation } = deadlineAfter(query.from, query.period, calendar, query.calendar);
    return {
      status: 200,
      body: {
        at: isoIn(calendar.zone, at),
        calendarKnown,
        calendar: query.calendar,
        explanation: {
          ...explanation,
          period: formatPeriod(parsePeriod(query.period)),
          from: isoIn(calendar.zone, query.from),
        },
      },
    };
  },
});

const read = defineRoute({
  method: 'get',
  path: '/calendar/years',
  wing: 'work',
  summary: '节假日安排 Published years',
  async handle({ deps, caller }) {
    const { years, source } = await deps.calendarOf(caller.projects[0] ?? '');
    return { status: 200, body: { source, years } };
  },
});

export const calendarRoutes = [deadline, read];
