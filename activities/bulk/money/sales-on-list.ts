import { collectionContract } from '../../../workflows/money/collection/contract';
import { saleContract } from '../../../workflows/deal/sale/contract';
import { briefOf, lineOf } from '../../reads/books/ledger';
import type { PlanRow } from '../../../workflows/books/ledger/rules';
import type { Deps } from '../../deps';
import type { RunLineRow, SaleOnList } from './run-lines';

export interface PlanDoc {
  saleKey: string;
  version: number;
  rows: PlanRow[];
}

/** Everything the lines of these sales need, and those that an earlier build left; each collection read once. Cancelled and unconfirmed sales are left out. */
export async function readSales(
  { models }: Deps,
  { runId }: { runId: string },
  plans: readonly PlanDoc[],
): Promise<{ sales: SaleOnList[]; before: RunLineRow[] }> {
  const { connection } = models;
  const saleKey = { $in: plans.map((plan) => plan.saleKey) };
  const [records, lines, cases, before, waivers] = await Promise.all([
    models.recordsOf(saleContract).find({ _id: saleKey }, { projectId: 1, status: 1, open: 1, data: 1 }).lean(),
    connection.collection('ledger_lines').find({ saleKey }).sort({ receivedAt: 1, _id: 1 }).toArray(),
    models
      .recordsOf(collectionContract)
      .find({ saleKey }, { saleKey: 1, open: 1, 'data.hold': 1, 'data.ratePpm': 1 })
      .sort({ startedAt: 1 })
      .lean<{ saleKey: string; open: boolean; data: { hold?: string; ratePpm?: number } }[]>(),
    connection
      .collection<RunLineRow>('collection_lines')
      .find({ runId, saleKey } as never)
      .toArray(),
    connection.collection<{ saleKey: string; amountFen: number }>('interest_waivers').find({ saleKey }).toArray(),
  ]);
  const briefs = records.map(briefOf).filter((sale) => !sale.isCancelled && !sale.ledgerUnconfirmed);
  const [units, clients] = await Promise.all([
    models.units
      .find({ _id: { $in: briefs.map(({ unitId }) => unitId) } }, { building: 1, floor: 1, room: 1 })
      .lean(),
    models.clients.find({ _id: { $in: briefs.map(({ buyers }) => buyers[0] ?? '') } }, { noticeChannel: 1 }).lean(),
  ]);
  const unitNames = new Map(units.map((u) => [u._id, `${u.building}栋${u.floor}${u.room}室`]));
  const channels = new Map(clients.map(({ _id, noticeChannel }) => [_id, noticeChannel?.kind ?? 'phone']));
  const planOf = new Map(plans.map((plan) => [plan.saleKey, plan.rows]));
  const linesOf = groupBy(lines.map((line) => lineOf(line as never)));
  const beforeOf = groupBy(before);
  const waiversOf = groupBy(waivers);
  const caseOf = new Map(cases.flatMap((row) => (row.open ? [[row.saleKey, row.data.hold] as const] : [])));
  const foundPpm = new Map(
    cases.flatMap(({ data, ...row }) => (data.ratePpm ? [[row.saleKey, data.ratePpm] as const] : [])),
  );
  const sales = briefs.map((sale) => ({
    sale,
    plan: planOf.get(sale.saleKey) ?? [],
    lines: linesOf.get(sale.saleKey) ?? [],
    hasCase: caseOf.has(sale.saleKey),
    isHeldByCase: ['promised', 'disputed'].includes(caseOf.get(sale.saleKey) ?? ''),
    heldNos: (beforeOf.get(sale.saleKey) ?? []).flatMap(({ held, no }) => (held ? (no ?? 'interest') : [])),
    waivedFen: (waiversOf.get(sale.saleKey) ?? []).reduce((sum, row) => sum + row.amountFen, 0),
    foundPpm: foundPpm.get(sale.saleKey),
    unitName: unitNames.get(sale.unitId) ?? sale.unitId,
    channel: channels.get(sale.buyers[0] ?? ''),
  }));
  return { sales, before };
}

function groupBy<T extends { saleKey: string }>(all: readonly T[]): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const one of all) {
    const group = groups.get(one.saleKey);
    if (group) group.push(one);
    else groups.set(one.saleKey, [one]);
  }
  return groups;
}
