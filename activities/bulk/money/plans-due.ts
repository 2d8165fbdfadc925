import { saleContract } from '../../../workflows/deal/sale/contract';
import type { LedgerLine, PlanRow } from '../../../workflows/books/ledger/rules';
import type { Deps } from '../../deps';
import { briefOf, lineOf, type SaleBrief } from '../../reads/books/ledger';

/** A sale with its plan in force and its lines. */
export interface SaleLedger {
  sale: SaleBrief;
  plan: PlanRow[];
  lines: LedgerLine[];
}

interface PlanDoc {
  saleKey: string;
  version: number;
  rows: PlanRow[];
}

const PAGE = 200;

/**
 * The next sales of a project with a client instalment due between two local dates, after a sale key, with their
 * ledgers. Sales that are cancelled, or whose ledger is not confirmed, are left out.
 */
export async function plansDue(
  { models }: Deps,
  projectId: string,
  due: { from?: string; through: string },
  after: string,
): Promise<{ sales: SaleLedger[]; next?: string }> {
  const { connection } = models;
  const dueOn = { ...(due.from ? { $gte: due.from } : {}), $lte: due.through };
  const keys = await connection
    .collection<PlanDoc>('payment_plans')
    .find(
      { projectId, saleKey: { $gt: after }, rows: { $elemMatch: { payer: 'client', dueOn } } },
      { projection: { saleKey: 1 } },
    )
    .sort({ saleKey: 1 })
    .limit(PAGE)
    .toArray();
  const saleKeys = [...new Set(keys.map(({ saleKey }) => saleKey))];
  const [plans, lines, records] = await Promise.all([
    connection
      .collection<PlanDoc>('payment_plans')
      .find({ saleKey: { $in: saleKeys } })
      .sort({ version: 1 })
      .toArray(),
    connection
      .collection('ledger_lines')
      .find({ saleKey: { $in: saleKeys } })
      .sort({ receivedAt: 1, _id: 1 })
      .toArray(),
    models
      .recordsOf(saleContract)
      .find({ _id: { $in: saleKeys } })
      .lean(),
  ]);
  const inForce = new Map(plans.map(({ saleKey, rows }) => [saleKey, rows]));
  const sales = records
    .map(briefOf)
    .filter((sale) => !sale.isCancelled && !sale.ledgerUnconfirmed)
    .sort((a, b) => (a.saleKey < b.saleKey ? -1 : 1))
    .map((sale) => ({
      sale,
      plan: inForce.get(sale.saleKey) ?? [],
      lines: lines.filter(({ saleKey }) => saleKey === sale.saleKey).map((line) => lineOf(line as never)),
    }));
  return { sales, next: keys.length < PAGE ? undefined : keys.at(-1)?.saleKey };
}
