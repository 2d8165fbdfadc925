import { addDays, instantOf } from '../../../workflows/kernel/calendar';
import type { Deps } from '../../deps';
import type { Shown } from './units-at';

/** A change of a unit on the day that is reviewed. */
export interface UnitChange {
  unitId: string;
  at: Date;
  by: string;
  action: string;
  from: string;
  to: string;
  saleKey?: string;
}

/** The day's changes of units against finance's receipts of deposits [S1]. */
export interface DayOfUnits {
  changes: UnitChange[];
  receipts: { no: string; saleKey?: string; issuedAt: Date }[];
  /** Sold that day without a receipt of that day. */
  soldWithoutReceipt: string[];
  /** Receipt numbers of sales that have sold nothing that day. */
  receiptsWithoutSale: string[];
}

interface LogLine {
  unitId: string;
  at: Date;
  by: string;
  action: string;
  before: Shown;
  after: Shown;
}

/** What happened to a project's units on a local date, with what does not agree. */
export async function dayOfUnits(deps: Deps, projectId: string, date: string): Promise<DayOfUnits> {
  const { models } = deps;
  const calendar = await deps.calendarOf(projectId);
  const day = {
    $gte: new Date(instantOf(date, '00:00', calendar)),
    $lt: new Date(instantOf(addDays(date, 1), '00:00', calendar)),
  };
  const [lines, documents] = await Promise.all([
    models.connection
      .collection<LogLine>('unit_log')
      .find({ projectId, at: day } as object)
      .sort({ at: 1, rev: 1 })
      .toArray(),
    models.documents.find({ projectId, kind: 'deposit-receipt', issuedAt: day }).sort({ issuedAt: 1 }).lean(),
  ]);
  const changes = lines
    .filter(({ before, after }) => before.status !== after.status)
    .map(({ unitId, at, by, action, before, after }) => {
      return {
        unitId,
        at,
        by,
        action,
        from: before.status,
        to: after.status,
        saleKey: after.saleKey ?? before.saleKey,
      };
    });
  const receipts = documents
    .filter((document) => !document.void)
    .map(({ number: no, saleKey, issuedAt }) => ({ no, saleKey, issuedAt }));
  const sold = changes.filter(({ to }) => to === 'sold');
  return {
    changes,
    receipts,
    soldWithoutReceipt: sold
      .filter(({ saleKey }) => !receipts.some((r) => r.saleKey === saleKey))
      .map(({ unitId }) => unitId),
    receiptsWithoutSale: receipts
      .filter(({ saleKey }) => !sold.some((s) => s.saleKey === saleKey))
      .map(({ no }) => no),
  };
}
