import type { Deps } from '../../activities/deps';
import { contractNamed } from '../../workflows/contracts';
import type { Insist } from './kill-points';
import type { Reply } from './http';
import { asTheyAre } from './names';
import { DEPOSIT, must, priceOf } from './sale-driver';
import { iso } from './signing-driver';
import { eventually } from './world';

const BUYER = 'client-001';
const DAY = 86_400_000;
/** A killed attempt is made again after its timeout. */
const HEARD_WITHIN_MS = 90_000;
const LOOK_EVERY_MS = 50;

const dayIn = (days: number) => iso(Date.now() + days * DAY).slice(0, 10);
const ago = () => iso(Date.now() - 1_000);

type Step = (who: string, path: string, body: object, ...follows: string[]) => Promise<Reply['body']>;

/** From the choice of the unit to the deposit, by which signing and mortgage begin. */
export async function* subscribedSale(insist: Insist, deps: Deps, unitId: string): AsyncGenerator<string> {
  const { price, plan } = await priceAndPlan(deps, unitId);
  const started = await insist('consultant-a1', '/v1/sales', { projectId: 'linjiang', unitId, buyers: [BUYER] });
  const key: string = must(started, 'start', 201).body.id;
  yield key;
  const step = stepsOf(insist, deps, key);
  const filled = { unitId, ...price, plan, signBy: dayIn(7), mortgageBy: dayIn(20) };
  const follows = ['sale event subscribed', 'signing begin', 'mortgage begin'];
  yield* each(key, [
    () => step('controller-1', 'subscription/unit-check', { ok: true }),
    () => step('assistant-1', 'subscription/issue-form', {}),
    () => step('consultant-a1', 'subscription/fill', filled),
    () => step('supervisor-1', 'subscription/check', { ok: true }),
    () => step('consultant-a1', 'subscription/client-sign', { signers: [{ clientId: BUYER }] }),
    () => step('consultant-a1', 'subscription/consultant-sign', {}),
    () => step('manager-1', 'subscription/manager-sign', { ok: true }),
    () => step('finance-1', 'subscription/take-deposit', DEPOSIT, ...follows),
    () => step('assistant-1', 'subscription/distribute', {}),
  ]);
}

/** From the deposit, paid on paper and taken over, to the stamped contract and the loan that has come in. */
export async function* contractWithLoan(insist: Insist, deps: Deps, unitId: string): AsyncGenerator<string> {
  const { price, plan } = await priceAndPlan(deps, unitId);
  const { totalFen } = price;
  const { loanFen, downPaymentFen } = plan;
  const deposit = {
    account: 'house',
    amountFen: 2_000_000,
    method: 'cash',
    receivedAt: ago(),
    receiptNo: `收-${unitId}`,
  };
  const started = await insist('admin-1', '/v1/sales/take-over', {
    ...{ projectId: 'linjiang', unitId, buyers: [BUYER], consultantId: 'consultant-a1' },
    ...{
      priceFen: totalFen,
      depositFen: 2_000_000,
      plan,
      signBy: dayIn(7),
      mortgageBy: dayIn(20),
      phase: 'signing',
    },
    ...{ payments: [deposit], reason: '纸质台账转入' },
  });
  const key: string = must(started, 'take-over', 201).body.id;
  yield key;

  const step = stepsOf(insist, deps, key);
  const all = (event: string) => ['sale', 'subscription', 'mortgage'].map((who) => `${who} event ${event}`);
  const draft = { draftHash: '' };
  const signature = { signerClientIds: [BUYER], penChecked: true, copies: 4, signedAt: ago() };
  const present = [BUYER, 'consultant-a1', 'lawyer-1'];
  const paymentIds: string[] = [];
  const pay = async (amountFen: number, account: string, method: string) =>
    paymentIds.push(await received(insist, deps, key, { amountFen, account, method }));
  const on = dayIn(0);
  const approval = { eventId: 'bank-1', bankId: 'ccb', decision: 'approved', amountFen: loanFen };
  const delivery = { invoiceNo: 'FP-1', copyNo: 3, receivedBy: '客户经理', deliveredOn: on };
  const release = { eventId: 'bank-3', amountFen: loanFen, on, receiptNo: 'FK-1' };
  yield* each(key, [
    () => step('consultant-a1', 'mortgage/choose-bank', { bankId: 'ccb', loanFen, insurance: 'open' }),
    () => step('consultant-a1', 'signing/alert', { signingAt: iso(Date.now() + 7_200_000) }, ...all('signing-set')),
    async () => {
      const prepared = await step('clerk-1', 'signing/prepare', { unitNo: unitId, contractNo: `HT-${key}` });
      draft.draftHash = prepared.draft.draftHash;
    },
    () => step('service-1', 'signing/explain', { present, clientAccepts: true, ...draft }),
    () => step('service-1', 'signing/sign', { ...signature, ...draft }, ...all('contract-signed').slice(0, 2)),
    () => step('lawyer-1', 'signing/lawyer-check', { contractOk: true, mortgagePapersOk: true, note: '齐全' }),
    () => step('service-lead-1', 'signing/supervisor-check', { ok: true, note: '无误' }),
    () => step('manager-1', 'signing/approve', { decision: 'sign' }),
    () => pay(downPaymentFen - 2_000_000, 'house', 'transfer'),
    () => pay(Math.round(totalFen / 100), 'maintenance-fund', 'transfer'),
    () => step('finance-1', 'signing/settle', { paymentIds }),
    () => step('finance-1', 'signing/stamp', {}, ...all('contract-stamped')),
    () => step('service-1', 'signing/close-file', { fileIds: ['F-1'] }),
    () => step('assistant-1', 'signing/receive-register', {}),
    () => step('service-1', 'mortgage/record-approval', approval),
    () =>
      step('finance-1', 'mortgage/issue-invoice', { kind: 'full-price', invoiceNo: 'FP-1', amountFen: totalFen }),
    () => step('service-1', 'mortgage/deliver-to-bank', delivery),
    () => step('service-1', 'mortgage/record-registered', { eventId: 'bank-2', registrationNo: 'DY-1', on }),
    () => step('service-1', 'mortgage/record-released', release, 'sale event loan-released'),
    () => pay(loanFen, 'house', 'loan'),
    () => step('finance-1', 'mortgage/reconcile', { paymentId: paymentIds.at(-1) }, 'sale event loan-settled'),
  ]);
}

async function priceAndPlan(deps: Deps, unitId: string) {
  const price = await priceOf({ deps, projectId: 'linjiang', ...asTheyAre }, unitId);
  const loanFen = Math.floor((price.totalFen * 7) / 10 / 10_000_000) * 10_000_000;
  const downPaymentFen = price.totalFen - loanFen;
  const plan = { kind: 'mortgage', downPercent: 30, downPaymentFen, downPaymentBy: dayIn(14), loanFen };
  return { price, plan };
}

function stepsOf(insist: Insist, deps: Deps, key: string): Step {
  return async (who, path, body, ...follows) => {
    const reply = must(await insist(who, `/v1/sales/${key}/${path}`, body), path);
    for (const what of follows) await heard(deps, key, what);
    return reply.body;
  };
}

/** Booked by finance, and heard of by the sale. */
async function received(
  insist: Insist,
  deps: Deps,
  key: string,
  { amountFen, account, method }: { amountFen: number; account: string; method: string },
): Promise<string> {
  const reply = await insist('finance-1', '/v1/payments', {
    ...{ direction: 'in', amountFen, method, reference: `${method}-${account}-${key}`, receivedAt: ago() },
    payeeAccount: '6200-0000-0001',
    payer: { relation: method === 'loan' ? 'bank' : 'buyer' },
    splits: [{ saleKey: key, account, amountFen }],
  });
  const { id } = must(reply, 'payment', 201).body;
  const seen = { _id: key, seen: { $regex: `${id}#` } };
  await eventually(() => deps.models.records('sales').exists(seen), HEARD_WITHIN_MS, LOOK_EVERY_MS);
  return id;
}

async function* each(key: string, steps: (() => Promise<unknown>)[]): AsyncGenerator<string> {
  for (const step of steps) {
    await step();
    yield key;
  }
}

/** `sale event subscribed`: that process has acted on it, and its record is written. */
async function heard({ models }: Deps, key: string, what: string): Promise<void> {
  const [name = '', ...action] = what.split(' ');
  await eventually(
    async () => {
      const entry = await models.audit
        .findOne({ chain: `${name}:${key}`, action: action.join(' ') }, { seq: 1 })
        .lean();
      if (!entry) return undefined;
      const { collection } = contractNamed(name);
      return models.records(collection).exists({ _id: key, rev: { $gte: entry.seq } });
    },
    HEARD_WITHIN_MS,
    LOOK_EVERY_MS,
  );
}
