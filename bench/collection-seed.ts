import { saleContract } from '../workflows/deal/sale/contract';
import type { Deps } from '../activities/deps';
import type { Window } from '../workflows/money/collection-run/rules';

const DEPOSIT_FEN = 2_000_000;
const INSTALMENT_FEN = 50_000_000;
const BATCH = 2_000;

/**
 * So many stamped sales by instalments, the deposit paid, one instalment due within the window: rows as the processes
 * leave them, of the example project's units and clients. Answers the sale keys.
 */
export async function seedDue(
  { models }: Deps,
  projectId: string,
  count: number,
  window: Window,
): Promise<string[]> {
  const [units, clients] = await Promise.all([
    models.units.find({ projectId }, { _id: 1 }).sort({ _id: 1 }).lean(),
    models.clients.find({}, { _id: 1 }).sort({ _id: 1 }).lean(),
  ]);
  const keys = Array.from({ length: count }, (_, nth) => `S-${String(nth).padStart(6, '0')}`);
  const rowsOf = (key: string, nth: number) => {
    const unitId = units[nth % units.length]?._id;
    const clientId = clients[nth % clients.length]?._id;
    return {
      sale: saleOf(key, projectId, unitId, clientId),
      plan: planOf(key, projectId, window),
      line: lineOf(key, projectId),
    };
  };
  for (let from = 0; from < count; from += BATCH) {
    const rows = keys.slice(from, from + BATCH).map((key, nth) => rowsOf(key, from + nth));
    const { connection } = models;
    await models.recordsOf(saleContract).collection.insertMany(rows.map(({ sale }) => sale) as never);
    await connection.collection('payment_plans').insertMany(rows.map(({ plan }) => plan) as never);
    await connection.collection('ledger_lines').insertMany(rows.map(({ line }) => line) as never);
  }
  return keys;
}

function saleOf(key: string, projectId: string, unitId: string | undefined, clientId: string | undefined) {
  const at = Date.now();
  return {
    _id: key,
    rev: 1,
    workflowId: `sale:${key}`,
    process: 'sale',
    projectId,
    saleKey: key,
    status: 'paying',
    statusSince: at,
    open: true,
    startedAt: at,
    startedBy: 'consultant-a1',
    openSteps: [],
    deadlines: [],
    seen: [],
    data: {
      unitId,
      buyers: [clientId],
      consultantId: 'consultant-a1',
      terms: { priceFen: DEPOSIT_FEN + INSTALMENT_FEN },
      stampedAt: at,
      contractNo: `HT-${key}`,
      contractTerms: {},
    },
  };
}

function planOf(saleKey: string, projectId: string, { dayOn, throughOn }: Window) {
  const rows = [
    { no: 1, kind: 'deposit', amountFen: DEPOSIT_FEN, dueOn: dayOn, payer: 'client' },
    { no: 2, kind: 'instalment', amountFen: INSTALMENT_FEN, dueOn: throughOn, payer: 'client' },
  ];
  return { _id: `${saleKey}:1`, saleKey, projectId, version: 1, rows, since: new Date() };
}

function lineOf(saleKey: string, projectId: string) {
  return {
    _id: `P-${saleKey}#0`,
    paymentId: `P-${saleKey}`,
    projectId,
    saleKey,
    account: 'house',
    amountFen: DEPOSIT_FEN,
    payer: 'client',
    receivedAt: new Date(),
  };
}
