import { titleOfAnswers } from '../../../workflows/kernel/answers';
import type { AuditRow, DocumentRow, RecordRow } from '../../../models/kernel';
import { type CalendarData, instantOf, isYearKnown } from '../../../workflows/kernel/calendar';
import type { OpenStep } from '../../../workflows/kernel/change';
import type { AnyContract } from '../../../workflows/kernel/contract';
import { dueFrom } from '../../../workflows/kernel/due';
import type { Bilingual } from '../../../workflows/kernel/words';
import { lastDayInTime } from '../../../workflows/books/ledger/rules';
import type { Sale } from '../../../workflows/deal/sale/contract';

/** One line of a sale's timeline. `at` is null for what has no date yet: it comes `after` something. */
export interface TimelineEntry {
  at: number | null;
  kind: 'past' | 'due' | 'expected';
  phase: string;
  what: Bilingual;
  why?: string;
  who?: string;
  documentNo?: string;
  after?: string;
  calendarKnown: boolean;
}

export type Audience = 'staff' | 'buyer';

/** A phase with its record, when it has begun. */
export interface PhaseRecord {
  contract: AnyContract;
  record?: RecordRow;
}

/** A row of the payment plan that is not yet paid. */
export interface PlanDate {
  no: number;
  amountFen: number;
  dueOn?: string;
}

/** Steps inside the house: approvals, checks and assignments that are no business of the buyer. */
const INTERNAL =
  /^(unit-check|check|consultant-sign|manager-sign|void-form|correct-unit|reassign|adopt|close-file|receive-register|query-.*|approve.*|.*-check|decide-.*|distribute)$/;

/** Past of all chains, what is due, and what is to be expected, by instant; undated last. */
export function timelineOf(
  phases: readonly PhaseRecord[],
  known: { audit: readonly AuditRow[]; documents: readonly DocumentRow[]; plan: readonly PlanDate[] },
  audience: Audience,
  calendar: CalendarData,
): TimelineEntry[] {
  const entries = [
    ...phases.flatMap(({ contract, record }) => (record ? pastOf(contract, record, known) : [])),
    ...phases.flatMap(({ contract, record }) => (record?.open ? dueOf(contract, record, calendar) : [])),
    ...known.plan.flatMap((row) => planDue(row, calendar)),
    ...phases
      .filter((phase) => isAhead(phase, phases[0]?.record))
      .map(({ contract }) => expected(contract, phases)),
  ];
  const shown = audience === 'staff' ? entries : entries.filter(isForBuyers).map(({ who: _, ...entry }) => entry);
  return shown.map(({ action: _, ...entry }) => entry).sort((a, b) => (a.at ?? Infinity) - (b.at ?? Infinity));
}

type Noted = TimelineEntry & { action: string };

function pastOf(
  contract: AnyContract,
  { workflowId, _id }: RecordRow,
  { audit, documents }: { audit: readonly AuditRow[]; documents: readonly DocumentRow[] },
): Noted[] {
  return audit
    .filter((entry) => entry.chain === workflowId)
    .flatMap(({ at, action, actor, seq }) => {
      const what = titleOf(contract, action);
      if (!what) return [];
      const issued = documents.find((document) => document._id.startsWith(`${contract.name}-${_id}-${seq}-`));
      const who = actor.staffId === 'system' ? undefined : actor.staffId;
      return [
        {
          at: at.getTime(),
          kind: 'past' as const,
          phase: contract.name,
          what,
          who,
          documentNo: issued?.number,
          calendarKnown: true,
          action,
        },
      ];
    });
}

/** The words for a transition; none for the kernel's own reminders. */
function titleOf(contract: AnyContract, action: string): Bilingual | undefined {
  if (action === 'begin') return { zh: `${contract.title.zh}开始`, en: `${contract.title.en} begins` };
  const [kind, name = ''] = action.split(' ');
  if (kind === 'event') return (contract.events as Record<string, Bilingual>)[name];
  if (kind === 'deadline') return (contract.deadlines as Record<string, Bilingual>)[name];
  return contract.steps[action]?.title;
}

function dueOf(contract: AnyContract, record: RecordRow, calendar: CalendarData): Noted[] {
  const phase = contract.name;
  const steps = record.openSteps
    .filter((open) => open.due !== undefined)
    .map((open) => ({
      at: open.due as number,
      kind: 'due' as const,
      phase,
      what: titleOfAnswers(contract, open),
      why: whyDue(open, calendar),
      who: [...(open.who.staffIds ?? []), ...(open.who.roles ?? [])].join(', ') || undefined,
      calendarKnown: open.calendarKnown ?? true,
      action: open.step,
    }));
  const deadlines = record.deadlines.map(({ at, name, why, calendarKnown }) => ({
    at,
    kind: 'due' as const,
    phase,
    what: (contract.deadlines as Record<string, Bilingual>)[name] ?? { zh: name, en: name },
    why,
    calendarKnown,
    action: `deadline ${name}`,
  }));
  return [...steps, ...deadlines];
}

/** Of a task the source of its due time is kept, not the reason: that is told as it is counted now, if it is the same. */
function whyDue({ source, due }: OpenStep, calendar: CalendarData): string | undefined {
  const counted = source && dueFrom(source, calendar);
  return counted?.at === due ? counted?.why : undefined;
}

function planDue({ no, amountFen, dueOn }: PlanDate, calendar: CalendarData): Noted[] {
  const yuan = (amountFen / 100).toFixed(2);
  const what = { zh: `房款第${no}期 ${yuan} 元`, en: `Instalment ${no}: ${yuan} RMB` };
  const common = { phase: 'payment', what, action: 'pay' };
  if (dueOn === undefined)
    return [{ ...common, kind: 'expected', at: null, after: 'mortgage', calendarKnown: true }];
  const lastOn = lastDayInTime(dueOn, calendar);
  const why = lastOn === dueOn ? undefined : `约定 ${dueOn} 付款，逢休息日顺延至 ${lastOn}（民法典203条）`;
  const calendarKnown = isYearKnown(dueOn, calendar) && isYearKnown(lastOn, calendar);
  return [{ ...common, kind: 'due', at: instantOf(lastOn, '24:00', calendar), why, calendarKnown }];
}

/** Still to begin: not what was done on paper, no loan where the plan has none, nothing of a sale that has ended. */
function isAhead({ contract, record }: PhaseRecord, sale: RecordRow | undefined): boolean {
  if (record || !sale?.open) return false;
  const { terms, takenOver } = sale.data as unknown as Sale['data'];
  if (contract.name === 'mortgage' && terms && terms.plan.kind !== 'mortgage') return false;
  return !takenOver?.done.includes(contract.name);
}

/** A phase that has not begun comes after the one before it. */
function expected(contract: AnyContract, phases: readonly PhaseRecord[]): Noted {
  const nth = phases.findIndex((phase) => phase.contract === contract);
  const after = phases[nth - 1]?.contract.name;
  return {
    at: null,
    kind: 'expected',
    phase: contract.name,
    what: contract.title,
    after,
    calendarKnown: true,
    action: 'begin',
  };
}

/** Approvals, internal checks and what follows for staff are left out. */
function isForBuyers({ action }: Noted): boolean {
  return !INTERNAL.test(action) && !action.startsWith('event ') && action !== 'deadline signGrace';
}
