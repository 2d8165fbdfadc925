import { comeToRest } from './at-rest';
import type { Http, Person, Reply } from '../test/harness/http';
import { dateIn, must, priceOf, SaleDriver } from '../test/harness/sale-driver';
import { iso, SigningDriver } from '../test/harness/signing-driver';
import { eventually, type World } from '../test/harness/world';

const UNIT = 'linjiang-1-1102';
const DEPOSIT_FEN = 2_000_000;
const STEP_OF_LOANS_FEN = 10_000_000;
/** The appointment at the desk: as soon as everybody has heard of it. */
const SIGNING_IN_MS = 10_000;

/**
 * A sale as it mostly goes, from the form to the settled loan, over HTTP: a mortgage of 70 %, every step done in time
 * by who does it. After each the sales centre comes to rest, so that no count hangs on who is faster.
 */
export async function sellWithLoan(hectic: World): Promise<void> {
  const http = calm(await hectic.http(), () => comeToRest(hectic.deps, hectic.projectId));
  const world: World = { ...hectic, http: () => Promise.resolve(http) };
  const { totalFen } = await priceOf(world, UNIT);
  const loanFen = Math.floor((totalFen * 7) / 10 / STEP_OF_LOANS_FEN) * STEP_OF_LOANS_FEN;
  const restFen = totalFen - loanFen - DEPOSIT_FEN;
  const [today, payBy, borrowBy] = await Promise.all([0, 14, 20].map((days) => dateIn(world, days)));

  const sale = new SaleDriver(world, http, UNIT);
  const downPaymentFen = totalFen - loanFen;
  const plan = { kind: 'mortgage', downPercent: 30, downPaymentFen, downPaymentBy: payBy, loanFen };
  await sale.upTo('', { plan, mortgageBy: borrowBy });
  const { key } = sale;
  const loan = async (who: string, step: string, body: object) =>
    must(await http.as(who).post(`/v1/sales/${key}/mortgage/${step}`, body), step);
  const bank = async (event: string, body: object) =>
    must(await http.channel('bank').post(`/v1/mortgages/${key}/events/${event}`, body), event);
  const pay = async (reference: string, method: string, splits: [string, number][]): Promise<string> => {
    const entry = paymentOf(key, reference, method, splits);
    return must(await http.as('finance-1').post('/v1/payments', entry), reference, 201).body.id;
  };

  await loan('consultant-a1', 'choose-bank', { bankId: 'ccb', loanFen, insurance: 'open' });
  const signing = await SigningDriver.of(world, key);
  const sign = async (who: string, step: string, body: object = {}) =>
    must(await signing.step(who, step, body), step);
  must(await signing.alert(SIGNING_IN_MS), 'alert');
  must(await signing.prepare(), 'prepare');
  const visited = async () => {
    const { body } = await http.as('service-1').get(`/v1/mortgages/${key}`);
    return body.openSteps.some(({ name }: { name: string }) => name === 'confirm-by-phone');
  };
  await eventually(visited, 2 * SIGNING_IN_MS);
  must(await signing.explain(), 'explain');
  must(await signing.sign(), 'sign');
  await sign('lawyer-1', 'lawyer-check', { contractOk: true, mortgagePapersOk: true, note: '齐全' });
  await sign('service-lead-1', 'supervisor-check', { ok: true, note: '无误' });
  await sign('manager-1', 'approve', { decision: 'sign' });
  const fundFen = Math.round(totalFen / 100);
  const paid = await pay('SF-1', 'transfer', [
    ['house', restFen],
    ['maintenance-fund', fundFen],
  ]);
  await sign('finance-1', 'settle', { paymentIds: [paid] });
  await sign('finance-1', 'stamp');

  await loan('consultant-a1', 'confirm-by-phone', { result: 'signed', bankContractNo: 'DK-1', signedOn: today });
  await bank('approval', { eventId: 'CCB-A', bankId: 'ccb', decision: 'approved', amountFen: loanFen });
  await loan('finance-1', 'issue-invoice', { kind: 'full-price', invoiceNo: 'FP-1', amountFen: totalFen });
  const delivery = { invoiceNo: 'FP-1', copyNo: 3, receivedBy: '毕经理', deliveredOn: today };
  await loan('service-1', 'deliver-to-bank', delivery);
  await bank('released', { eventId: 'CCB-R', amountFen: loanFen, on: today, receiptNo: 'FK-1' });
  const loanPaid = await pay('FK-1', 'loan', [['house', loanFen]]);
  const { body } = await loan('finance-1', 'reconcile', { paymentId: loanPaid });
  if (body.status !== 'settled') throw new Error(`the loan is ${body.status}, not settled`);
}

function paymentOf(saleKey: string, reference: string, method: string, splits: [string, number][]) {
  return {
    direction: 'in',
    amountFen: splits.reduce((sum, [, amountFen]) => sum + amountFen, 0),
    method,
    reference,
    receivedAt: iso(Date.now() - 1_000),
    payeeAccount: '6200-0000-0001',
    payer: { relation: method === 'loan' ? 'bank' : 'buyer', name: '王小明' },
    splits: splits.map(([account, amountFen]) => ({ saleKey, account, amountFen })),
  };
}

/** Nothing is under way any more when a request has been answered. */
function calm(http: Http, rest: () => Promise<unknown>): Http {
  const calmly = (person: Person): Person => ({
    ...person,
    post: async (...request): Promise<Reply> => {
      const reply = await person.post(...request);
      await rest();
      return reply;
    },
  });
  return { ...http, as: (staffId) => calmly(http.as(staffId)), channel: (name) => calmly(http.channel(name)) };
}
