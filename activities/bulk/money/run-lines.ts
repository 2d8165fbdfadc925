import { collectionRunContract } from '../../../workflows/money/collection-run/contract';
import { workflowIdOf } from '../../../workflows/kernel/contract';
import { localDate } from '../../../workflows/kernel/calendar';
import type { CalendarData } from '../../../workflows/kernel/calendar';
import {
  type LineNotice,
  linesOf,
  nameOf,
  type RunLine,
  type Window,
} from '../../../workflows/money/collection-run/rules';
import { openInterest, type Rate } from '../../../workflows/books/ledger/interest';
import type { LedgerLine, PlanRow } from '../../../workflows/books/ledger/rules';
import { ratesOf } from '../../../workflows/books/terms/late-rates';
import { renderNotice } from '../../texts/notices';
import type { SaleBrief } from '../../reads/books/ledger';

/** A line of a run as it is kept: instalment, or interest of lateness that is over. */
export interface RunLineRow extends Omit<RunLine, 'notice'> {
  /** `<runId>:<saleKey>:<no>` */
  _id: string;
  runId: string;
  projectId: string;
  saleKey: string;
  unitId: string;
  clientId: string;
  consultantId: string;
  interestFen: number;
  /** Why nobody is told, `told` with the notice's id, or `failed` with why. */
  notice: Exclude<LineNotice, 'tell'> | 'told' | 'failed';
  noticeId?: string;
  failure?: string;
  held?: { by: string; at: Date; reason: string };
  contacts?: { by: string; at: Date; outcome: string }[];
  builtAt: Date;
  rev: number;
}

/** What the lines of one sale are made from. */
export interface SaleOnList {
  sale: SaleBrief;
  plan: PlanRow[];
  lines: LedgerLine[];
  hasCase: boolean;
  /** Promised or disputed in its case. */
  isHeldByCase: boolean;
  heldNos: (number | 'interest')[];
  waivedFen: number;
  /** Rate of late payment that finance found where the contract is silent. */
  foundPpm?: number;
  unitName: string;
  /** By which the buyer is written to; undefined: the buyer is not among the clients. */
  channel: string | undefined;
}

export interface ListContext {
  runId: string;
  projectId: string;
  month: string;
  window: Window;
  at: number;
  isPast: boolean;
  calendar: CalendarData;
  rates: Rate[];
}

/** The notice of a sale, not yet stored. */
export interface DueNotice {
  id: string;
  clientId: string;
  saleKey: string;
  title: string;
  text: string;
  /** The buyer is called. */
  isCall: boolean;
}

export interface SaleLines {
  rows: RunLineRow[];
  notice?: DueNotice;
}

/** One notice per sale and month, to the buyer only, under an id of its own: queued again it is the same. */
function noticeIdOf(runId: string, saleKey: string): string {
  return `${workflowIdOf(collectionRunContract, runId)}#${saleKey}`;
}

/**
 * The lines of one sale, and the notice that tells its buyer.
 * @throws Error when something about the sale is broken: the line is `failed`, the others go on
 */
export function makeLines(on: SaleOnList, context: ListContext): SaleLines {
  const { sale, plan, lines } = on;
  const { calendar, at, window, rates, runId } = context;
  checkPlan(plan);
  if (on.channel === undefined) throw new Error('the buyer is not among the clients');
  const today = localDate(at, calendar);
  const known = ratesOf(on.foundPpm ?? sale.contractTerms.latePaymentPpm, rates);
  const interestFen = openInterest(plan, lines, known, today, on.waivedFen, calendar);
  const standing = {
    isStamped: sale.stampedAt !== undefined,
    isHeld: sale.openChangeId !== undefined || on.isHeldByCase,
    hasCase: on.hasCase,
    heldNos: on.heldNos,
    interestFen,
  };
  const listed = linesOf(plan, lines, window, today, standing, calendar).map((line) =>
    context.isPast && line.notice === 'tell' ? { ...line, notice: 'none' as const } : line,
  );
  const told = listed.filter((line) => line.notice === 'tell');
  const noticeId = noticeIdOf(runId, sale.saleKey);
  const firstLate = listed.find((line) => line.daysLate > 0);
  const rows = listed.map(
    (line): RunLineRow => ({
      ...line,
      ...rowOf(on, context, String(line.no ?? 'interest')),
      interestFen: line === firstLate || line.kind === 'late-interest' ? interestFen : 0,
      notice: line.notice === 'tell' ? 'told' : line.notice,
      ...(line.notice === 'tell' ? { noticeId } : {}),
    }),
  );
  if (told.length === 0) return { rows };
  return {
    rows,
    notice: {
      id: noticeId,
      clientId: sale.buyers[0] as string,
      saleKey: sale.saleKey,
      isCall: isCalled(on),
      ...textOf(told, interestFen, on, context),
    },
  };
}

/** What every row of a sale has. */
export function rowOf({ sale }: Pick<SaleOnList, 'sale'>, { runId, projectId, at }: ListContext, no: string) {
  return {
    _id: `${runId}:${sale.saleKey}:${no}`,
    runId,
    projectId,
    saleKey: sale.saleKey,
    unitId: sale.unitId,
    clientId: sale.buyers[0] ?? '',
    consultantId: sale.consultantId,
    builtAt: new Date(at),
    rev: 1,
  };
}

/** By the channel that the contract names, and no other: none, refused, phone or another one than the client's [S0]. */
function isCalled({ sale, channel }: Pick<SaleOnList, 'sale' | 'channel'>): boolean {
  const { noticeChannel } = sale.contractTerms;
  return channel === 'phone' || (noticeChannel !== undefined && noticeChannel !== channel);
}

function textOf(
  told: readonly RunLine[],
  interestFen: number,
  on: SaleOnList,
  { month }: ListContext,
): { title: string; text: string } {
  const late = told.filter((line) => line.daysLate > 0);
  const [year, monthNo] = month.split('-').map(Number);
  return renderNotice('collection.due-notice', {
    unit: on.unitName,
    month: `${year}年${monthNo}月`,
    totalAmountFen: told.reduce((sum, line) => sum + line.openFen, 0),
    instalments: told.map((line) => ({ name: nameOf(line), dueOn: line.dueOn ?? '即付', amountFen: line.openFen })),
    ...(late.length > 0 ? { overdueAmountFen: late.reduce((sum, line) => sum + line.openFen, 0) } : {}),
    ...(late.length > 0 && interestFen > 0 ? { interestAmountFen: interestFen } : {}),
  });
}

function checkPlan(plan: readonly PlanRow[]): void {
  for (const { no, amountFen, dueOn } of plan) {
    if (!Number.isSafeInteger(amountFen) || amountFen < 0) throw new Error(`instalment ${no} has no amount`);
    if (dueOn !== undefined && !/^\d{4}-\d{2}-\d{2}$/.test(dueOn)) throw new Error(`instalment ${no} has no date`);
  }
}
