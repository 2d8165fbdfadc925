import { addDays, type CalendarData, localDate } from '../../../workflows/kernel/calendar';
import { SYSTEM } from '../../../workflows/kernel/words';
import { collectionContract } from '../../../workflows/money/collection/contract';
import { lastDayInTime, overdueOn, type RowState } from '../../../workflows/books/ledger/rules';
import type { Deps } from '../../deps';
import { startProcess } from '../../start-process';
import { plansDue } from './plans-due';

export interface SweepDone {
  opened: number;
  next?: string;
}

/** Open a case for each stamped sale with a client instalment past due that has none open. Again: nothing. */
export async function sweepCollections(deps: Deps, projectId: string, after: string): Promise<SweepDone> {
  const { due, next } = await overdueWithoutCase(deps, projectId, await deps.businessNow(projectId), after);
  for (const { saleKey, key } of due) {
    const start = {
      key,
      projectId,
      saleKey,
      input: { reason: 'overdue' },
      actor: SYSTEM,
      startToken: `sweep:${key}`,
    };
    await startProcess(deps, collectionContract, start);
  }
  return { opened: due.length, next };
}

/** Would a sweep at this instant open a case, as things stand? */
export async function findsOverdue(deps: Deps, projectId: string, at: number): Promise<boolean> {
  for (let after: string | undefined = ''; after !== undefined; ) {
    const page: Awaited<ReturnType<typeof overdueWithoutCase>> = await overdueWithoutCase(
      deps,
      projectId,
      at,
      after,
    );
    if (page.due.length > 0) return true;
    after = page.next;
  }
  return false;
}

async function overdueWithoutCase(deps: Deps, projectId: string, at: number, after: string) {
  const calendar = await deps.calendarOf(projectId);
  const today = localDate(at, calendar);
  const { sales, next } = await plansDue(deps, projectId, { through: addDays(today, -1) }, after);
  const late = sales.flatMap(({ sale, plan, lines }) => {
    const overdue = sale.stampedAt === undefined ? [] : overdueOn(plan, lines, today, calendar);
    return overdue.length > 0 ? [{ sale, overdue }] : [];
  });
  const due: { saleKey: string; key: string }[] = [];
  for (const { sale, overdue } of late) {
    const key = await nextCaseOf(deps, sale.saleKey);
    if (key && !(await isCalledOff(deps, sale.saleKey, overdue, calendar)))
      due.push({ saleKey: sale.saleKey, key });
  }
  return { due, next };
}

/** The manager has cancelled the last case, and nothing has become late since: it does not come back by itself. */
async function isCalledOff(
  { models }: Deps,
  saleKey: string,
  overdue: readonly RowState[],
  calendar: CalendarData,
): Promise<boolean> {
  const last = await models
    .recordsOf(collectionContract)
    .findOne({ saleKey }, { status: 1, closedAt: 1 })
    .sort({ startedAt: -1 })
    .lean();
  if (last?.status !== 'cancelled' || last.closedAt === undefined) return false;
  const cancelledOn = localDate(last.closedAt, calendar);
  return overdue.every(({ dueOn }) => lastDayInTime(dueOn as string, calendar) < cancelledOn);
}

/** `<saleKey>-<n>`; undefined while a case is open. */
export async function nextCaseOf({ models }: Pick<Deps, 'models'>, saleKey: string): Promise<string | undefined> {
  const cases = await models.recordsOf(collectionContract).find({ saleKey }, { open: 1 }).lean();
  return cases.some(({ open }) => open) ? undefined : `${saleKey}-${cases.length + 1}`;
}
