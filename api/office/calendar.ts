import { z } from 'zod';
import { instant, period, project } from '../../workflows/kernel/fields';
import { formatPeriod, deadlineAfter, parsePeriod } from '../../workflows/kernel/period';
import { requireProject } from '../kernel/caller';
import { defineRoute } from '../kernel/route';
import { date, time } from '../kernel/shown';
import { isoIn } from '../kernel/time';

const question = z.object({
  from: instant('起算时间'),
  period: period('期限'),
  calendar: z.enum(['statutory', 'centre']).default('statutory'),
  projectId: project('项目').optional(),
});

const deadlineAnswer = z.object({
  at: time(),
  calendarKnown: z.boolean(),
  calendar: z.enum(['statutory', 'centre']),
  explanation: z.object({
    rule: z.string(),
    from: time(),
    period: z.string(),
    counted: z.string(),
    skipped: z.array(z.object({ date: date(), why: z.string() })),
    source: z.string(),
  }),
});

const named = z.record(date(), z.string());
const yearsAnswer = z.object({
  source: z.string(),
  years: z.record(z.string(), z.object({ holidays: named, makeupDays: named })),
});

/** When a period ends and why: the very code that the processes use. */
const deadline = defineRoute({
  method: 'get',
  path: '/calendar/deadline',
  outsiders: true,
  wing: 'work',
  summary: '期限计算 When a period ends, and why',
  answer: deadlineAnswer,
  query: question,
  async handle({ deps, caller, query }) {
    const projectId = query.projectId ?? caller.projects[0] ?? '';
    requireProject(caller, projectId);
    const calendar = await deps.calendarOf(projectId);
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
  answer: yearsAnswer,
  async handle({ deps, caller }) {
    const { years, source } = await deps.calendarOf(caller.projects[0] ?? '');
    return { status: 200, body: { source, years } };
  },
});

export const calendarRoutes = [deadline, read];
