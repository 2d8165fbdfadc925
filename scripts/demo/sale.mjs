import { dayOf } from './centre.mjs';

const yuan = (fen) => `${(fen / 100).toLocaleString('en', { minimumFractionDigits: 2 })} RMB`;
const HOUSE = '6200-0000-0001';
const FUND = '6200-0000-0002';
const DEPOSIT_FEN = 2_000_000;

/** A home that is on sale and its price, from the sales-control chart. */
async function homeOnSale(centre) {
  const chart = await centre.get('controller-1', '/v1/projects/linjiang/sales-control');
  const units = chart.buildings.flatMap((building) => building.floors.flatMap((floor) => floor.units));
  const home = units.find((unit) => unit.status === 'available');
  if (!home) throw new Error('no home is on sale any more');
  return home;
}

/** From the form to the deposit: answers the sale. */
export async function subscribe(centre, { consultant, buyer, planOf }) {
  const unit = await homeOnSale(centre);
  const sale = await centre.post(consultant, '/v1/sales', {
    projectId: 'linjiang',
    unitId: unit.unitId,
    buyers: [buyer],
  });
  const phase = `/v1/sales/${sale.id}/subscription`;
  await centre.post('controller-1', `${phase}/unit-check`, { ok: true });
  await centre.post('assistant-1', `${phase}/issue-form`);
  const { plan, mortgageBy } = await planOf(unit.totalFen);
  const { unitId, unitPriceFen, totalFen } = unit;
  const form = { unitId, unitPriceFen, totalFen, plan, mortgageBy, signBy: await centre.day(7) };
  await centre.post(consultant, `${phase}/fill`, form);
  await centre.post('supervisor-1', `${phase}/check`, { ok: true });
  await centre.post(consultant, `${phase}/client-sign`, { signers: [{ clientId: buyer }] });
  await centre.post(consultant, `${phase}/consultant-sign`);
  await centre.post('manager-1', `${phase}/manager-sign`, { ok: true });
  const deposit = { parts: [{ method: 'cash', amountFen: DEPOSIT_FEN }], countedBy: ['finance-1', 'finance-2'] };
  await centre.post('finance-1', `${phase}/take-deposit`, deposit);
  await centre.post('assistant-1', `${phase}/distribute`);
  await centre.narrate(
    `${unitId} is sold for ${yuan(totalFen)}: 认购书 checked and signed, deposit ${yuan(DEPOSIT_FEN)} counted by two`,
  );
  return { key: sale.id, unit, buyer, consultant, plan };
}

/** From the agreed date to the stamped contract. `dueNowFen`: what the plan wants before the stamp, deposit included. */
export async function sign(centre, { key, unit, buyer, consultant, plan }, dueNowFen) {
  const phase = `/v1/sales/${key}/signing`;
  const signingAt = new Date((await centre.now()).getTime() + 2 * 3_600_000).toISOString();
  await centre.post(consultant, `${phase}/alert`, { signingAt, place: '临江府签约室' });
  const prepared = await centre.post('clerk-1', `${phase}/prepare`, {
    unitNo: unit.unitId,
    contractNo: `LJ-${key.slice(-8)}`,
  });
  const { draftHash } = prepared.draft ?? prepared;
  await centre.post('service-1', `${phase}/explain`, {
    present: [buyer, consultant, 'lawyer-1'],
    clientAccepts: true,
    draftHash,
  });
  const signature = {
    signerClientIds: [buyer],
    draftHash,
    penChecked: true,
    signedAt: (await centre.now()).toISOString(),
    copies: 4,
  };
  await centre.post('service-1', `${phase}/sign`, signature);
  const loan = plan.kind === 'mortgage' ? { mortgagePapersOk: true } : {};
  await centre.post('lawyer-1', `${phase}/lawyer-check`, { contractOk: true, ...loan, note: '合同与身份证件无误' });
  await centre.post('service-lead-1', `${phase}/supervisor-check`, { ok: true, note: '已复核' });
  await centre.post('manager-1', `${phase}/approve`, { decision: 'sign' });
  const fundFen = Math.floor((unit.totalFen + 50) / 100);
  const paymentIds = [
    ...(dueNowFen > DEPOSIT_FEN ? [await pay(centre, key, HOUSE, 'house', dueNowFen - DEPOSIT_FEN)] : []),
    await pay(centre, key, FUND, 'maintenance-fund', fundFen),
  ];
  await centre.post('finance-1', `${phase}/settle`, { paymentIds });
  await centre.post('finance-1', `${phase}/stamp`);
  await centre.narrate(
    `${unit.unitId}: contract explained, signed, checked twice, approved, ${yuan(dueNowFen)} and the fund paid, stamped`,
  );
}

/** A payment that finance enters. Answers its id. */
async function pay(centre, saleKey, payeeAccount, account, amountFen, method = 'transfer') {
  const payment = {
    direction: 'in',
    amountFen,
    method,
    reference: `DEMO-${crypto.randomUUID().slice(0, 8)}`,
    receivedAt: (await centre.now()).toISOString(),
    payeeAccount,
    payer: {
      relation: method === 'loan' ? 'bank' : 'buyer',
      name: method === 'loan' ? '建设银行江城支行' : '买受人',
    },
    countedBy: [],
    splits: [{ saleKey, account, amountFen }],
  };
  return (await centre.post('finance-1', '/v1/payments', payment)).id;
}

/** The bank: chosen, visited, approved, invoiced, delivered to, registered, released, reconciled. */
export async function borrow(centre, { key, unit, consultant, plan }) {
  const phase = `/v1/sales/${key}/mortgage`;
  const { loanFen } = plan;
  await centre.post(consultant, `${phase}/choose-bank`, { bankId: 'ccb', loanFen, insurance: 'open' });
  const visitAt = new Date((await centre.now()).getTime() + 4 * 86_400_000).toISOString();
  await centre.post('service-1', `${phase}/set-appointment`, {
    at: visitAt,
    place: '建设银行江城支行',
    materials: ['身份证', '商品房买卖合同', '首付款收据'],
  });
  await centre.narrate(
    `${unit.unitId}: loan of ${yuan(loanFen)} at ccb, bank visit in four days; the client hears 3 days and 1 day before`,
  );
  await centre.forward('5 days');
  const today = dayOf(await centre.now());
  await centre.post(consultant, `${phase}/confirm-by-phone`, {
    result: 'signed',
    bankContractNo: 'CCB-LOAN-1',
    signedOn: await centre.day(-1),
  });
  const event = (name, body) =>
    centre.post('admin-1', `${phase}/events/${name}`, { eventId: crypto.randomUUID(), ...body });
  await event('approval', { bankId: 'ccb', decision: 'approved', amountFen: loanFen });
  await centre.post('finance-1', `${phase}/issue-invoice`, {
    kind: 'full-price',
    invoiceNo: 'INV-1',
    amountFen: unit.totalFen,
  });
  await centre.post('service-1', `${phase}/deliver-to-bank`, {
    invoiceNo: 'INV-1',
    copyNo: 3,
    receivedBy: '信贷部 王经理',
    deliveredOn: today,
  });
  await event('registered', { registrationNo: 'DY-1', on: today });
  await event('released', { amountFen: loanFen, on: today, receiptNo: 'FK-1' });
  await centre.narrate(`${unit.unitId}: approved, invoiced, delivered, registered 抵押登记, released 放款`);
  const paymentId = await pay(centre, key, HOUSE, 'house', loanFen, 'loan');
  const settled = await centre.post('finance-1', `${phase}/reconcile`, { paymentId });
  const ledger = await centre.get('finance-1', `/v1/ledgers/${key}`);
  const house = ledger.accounts.find(({ account }) => account === 'house');
  await centre.narrate(
    `${unit.unitId}: finance checks the loan money in: mortgage ${settled.status}; ${yuan(house.inFen)} of ${yuan(unit.totalFen)} paid`,
  );
}
