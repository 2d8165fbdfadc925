import { dayOf } from './centre.mjs';

const PAY_NOW_FEN = 20_000_000;

/** Half a year of instalments: the first is due before the stamp, the next after a month. */
export async function instalments(centre, totalFen) {
  const rest = totalFen - PAY_NOW_FEN;
  const later = Math.floor(rest / 2);
  const rows = [
    { dueBy: await centre.day(7), amountFen: PAY_NOW_FEN },
    { dueBy: await centre.day(20), amountFen: later },
    { dueBy: await centre.day(200), amountFen: rest - later },
  ];
  return { plan: { kind: 'instalment', rows } };
}

export const DUE_AT_SIGNING_FEN = PAY_NOW_FEN;

/** Three months pass, each with its list; the buyer does not pay; the ladder climbs to the lawyer's letter. */
export async function collect(centre, { key, unit }) {
  let open;
  for (let month = 1; month <= 3; month += 1) {
    await centre.forward(month === 1 ? '21 days' : '1 months');
    const { items: runs } = await centre.get('service-1', '/v1/collection-runs?projectId=linjiang&limit=1');
    const { items: cases } = await centre.get('service-1', `/v1/collection-cases?saleKey=${key}`);
    open = cases[0];
    await centre.narrate(
      `list of the month ${runs[0]?.id ?? '–'}; ${open ? `case ${open.id}: ${open.status}` : 'no case yet'}`,
    );
    const letterIsDue = open?.openSteps.some((step) => step.name === 'draft-letter' && step.taskId);
    if (letterIsDue) await letter(centre, open.id, unit);
  }
  if (open?.status !== 'demanded') throw new Error(`after three months the case is ${open?.status ?? 'not there'}`);
  return open;
}

async function letter(centre, caseId, unit) {
  const path = `/v1/collection-cases/${caseId}`;
  const open = await centre.get('lawyer-1', path);
  const claimFen = open.overdueFen ?? open.openFen;
  await centre.post('lawyer-1', `${path}/draft-letter`, {
    claimFen,
    clause: '第八条 逾期付款责任',
    payWithin: '15 days',
    addressId: 'contract',
  });
  await centre.post('manager-1', `${path}/approve-letter`, { comment: '同意发出' });
  const posted = {
    emsNo: 'EMS-1000001',
    postedOn: dayOf(await centre.now()),
    stubDocId: 'doc-stub',
    contentDocId: 'doc-content',
  };
  await centre.post('service-1', `${path}/send-letter`, posted);
  await centre.narrate(`${unit.unitId}: 律师函 drafted by lawyer-1, approved by manager-1, posted by service-1`);
  await centre.forward('2 days');
  const on = dayOf(await centre.now());
  await centre.post('service-1', `${path}/record-delivery`, {
    emsNo: posted.emsNo,
    result: 'delivered',
    on,
    proofDocId: 'doc-proof',
  });
  const now = await centre.get('lawyer-1', path);
  await centre.narrate(
    `served: ${now.status}; the right to rescind arises ${now.deadlines.find((d) => d.name === 'demand')?.at ?? ''}`,
  );
}
