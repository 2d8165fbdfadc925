import { ulid } from 'ulid';
import { addDays, localDate } from '../../workflows/kernel/calendar';
import type { PlanRow } from '../../workflows/books/ledger/rules';
import type { Project } from '../harness/project';

/** 送达地址 of every sale put; its processes know it by its id. */
export const SERVICE_ADDRESS = '江城市送达路1号';

export interface SaleOnPaper {
  key: string;
  unitId?: string;
  clientId?: string;
  consultantId?: string;
  rows: PlanRow[];
  stampedAt?: number;
  contractTerms?: object;
  status?: string;
}

/** A stamped sale with its plan, written as its own processes would have: money alone is under test. */
export async function putSale({ deps, projectId, idOf, keyOf }: Project, sale: SaleOnPaper): Promise<string> {
  const { rows } = sale;
  const key = keyOf(sale.key);
  const priceFen = rows.reduce((sum, row) => sum + row.amountFen, 0);
  const {
    clientId = 'client-001',
    unitId = 'linjiang-1-1201',
    consultantId = 'consultant-a1',
    status = 'performing',
  } = sale;
  const at = sale.stampedAt ?? Date.now() - 90 * 86_400_000;
  const serviceAddress = `p:${ulid()}:contract.terms.serviceAddress`;
  await deps.models.connection
    .collection<{ _id: string }>('personal')
    .insertOne({ _id: serviceAddress, projectId, value: SERVICE_ADDRESS } as never);
  await deps.models.records('sales').collection.insertOne({
    _id: key,
    workflowId: `sale:${key}`,
    process: 'sale',
    projectId,
    saleKey: key,
    status,
    statusSince: at,
    open: !['cancelled', 'completed'].includes(status),
    startedAt: at,
    startedBy: idOf(consultantId),
    openSteps: [],
    deadlines: [],
    seen: [],
    rev: 1,
    data: {
      unitId: idOf(unitId),
      buyers: [idOf(clientId)],
      consultantId: idOf(consultantId),
      terms: { priceFen },
      stampedAt: at,
      contractNo: `HT-${key}`,
      contractTerms: {
        latePaymentPpm: 100,
        serviceAddress,
        addressClause: true,
        noticeChannel: 'console',
        ...sale.contractTerms,
      },
    },
  } as never);
  await deps.models.connection.collection('payment_plans').insertOne({
    _id: `${key}:1`,
    saleKey: key,
    projectId,
    version: 1,
    rows,
    since: new Date(at),
  } as never);
  return key;
}

/** Put a sale's like into the books until there are so many; answers all keys. */
export async function copySale({ deps }: Project, key: string, count: number): Promise<string[]> {
  const { models } = deps;
  const sale = await models.records('sales').findById(key).lean();
  const plan = await models.connection.collection('payment_plans').findOne({ saleKey: key });
  const copies = Array.from({ length: count - 1 }, (_, i) => `${key}-${String(i).padStart(5, '0')}`);
  await models
    .records('sales')
    .collection.insertMany(copies.map((_id) => ({ ...sale, _id, saleKey: _id })) as never);
  await models.connection
    .collection('payment_plans')
    .insertMany(copies.map((saleKey) => ({ ...plan, _id: `${saleKey}:1`, saleKey })) as never);
  return [key, ...copies];
}

/** A list may tell clients at any hour, so that a test may run at any; what is queued is not sent. */
export function listAllDay(yaml: string): string {
  return withClientHours(yaml, '00:00', '00:00')
    .replace(/sendFrom: '09:00'/, "sendFrom: '00:00'")
    .replace(/sendTo: '20:00'/, "sendTo: '23:59'");
}

/** And it is sent at any hour. */
export function openAllDay(yaml: string): string {
  return withClientHours(listAllDay(yaml), '00:00', '23:59');
}

function withClientHours(yaml: string, from: string, to: string): string {
  return yaml.replace(/clientHours: \{.*?\}/, `clientHours: { from: '${from}', to: '${to}' }`);
}

/** One instalment, as a plan row. */
export function due(dueOn: string, amountFen = 300_000_00, no = 1): PlanRow {
  return { no, kind: 'instalment', amountFen, dueOn, payer: 'client' };
}

/** A date so many days from the project's today. */
export async function inDays({ deps, projectId }: Project, days: number): Promise<string> {
  const calendar = await deps.calendarOf(projectId);
  return addDays(localDate(await deps.businessNow(projectId), calendar), days);
}

/** The body of finance's entry. */
export function entryOf(saleKey: string, amountFen: number, more: object = {}) {
  return {
    direction: 'in',
    amountFen,
    method: 'transfer',
    reference: 'R1',
    receivedAt: new Date(Date.now() - 1000).toISOString(),
    payeeAccount: '6200-0000-0001',
    payer: { relation: 'buyer', name: '王小明' },
    countedBy: ['finance-1', 'finance-2'],
    splits: [{ saleKey, account: 'house', amountFen, instalmentNo: 1 }],
    ...more,
  };
}
