import type { LedgerLine, PlanRow } from '../../workflows/sale/ledger.rules';
import type { Deps } from '../deps';

/** Plan in force and lines of a sale, as the ledger's rules take them. */
export interface LedgerOfSale {
  /** 0: there is no plan yet. */
  version: number;
  plan: PlanRow[];
  lines: LedgerLine[];
}

/** A transfer that has been heard of: booked, or waiting for somebody. */
export interface SeenTransfer {
  paymentId: string;
  state: string;
  amountFen: number;
  saleKeys: string[];
  eventId?: string;
}

interface PlanDoc {
  saleKey: string;
  version: number;
  rows: PlanRow[];
}

interface LineDoc extends Omit<LedgerLine, 'id' | 'receivedAt'> {
  _id: string;
  receivedAt: Date;
}

interface PaymentDoc {
  _id: string;
  state: string;
  amountFen: number;
  splits: { saleKey: string }[];
  eventId?: string;
}

/** What processes look up about money. */
export function ledgerReads({ models }: Deps) {
  const { connection } = models;

  return {
    /** The plan in force and every line of a sale, reversed ones included; no plan: version 0. */
    async ledgerOf(saleKey: string): Promise<LedgerOfSale> {
      const [plan, lines] = await Promise.all([
        connection.collection<PlanDoc>('payment_plans').find({ saleKey }).sort({ version: -1 }).limit(1).next(),
        connection.collection<LineDoc>('ledger_lines').find({ saleKey }).sort({ receivedAt: 1, _id: 1 }).toArray(),
      ]);
      return { version: plan?.version ?? 0, plan: plan?.rows ?? [], lines: lines.map(lineOf) };
    },

    /** A transfer among those not reversed, by (payeeAccount, method, reference). */
    async transferSeen(transferKey: string): Promise<SeenTransfer | undefined> {
      const row = await connection.collection<PaymentDoc>('payments').findOne({ transferKey });
      if (!row) return undefined;
      const { _id, state, amountFen, splits, eventId } = row;
      return { paymentId: _id, state, amountFen, saleKeys: [...new Set(splits.map((s) => s.saleKey))], eventId };
    },
  };
}

/** A stored line as the rules take it. */
export function lineOf({ _id, receivedAt, ...line }: LineDoc): LedgerLine {
  return { ...line, id: _id, receivedAt: receivedAt.getTime() };
}
