/** What every part of a collection case looks up and says. */
import type { LedgerOfSale, SaleBrief } from '../../../activities/reads/books/ledger';
import type { Draft } from '../../kernel/draft';
import { look } from '../../kernel/look';
import type { Field } from '../../kernel/words';
import type { Collection, Hold } from './contract';
import { daysLate } from './rules';
import { ratesOf } from '../../books/terms/late-rates';
import { openInterest, type Rate } from '../../books/ledger/interest';
import { overdueOn, type RowState } from '../../books/ledger/rules';

export type Case = Draft<Collection>;

export interface Standing extends LedgerOfSale {
  overdue: RowState[];
}

/** The sale's ledger now, with what is late. */
export async function standing(file: Case): Promise<Standing> {
  const ledger = await look.ledgerOf(file.saleKey ?? '');
  return { ...ledger, overdue: overdueOn(ledger.plan, ledger.lines, file.today, file.calendar) };
}

/** Bring amounts and interest up to date. */
export async function refresh(file: Case): Promise<Standing> {
  const now = await standing(file);
  const { data } = file;
  data.overdueFen = now.overdue.reduce((sum, row) => sum + row.openFen, 0);
  data.oldestDueOn = now.overdue[0]?.lateSinceOn ?? now.overdue[0]?.dueOn ?? data.oldestDueOn;
  const rates = await ratesFor(file);
  data.isRateUnknown = rates.length === 0 || undefined;
  const waivedFen = await look.waivedInterest(file.saleKey ?? '');
  data.interestFen = openInterest(now.plan, now.lines, rates, file.today, waivedFen, file.calendar);
  return now;
}

async function ratesFor(file: Case): Promise<Rate[]> {
  if (file.data.ratePpm !== undefined) return ratesOf(file.data.ratePpm, []);
  const [sale] = await look.saleBriefs([file.saleKey ?? '']);
  return ratesOf(sale?.contractTerms.latePaymentPpm, file.policy.lateRates);
}

/** Facts that the notices to staff share. */
export function facts(file: Case) {
  const { data } = file;
  return {
    unit: { unit: data.unitId },
    clientName: { client: data.buyers[0] as string },
    contractNo: data.contractNo,
    amountFen: data.overdueFen,
    dueOn: sayDate(data.oldestDueOn),
    daysLate: daysLate(data.oldestDueOn, file.today),
    ...(data.interestFen > 0 ? { interestAmountFen: data.interestFen } : {}),
  };
}

const HOLDS: Record<Hold, string> = {
  promised: '客户已承诺付款',
  plan: '分期方案执行中',
  disputed: '异议待处理',
  litigation: '已起诉',
};

/** @throws `step-not-open` while a promise, a plan, a dispute or a suit is to be waited for */
export function requireNoHold(file: Case): void {
  const { hold } = file.data;
  if (hold) file.refuse('step-not-open', `个案暂停：${HOLDS[hold]} the case is on hold: ${hold}`, { hold });
}

/** 2026年3月10日 */
export function sayDate(date: string): string {
  const [year, month, day] = date.split('-').map(Number);
  return `${year}年${month}月${day}日`;
}

/** Of service supervisor, then sales manager: the usual ladder of tasks [ours]. */
export function escalation(file: Case) {
  return [
    { to: { roles: ['service-supervisor' as const] } },
    { to: { roles: ['sales-manager' as const] }, after: file.policy.escalateAfter },
  ];
}

/** The contract's 送达地址; an address entered as personal data is only named. */
export function addressOf(sale: SaleBrief | undefined): Field | undefined {
  const address = sale?.contractTerms.serviceAddress;
  if (address === undefined) return undefined;
  return address.startsWith('p:') ? { personal: address } : address;
}
