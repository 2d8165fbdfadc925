import { collectionContract } from '../../../workflows/money/collection/contract';
import { type Repair, repairContract } from '../../../workflows/service/repair/contract';
import { type Sale, saleContract } from '../../../workflows/deal/sale/contract';
import type { LedgerLine, PlanRow } from '../../../workflows/books/ledger/rules';
import type { RecordOf } from '../../../models/kernel';
import type { InterestWaiverRow, LedgerLineRow, PaymentPlanRow, PaymentRow } from '../../../models/books';
import type { Deps } from '../../deps';

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

/** A sale as the ledger and collection see it: no personal data. */
export interface SaleBrief {
  saleKey: string;
  projectId: string;
  unitId: string;
  /** Client ids; the first one is written to. */
  buyers: string[];
  consultantId: string;
  /** Cancelled or completed sales are closed. */
  open: boolean;
  isCancelled: boolean;
  priceFen?: number;
  stampedAt?: number;
  contractNo?: string;
  contractTerms: ContractTerms;
  openChangeId?: string;
  /** Taken over, and finance has not confirmed what is owed. */
  ledgerUnconfirmed?: boolean;
}

/** What the contract pins and money goes by. */
export interface ContractTerms {
  latePaymentPpm?: number;
  serviceAddress?: string;
  addressClause?: boolean;
  noticeChannel?: string;
  demandPeriod?: string;
  rescissionPeriod?: string;
}

/** A payment as a process reads it. */
export type PaymentFacts = Omit<PaymentRow, 'receivedAt'> & { receivedAt: number };

/** What processes look up about money. */
export function ledgerReads({ models }: Deps) {
  const { connection } = models;

  return {
    /** The plan in force and every line of a sale, reversed ones included; no plan: version 0. */
    async ledgerOf(saleKey: string): Promise<LedgerOfSale> {
      const [plan, lines] = await Promise.all([
        connection
          .collection<PaymentPlanRow>('payment_plans')
          .find({ saleKey })
          .sort({ version: -1 })
          .limit(1)
          .next(),
        connection
          .collection<LedgerLineRow>('ledger_lines')
          .find({ saleKey })
          .sort({ receivedAt: 1, _id: 1 })
          .toArray(),
      ]);
      return { version: plan?.version ?? 0, plan: plan?.rows ?? [], lines: lines.map(lineOf) };
    },

    /** A transfer among those not reversed, by (payeeAccount, method, reference). */
    async transferSeen(transfer: string): Promise<SeenTransfer | undefined> {
      const row = await connection
        .collection<PaymentRow>('payments')
        .findOne({ transfer, state: { $ne: 'reversed' } });
      if (!row) return undefined;
      const { _id, state, amountFen, splits, eventId } = row;
      return { paymentId: _id, state, amountFen, saleKeys: [...new Set(splits.map((s) => s.saleKey))], eventId };
    },

    /** How many payments of a transfer have been reversed: it may be booked once more. */
    async timesReversed(transfer: string | undefined): Promise<number> {
      return transfer === undefined
        ? 0
        : connection.collection('payments').countDocuments({ transfer, state: 'reversed' });
    },

    /** A payment's row. */
    async paymentRow(paymentId: string): Promise<PaymentFacts | undefined> {
      const row = await connection.collection<PaymentRow>('payments').findOne({ _id: paymentId });
      return row ? { ...row, receivedAt: row.receivedAt.getTime() } : undefined;
    },

    /** Ids of a payment's lines that count: a split's, and of a kept deposit also the one it went into. */
    async linesOf(paymentId: string): Promise<string[]> {
      const lines = await connection
        .collection<LedgerLineRow>('ledger_lines')
        .find({ paymentId, reversed: { $ne: true } }, { projection: { _id: 1 } })
        .sort({ _id: 1 })
        .toArray();
      return lines.map(({ _id }) => _id);
    },

    /** What the ledger needs to know of some sales; unknown ones are left out. */
    async saleBriefs(saleKeys: string[]): Promise<SaleBrief[]> {
      const records = await models
        .recordsOf(saleContract)
        .find({ _id: { $in: saleKeys } })
        .lean();
      return records.map(briefOf);
    },

    /**
     * Repairs whose fee is paid under their own key, because the home was sold before its sale could be known here;
     * unknown ones are left out.
     */
    async repairBriefs(keys: string[]): Promise<SaleBrief[]> {
      const records = await models
        .recordsOf(repairContract)
        .find({ _id: { $in: keys } })
        .lean();
      return records.map(repairBriefOf);
    },

    /** Key of the sale's open collection case. */
    async openCaseOf(saleKey: string): Promise<string | undefined> {
      const row = await models.recordsOf(collectionContract).findOne({ saleKey, open: true }, { _id: 1 }).lean();
      return row?._id;
    },

    /** Interest of a sale that was waived or found undue, fen. */
    async waivedInterest(saleKey: string): Promise<number> {
      const rows = await connection.collection<InterestWaiverRow>('interest_waivers').find({ saleKey }).toArray();
      return rows.reduce((sum, row) => sum + row.amountFen, 0);
    },

    /** Rate of late payment, millionths a day, that finance found for a sale whose contract is silent. */
    async foundRate(saleKey: string): Promise<number | undefined> {
      const known = await models
        .recordsOf(collectionContract)
        .find({ saleKey, 'data.ratePpm': { $exists: true } }, { 'data.ratePpm': 1 })
        .sort({ startedAt: -1 })
        .limit(1)
        .lean<{ data: { ratePpm?: number } }[]>();
      return known[0]?.data.ratePpm;
    },

    /** The rows of a version of a sale's plan. */
    async planVersion(saleKey: string, version: number): Promise<PlanRow[]> {
      const plan = await connection.collection<PaymentPlanRow>('payment_plans').findOne({ saleKey, version });
      return plan?.rows ?? [];
    },

    /** Where the price is paid to, as letters say it. */
    async payeeOf(projectId: string): Promise<{ name: string; bankId: string; no: string }> {
      const project = await models.projects.findById(projectId, { companyName: 1, supervisedAccounts: 1 }).lean();
      const account =
        project?.supervisedAccounts.find(({ purpose }) => purpose === 'house') ?? project?.supervisedAccounts[0];
      return { name: project?.companyName ?? '', bankId: account?.bankId ?? '', no: account?.no ?? '' };
    },

    /** How many notices of a process have neither gone nor been given up. */
    async noticesWaiting(workflowId: string): Promise<number> {
      return models.outbox.countDocuments({ workflowId, state: { $in: ['queued', 'sending'] } });
    },

    /** Numbers of the accounts that buyers pay into [law: supervised]. */
    async supervisedAccounts(projectId: string): Promise<string[]> {
      const project = await models.projects.findById(projectId, { supervisedAccounts: 1 }).lean();
      return (project?.supervisedAccounts ?? []).map(({ no }) => no);
    },
  };
}

/** A stored line as the rules take it. */
export function lineOf({ _id, receivedAt, ...line }: LedgerLineRow): LedgerLine {
  return { ...line, id: _id, receivedAt: receivedAt.getTime() };
}

/** A repair as its ledger sees it: one account, `repair-fee`. */
function repairBriefOf(record: RecordOf<Repair>): SaleBrief {
  const { unitId, clientId } = record.data;
  return {
    saleKey: record._id,
    projectId: record.projectId,
    unitId,
    buyers: clientId ? [clientId] : [],
    consultantId: '',
    open: record.open,
    isCancelled: false,
    contractTerms: {},
  };
}

/** What the sale's record tells. */
export function briefOf(record: Pick<RecordOf<Sale>, '_id' | 'projectId' | 'status' | 'open' | 'data'>): SaleBrief {
  const { data } = record;
  return {
    saleKey: record._id,
    projectId: record.projectId,
    unitId: data.unitId,
    buyers: data.buyers,
    consultantId: data.consultantId,
    open: record.open,
    isCancelled: ['cancelled', 'cancelling'].includes(record.status),
    priceFen: data.terms?.priceFen,
    stampedAt: data.stampedAt,
    contractNo: data.contractNo,
    contractTerms: withoutNulls(data.contractTerms ?? {}),
    openChangeId: data.openChangeId,
    ledgerUnconfirmed: data.ledgerUnconfirmed,
  };
}

/** A term that is not agreed may stand as null in a stored row. */
function withoutNulls(terms: ContractTerms): ContractTerms {
  return Object.fromEntries(Object.entries(terms).filter(([, value]) => value !== null));
}
