import { repairKeysOf, transferKeyOf } from '../../../workflows/books/ledger/rules';
import { startProcess } from '../../../activities/start-process';
import { ledgerReads, type SaleBrief } from '../../../activities/reads/books/ledger';
import type { PaymentRow } from '../../../models/books';
import { workflowIdOf } from '../../../workflows/kernel/contract';
import type { Json } from '../../../workflows/kernel/words';
import {
  type EnteredPayment,
  type EnteredSplit,
  type Payment,
  paymentContract,
} from '../../../workflows/money/payment/contract';
import { actorOf, requireProject } from '../../kernel/caller';
import { rowsOf } from '../../kernel/deps';
import { problemOf } from '../../kernel/failures';
import { storingPersonal } from '../../kernel/personal-store';
import { Problem, validationFailed } from '../../kernel/problems';
import type { Call } from '../../kernel/route';
import { ask, callStep } from '../../kernel/temporal';
import { hidePayee } from './payee-account';

/** One entry, from finance or from the channel. */
export interface Entry extends Omit<EnteredPayment, 'payer'> {
  payer: { relation: string; name?: string };
  source: 'finance' | 'channel';
  projectId?: string;
  confirmDistinct?: boolean;
}

export interface Entered {
  id: string;
  isNew: boolean;
}

/**
 * Book money once per transfer: finance's entry and the bank's message of one amount are one payment; another amount
 * is a conflict for a person. Whoever comes second, at whatever moment, finds the first.
 * @throws Problem the refusal of the payment's process
 */
export async function enterPayment(call: Call, entry: Entry): Promise<Entered> {
  const projectId = await projectOf(call, entry);
  requireProject(call.caller, projectId);
  if (entry.receivedAt > (await call.deps.businessNow(projectId))) {
    throw validationFailed([{ field: 'receivedAt', message: '到账时间不能晚于现在 not in the future' }]);
  }
  const known = await knownAs(call, entry);
  if (known) return settleWith(call, projectId, entry, known);
  try {
    return await begin(call, projectId, entry);
  } catch (error) {
    if (problemOf(error).code !== 'already-booked') throw error;
    const first = await knownAs(call, entry);
    if (!first) throw error;
    return settleWith(call, projectId, entry, first);
  }
}

/** The payment that has this transfer, or this very message. */
async function knownAs({ deps }: Call, entry: Entry): Promise<PaymentRow | null> {
  const rows = rowsOf<PaymentRow>(deps, 'payments');
  if (entry.eventId) {
    const told = await rows.findOne({ eventId: entry.eventId });
    if (told) return told;
  }
  const transfer = entry.direction === 'in' ? transferKeyOf(entry) : undefined;
  return transfer === undefined ? null : rows.findOne({ transfer, state: { $ne: 'reversed' } });
}

async function settleWith(call: Call, projectId: string, entry: Entry, known: PaymentRow): Promise<Entered> {
  if (known._id === idOf(call)) return { id: known._id, isNew: true };
  const isSameMessage = entry.eventId !== undefined && known.eventId === entry.eventId;
  if (isSameMessage) return { id: known._id, isNew: false };
  if (known.amountFen !== entry.amountFen) return begin(call, projectId, entry, known._id);
  if (entry.source === 'finance' && known.state === 'booked' && !isOnSameSales(known, entry))
    throw new Problem('already-booked', '该笔款项已在其他交易入账 this transfer is booked, on another sale', {
      id: known._id,
    });
  if (known.state === 'unmatched' && entry.source === 'finance') await match(call, known, entry.splits);
  if (entry.eventId) {
    const unheard = { _id: known._id, eventId: { $exists: false } };
    await rowsOf<PaymentRow>(call.deps, 'payments').updateOne(unheard, { $set: { eventId: entry.eventId } });
  }
  return { id: known._id, isNew: false };
}

function isOnSameSales(known: PaymentRow, { splits }: Entry): boolean {
  const keysOf = (all: readonly { saleKey: string }[]) =>
    [...new Set(all.map(({ saleKey }) => saleKey))].sort().join();
  return keysOf(known.splits) === keysOf(splits);
}

async function match({ deps, caller, target }: Call, known: PaymentRow, splits: EnteredSplit[]): Promise<void> {
  const body = { splits } satisfies Payment['steps']['match'];
  const matched = { actor: actorOf(caller), body: body as unknown as Json };
  const running = { workflowId: workflowIdOf(paymentContract, known._id), projectId: known.projectId };
  await callStep(deps, running, { name: 'match' }, matched, target);
}

async function begin(call: Call, projectId: string, entry: Entry, conflictsWith?: string): Promise<Entered> {
  const { deps, caller, target, personal } = call;
  const { projectId: _project, confirmDistinct, source, payer, ...rest } = entry;
  const payee = entry.direction === 'out' ? hidePayee(entry.payeeAccount, target) : undefined;
  const payment: EnteredPayment = {
    ...rest,
    ...(payee ? { payeeAccount: payee.standIn } : {}),
    payer: { relation: payer.relation, ...(payer.name ? { nameRef: payer.name } : {}) },
  };
  const input: Payment['input'] = { payment, source, confirmDistinct, conflictsWith };
  const id = idOf(call);
  const saleKey = entry.splits[0]?.saleKey;
  const start = {
    key: id,
    projectId,
    saleKey,
    input: input as unknown as Json,
    actor: actorOf(caller),
    startToken: target,
  };
  await storingPersonal(deps, projectId, { ...personal, ...payee?.values }, () =>
    ask(deps, workflowIdOf(paymentContract, id), () => startProcess(deps, paymentContract, start)),
  );
  return { id, isNew: true };
}

/** Whose money it is: the sales', else the account's, else the only project the channel speaks for. */
async function projectOf(call: Call, entry: Entry): Promise<string> {
  const sales = await salesOf(call, entry.splits);
  const projects = new Set(sales.map((sale) => sale.projectId));
  if (projects.size > 1) throw validationFailed([{ field: 'splits', message: '须为同一项目 one project only' }]);
  const unknown = entry.splits.findIndex(({ saleKey }) => !sales.some((sale) => sale.saleKey === saleKey));
  if (unknown >= 0 && entry.source === 'finance') {
    throw validationFailed([{ field: `splits.${unknown}.saleKey`, message: '没有这笔交易 no such sale' }]);
  }
  const [ofSales] = projects;
  if (ofSales) return ofSales;
  if (entry.projectId) return entry.projectId;
  const owner = await call.deps.models.projects
    .findOne({ 'supervisedAccounts.no': entry.payeeAccount }, { _id: 1 })
    .lean();
  const spokenFor = call.caller.projects === 'all' ? [] : call.caller.projects;
  const project = owner?._id ?? (spokenFor.length === 1 ? spokenFor[0] : undefined);
  if (project) return project;
  throw validationFailed([{ field: 'projectId', message: '账户不属于任何项目，须注明 which project?' }]);
}

async function salesOf({ deps }: Call, splits: readonly EnteredSplit[]): Promise<SaleBrief[]> {
  const { saleBriefs, repairBriefs } = ledgerReads(deps);
  const [sales, repairs] = await Promise.all([
    saleBriefs(splits.map(({ saleKey }) => saleKey)),
    repairBriefs(repairKeysOf(splits)),
  ]);
  return [...sales, ...repairs];
}

/** The same again when the request is repeated with its key. */
function idOf({ target }: Call): string {
  return `P-${target}`;
}
