import type { z } from 'zod';
import type { AuditRow, RecordRow } from '../../models/kernel';
import { answersOf } from '../../workflows/kernel/answers';
import type { Deadline, OpenStep } from '../../workflows/kernel/change';
import type { AnyContract, ProcessSchema } from '../../workflows/kernel/contract';
import type { Bilingual } from '../../workflows/kernel/words';
import { showData } from './data-shown';
import type { deadline, historyEntry, openStep } from './process-schema';
import { withIsoTimes } from './time';

/** What the API tells about a process. Times are ISO 8601 with the project's offset. */
export interface Representation {
  id: string;
  workflowId: string;
  status: string;
  openSteps: z.infer<ReturnType<typeof openStep>>[];
  deadlines: z.infer<ReturnType<typeof deadline>>[];
  /** Not in a list. */
  history?: z.infer<typeof historyEntry>[];
  [field: string]: unknown;
}

/** One process as a list shows it: without its history. */
export function representInList(
  contract: AnyContract,
  { data }: Pick<ProcessSchema, 'data'>,
  record: RecordRow,
  zone: string,
): Representation {
  return { ...(showData(data, record.data, zone) as object), ...envelopeOf(contract, record, zone) };
}

/** What every process shows of itself: who must act, what runs, and nothing that it knows. */
export function envelopeOf(contract: AnyContract, record: RecordRow, zone: string): Representation {
  const {
    _id,
    data: _data,
    nextAt: _nextAt,
    claims: _claims,
    openSteps,
    deadlines,
    seen: _seen,
    answered: _answered,
    ...envelope
  } = record;
  const view = {
    id: _id,
    ...envelope,
    statusTitle: titleIn(contract.statuses, record.status),
    openSteps: openSteps.flatMap((open) => answersOf(open).map((step) => showStep(contract, open, step))),
    deadlines: deadlines.map((deadline) => showDeadline(contract, deadline)),
  };
  return withIsoTimes(view, zone) as Representation;
}

/** One process in full, with its history from the audit chain. */
export function represent(
  contract: AnyContract,
  schema: Pick<ProcessSchema, 'data'>,
  record: RecordRow,
  entries: readonly AuditRow[],
  zone: string,
): Representation {
  return {
    ...representInList(contract, schema, record, zone),
    history: withIsoTimes(entries.map(showEntry), zone),
  };
}

/** Each answer to a task is a step of its own, with the same task. */
function showStep(contract: AnyContract, open: OpenStep, step: string) {
  const { part, who, since, due, calendarKnown, about, escalatedTo, taskId } = open;
  const { staffIds } = who;
  const title = contract.steps[step]?.title;
  const roles = who.roles ?? contract.steps[step]?.roles;
  return { name: step, part, title, roles, staffIds, since, due, calendarKnown, about, escalatedTo, taskId };
}

function showDeadline(contract: AnyContract, { name, part, at, calendarKnown, why, calendar, period }: Deadline) {
  return { name, part, at, follows: titleIn(contract.deadlines, name), calendarKnown, calendar, period, why };
}

function showEntry({ seq, at, actor, action, outcome, facts }: AuditRow) {
  const { startToken: _token, ...notes } = facts ?? {};
  return { seq, at, actor, action, outcome, notes };
}

function titleIn(titles: { readonly [name: string]: Bilingual }, name: string): Bilingual | undefined {
  return titles[name];
}
