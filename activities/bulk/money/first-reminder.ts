import { addDays, localDate } from '../../../workflows/kernel/calendar';
import { parsePeriod } from '../../../workflows/kernel/period';
import { SYSTEM, type Json } from '../../../workflows/kernel/words';
import { openThrough } from '../../../workflows/books/ledger/rules';
import { type PaymentReminder, paymentReminderContract } from '../../../workflows/money/payment-reminder/contract';
import type { Deps } from '../../deps';
import { startProcess } from '../../start-process';
import { plansDue, type SaleLedger } from './plans-due';

export interface RemindDone {
  reminded: number;
  next?: string;
}

/** Remind those whose first instalment after the deposit is due within the policy's days and open; once per due date. */
export async function remindFirstPayers(deps: Deps, projectId: string, after: string): Promise<RemindDone> {
  const { due, next } = await firstPayers(deps, projectId, await deps.businessNow(projectId), after);
  for (const { on, row } of due) await begin(deps, on, row);
  return { reminded: due.length, next };
}

/** Would a look-out at this instant remind anybody, as things stand? */
export async function findsFirstPayers(deps: Deps, projectId: string, at: number): Promise<boolean> {
  for (let after: string | undefined = ''; after !== undefined; ) {
    const page: Awaited<ReturnType<typeof firstPayers>> = await firstPayers(deps, projectId, at, after);
    if (page.due.length > 0) return true;
    after = page.next;
  }
  return false;
}

async function firstPayers(deps: Deps, projectId: string, at: number, after: string) {
  const calendar = await deps.calendarOf(projectId);
  const today = localDate(at, calendar);
  const { count: ahead } = parsePeriod(
    String(deps.settings.policyOf(paymentReminderContract.name, projectId).firstReminder),
  );
  const through = addDays(today, ahead);
  const { sales, next } = await plansDue(deps, projectId, { from: today, through }, after);
  const due: { on: SaleLedger; row: { no: number; dueOn?: string; openFen: number } }[] = [];
  for (const on of sales) {
    const row = firstOpen(on, today, through, calendar);
    if (row && !(await deps.models.recordsOf(paymentReminderContract).exists({ _id: keyOf(on, row) })))
      due.push({ on, row });
  }
  return { due, next };
}

function keyOf({ sale }: SaleLedger, { dueOn }: { dueOn?: string }): string {
  return `${sale.saleKey}-${dueOn}`;
}

function firstOpen(
  { plan, lines }: SaleLedger,
  today: string,
  through: string,
  calendar: Awaited<ReturnType<Deps['calendarOf']>>,
) {
  const [first] = plan
    .filter((row) => row.payer === 'client' && row.kind !== 'deposit' && row.dueOn)
    .sort((a, b) => ((a.dueOn as string) < (b.dueOn as string) ? -1 : 1));
  if (!first?.dueOn || first.dueOn < today || first.dueOn > through) return undefined;
  return openThrough(plan, lines, today, through, calendar).find(({ no }) => no === first.no);
}

async function begin(
  deps: Deps,
  on: SaleLedger,
  row: { no: number; dueOn?: string; openFen: number },
): Promise<void> {
  const { saleKey, projectId, unitId, buyers, consultantId } = on.sale;
  const key = keyOf(on, row);
  const input: PaymentReminder['input'] = {
    unitId,
    clientId: buyers[0] as string,
    consultantId,
    no: row.no,
    dueOn: row.dueOn as string,
    openFen: row.openFen,
  };
  await startProcess(deps, paymentReminderContract, {
    key,
    projectId,
    saleKey,
    input: input as unknown as Json,
    actor: SYSTEM,
    startToken: key,
  });
}
