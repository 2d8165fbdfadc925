import { addDays, localDate } from '../../workflows/kernel/calendar';
import { parsePeriod } from '../../workflows/kernel/period';
import { SYSTEM, type Json } from '../../workflows/kernel/words';
import { openThrough } from '../../workflows/sale/ledger.rules';
import { type PaymentReminder, paymentReminderContract } from '../../workflows/sale/payment-reminder.contract';
import type { Deps } from '../deps';
import { startProcess } from '../start-process';
import { plansDue, type SaleLedger } from './plans-due';

export interface RemindDone {
  reminded: number;
  next?: string;
}

/** Remind those whose first instalment after the deposit is due within the policy's days and open; once per due date. */
export async function remindFirstPayers(deps: Deps, projectId: string, after: string): Promise<RemindDone> {
  const calendar = await deps.calendarOf(projectId);
  const now = await deps.businessNow(projectId);
  const today = localDate(now, calendar);
  const { count: ahead } = parsePeriod(String(deps.settings.policyOf(paymentReminderContract.name, projectId).firstReminder));
  const through = addDays(today, ahead);
  const { sales, next } = await plansDue(deps, projectId, { from: today, through }, after);
  let reminded = 0;
  for (const on of sales) {
    const first = firstOpen(on, today, through, calendar);
    if (!first) continue;
    await begin(deps, on, first);
    reminded += 1;
  }
  return { reminded, next };
}

function firstOpen({ plan, lines }: SaleLedger, today: string, through: string, calendar: Awaited<ReturnType<Deps['calendarOf']>>) {
  const [first] = plan.filter((row) => row.payer === 'client' && row.kind !== 'deposit' && row.dueOn).sort((a, b) => ((a.dueOn as string) < (b.dueOn as string) ? -1 : 1));
  if (!first?.dueOn || first.dueOn < today || first.dueOn > through) return undefined;
  return openThrough(plan, lines, today, through, calendar).find(({ no }) => no === first.no);
}

async function begin(deps: Deps, { sale }: SaleLedger, row: { no: number; dueOn?: string; openFen: number }): Promise<void> {
  const { saleKey, projectId, unitId, buyers, consultantId } = sale;
  const key = `${saleKey}-${row.dueOn}`;
  const input: PaymentReminder['input'] = {
    unitId,
    clientId: buyers[0] as string,
    consultantId,
    no: row.no,
    dueOn: row.dueOn as string,
    openFen: row.openFen,
  };
  await startProcess(deps, paymentReminderContract, { key, projectId, saleKey, input: input as unknown as Json, actor: SYSTEM, startToken: key });
}
