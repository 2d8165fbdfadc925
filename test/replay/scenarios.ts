import type { Reply } from '../harness/http';
import { insistOn } from '../harness/kill-points';
import { poke } from '../../activities/notices/poke';
import { runIdOf, runOptions } from '../../activities/schedules';
import { deliveryId } from '../../workflows/office/notices/contract';
import { addDays, localDate } from '../../workflows/kernel/calendar';
import { SaleDriver } from '../harness/sale-driver';
import { contractWithLoan } from '../harness/sale-life';
import { eventually, type World } from '../harness/world';
import { queue, row } from '../office/notices/outbox-room';
import { due, entryOf, inDays, putSale } from '../money/money';
import { Repairs, UNIT } from '../service/repair.harness';

/**
 * What is played to be recorded; each leaves the histories of all its processes. What is no process (delivery, the runs
 * of schedules) is kept where a scenario answers its workflow ids.
 */
export const scenarios: Record<string, (world: World) => Promise<string[] | void>> = {
  /** Claimed, decided at the window's end, disputed and decided. */
  async disputed(world) {
    const visit = await visitor(world, { contactedBefore: 'forgotten' });
    await visit.leave();
    await visit.step('assistant-1', 'notify-leaders');
    await visit.step('leader-a', 'tell-team');
    await visit.step('consultant-b2', 'claim', { leadEntryNo: '3' });
    await world.fastForward('49 hours');
    await visit.step('consultant-a1', 'dispute', { reason: '客户由我接待' });
    await visit.step('supervisor-1', 'decide-dispute', { ownerId: 'consultant-b2', reason: '以登记在先者为准' });
  },

  /** A silent consultant is stood in for; the owner is reminded of the briefing. */
  async briefed(world) {
    const visit = await visitor(world, {
      contactedBefore: 'named',
      namedStaffId: 'consultant-a2',
      employer: '江城制药',
    });
    await world.fastForward('6 minutes');
    await visit.leave();
    await world.fastForward('3 hours');
    await visit.step((await visit.read()).servedBy, 'brief-owner', { notes: '喜欢高层' });
    await visit.step('consultant-a2', 'acknowledge');
  },

  /** Moved to a policy by which the briefing is late: nobody was told. */
  hurried,
  /** The same; its holder and the superior hear of it with the move. */
  'hurried-again': hurried,

  /** A refusal, a quote, and a visit taken back. */
  async cancelled(world) {
    const visit = await visitor(world, { contactedBefore: 'no' });
    const { servedBy } = await visit.read();
    await visit.step(servedBy, 'quote', { unitId: 'linjiang-1-1201', method: 'mortgage' });
    await visit.step(servedBy, 'quote', { unitId: 'linjiang-9-9999', method: 'lump' }, 409);
    await visit.step('supervisor-1', 'cancel', { reason: '登记有误' });
  },

  /** From the unit check to the deposit and the copies handed out. */
  async subscribed(world) {
    await new SaleDriver(world, await world.http(), 'linjiang-1-1201').upTo('end');
  },

  /** The form is filled and checked, and no deposit comes: it lapses. */
  async lapsed(world) {
    await new SaleDriver(world, await world.http(), 'linjiang-1-1202').upTo('take-deposit');
    await world.fastForward('25 hours');
  },

  /** With a loan, from the deposit on paper to the bank's money checked in. */
  async settled(world) {
    const life = contractWithLoan(insistOn(await world.http(), 'settled'), world.deps, 'linjiang-1-1301');
    while (!(await life.next()).done);
  },

  /** A hold that ends by itself while another client waits. */
  async held(world) {
    const http = await world.http();
    const at = (who: string, step: string, body: object = {}) =>
      must(http.as(who).post(`/v1/units/linjiang-1-901/${step}`, body));
    await at('consultant-a1', 'hold', { leadId: 'L-1' });
    await at('consultant-b1', 'join-waitlist', { leadId: 'L-2' });
    await world.fastForward('25 hours');
    await at('consultant-b1', 'leave-waitlist', { leadId: 'L-2' });
  },

  /** A cheque is booked, bounces, and is taken back by two. */
  async bounced(world) {
    const http = await world.http();
    const sale = await putSale(world, { key: 'S-bounced', rows: [due(await inDays(world, 20))] });
    const cheque = entryOf(sale, 100_000_00, { method: 'cheque', reference: 'CH-1' });
    const { body } = await must(http.as('finance-1').post('/v1/payments', cheque));
    await must(http.as('finance-1').post(`/v1/payments/${body.id}/reverse`, { reason: 'bounced' }));
    await must(http.as('finance-2').post(`/v1/payments/${body.id}/approve-reverse`));
  },

  /** An overdue buyer up the ladder, a promise broken, the lawyer's letter served, then paid. */
  async demanded(world) {
    const http = await world.http();
    const sale = await putSale(world, { key: 'S-demanded', rows: [due(await inDays(world, -12))] });
    const { id } = (
      await must(http.as('service-1').post('/v1/collection-cases', { saleKey: sale, reason: '逾期' }))
    ).body;
    const step = (who: string, name: string, body: object = {}) =>
      must(http.as(who).post(`/v1/collection-cases/${id}/${name}`, body));
    await step('service-1', 'promise', { amountFen: 300_000_00, payOn: await inDays(world, 3) });
    await world.fastForward('9 days');
    const letter = { claimFen: 300_000_00, clause: '第七条', payWithin: '7 calendar-days', addressId: 'contract' };
    await step('lawyer-1', 'draft-letter', { ...letter, reason: '客户已失联' });
    await step('manager-1', 'approve-letter');
    const posted = { emsNo: 'EMS-1', postedOn: await inDays(world, 0), stubDocId: 'D1', contentDocId: 'D2' };
    await step('service-1', 'send-letter', posted);
    const on = await inDays(world, 0);
    await step('service-1', 'record-delivery', { emsNo: 'EMS-1', result: 'delivered', on, proofDocId: 'D3' });
    await must(http.as('finance-1').post('/v1/payments', entryOf(sale, 300_000_00)));
  },

  /** A leak that the contractor mends, signed by four. */
  async mended(world) {
    const repairs = new Repairs(world, await world.http());
    await repairs.deliver(UNIT);
    const leak = await must(repairs.leak());
    await must(repairs.accept(leak));
    await must(repairs.finish(leak));
    await must(repairs.signAll(leak));
    await must(repairs.returnOrder(leak));
  },

  /** A leak that the contractor does not mend: the own team takes over. */
  async 'taken-over'(world) {
    const repairs = new Repairs(world, await world.http());
    await repairs.deliver(UNIT);
    const leak = await must(repairs.leak());
    await must(repairs.accept(leak));
    await world.fastForward('25 hours');
  },

  /** Reminded of the first instalment; the consultant calls when the task is late. */
  async reminded(world) {
    const sale = await putSale(world, { key: 'S-reminded', rows: [due(await inDays(world, 3))] });
    await runSchedule(world, 'first-payment-reminder');
    const id = `${sale}-${await inDays(world, 3)}`;
    await world.fastForward('60 hours');
    const http = await world.http();
    await must(http.as('consultant-a1').post(`/v1/payment-reminders/${id}/contacted`, { outcome: '答应周五付款' }));
    await deliveryIsDone(world);
    return [deliveryId(world.projectId)];
  },

  /** Reminded, and nobody calls until the instalment is due. */
  async unheeded(world) {
    await putSale(world, { key: 'S-unheeded', rows: [due(await inDays(world, 1))] });
    await runSchedule(world, 'first-payment-reminder');
    await world.fastForward('49 hours');
  },

  /** A published calendar leaves a task's due time and moves its escalation; then the consultant calls. */
  recounted,
  /** The same; what moved is told from now on. */
  'recounted-again': recounted,

  /** A notice waits; pokes come meanwhile, each answered in its own time, until it goes. */
  poked: pokeWhileItWaits,
  /** The same; a quicker answer no longer sets the timer anew. */
  'poked-again': pokeWhileItWaits,

  /** The work of each schedule, once. */
  async scheduled(world) {
    await putSale(world, { key: 'S-overdue', rows: [due(await inDays(world, -12))] });
    await putSale(world, {
      key: 'S-soon',
      unitId: 'linjiang-1-1202',
      rows: [due(await inDays(world, 2), 100_000_00)],
    });
    const runs: string[] = [];
    for (const { id } of world.deps.settings.schedules) runs.push(await runSchedule(world, id));
    return runs;
  },
};

/** Start what a schedule starts and wait for its end; answers the workflow id. */
async function runSchedule({ deps, projectId }: World, id: string): Promise<string> {
  const schedule = deps.settings.schedules.find((one) => one.id === id);
  if (!schedule) throw new Error(`there is no schedule ${id}`);
  const nominalAt = await deps.businessNow(projectId);
  const workflowId = runIdOf(id, projectId, nominalAt);
  const options = runOptions(deps, schedule, schedule.perProject ? projectId : undefined);
  const args = schedule.perProject ? [{ projectId, nominalAt }] : [];
  await deps.client.workflow.execute(schedule.workflow, { ...options, workflowId, args });
  return workflowId;
}

async function hurried(world: World): Promise<void> {
  const visit = await visitor(world, {
    contactedBefore: 'named',
    namedStaffId: 'consultant-a2',
    employer: '江城制药',
  });
  await world.fastForward('6 minutes');
  await visit.leave();
  await world.fastForward('50 minutes');
  const { settings } = world.deps;
  const { policyOf } = settings;
  settings.policyOf = (...of) => ({ ...policyOf(...of), briefBy: '10 minutes' });
  const { id, servedBy } = await visit.read();
  const http = await world.http();
  await must(http.as('admin-1').post(`/v1/processes/visit-claim:${id}/adopt-policy`, { reason: '新规则' }));
  await visit.step(servedBy, 'brief-owner', { notes: '喜欢高层' });
}

async function recounted(world: World): Promise<string[]> {
  const dueOn = await inDays(world, 3);
  const sale = await putSale(world, { key: 'S-recounted', rows: [due(dueOn)] });
  await runSchedule(world, 'first-payment-reminder');
  const record = await world.deps.models.records('payment-reminders').findById(`${sale}-${dueOn}`).lean();
  const after = localDate(record?.openSteps[0]?.due ?? 0, await world.deps.calendarOf(world.projectId));
  const holidays = { [after]: '停工日', [addDays(after, 1)]: '停工日' };
  const http = await world.http();
  const published = { projectId: world.projectId, year: after.slice(0, 4), holidays };
  const { body } = await must(http.as('admin-1').post('/v1/calendar/years', published));
  await world.deps.client.workflow.getHandle(body.workflowId).result();
  const called = `/v1/payment-reminders/${sale}-${dueOn}/contacted`;
  await must(http.as('consultant-a1').post(called, { outcome: '答应周五付款' }));
  return [body.workflowId];
}

async function pokeWhileItWaits(world: World): Promise<string[]> {
  const { deps, projectId } = world;
  const workflowId = deliveryId(projectId);
  const toStaff = { staffId: 'consultant-a1', queuedAt: new Date() };
  await queue(world, [row('later', { ...toStaff, notBefore: new Date(Date.now() + 5_000) })]);
  for (let n = 0; n < 10; n += 1) {
    await queue(world, [row(`now-${n}`, { ...toStaff, notBefore: new Date() })]);
    await poke(deps, projectId);
    await eventually(() => deps.models.outbox.exists({ _id: `now-${n}`, state: 'sent' }));
  }
  await deliveryIsDone(world);
  return [workflowId];
}

async function deliveryIsDone({ deps, projectId }: World): Promise<void> {
  await deps.client.workflow.getHandle(deliveryId(projectId)).result();
}

async function must(asked: Promise<Reply>): Promise<Reply> {
  const reply = await asked;
  if (reply.status >= 300) throw new Error(`${reply.status} ${JSON.stringify(reply.body)}`);
  return reply;
}

async function visitor(world: World, arrival: object) {
  const http = await world.http();
  const body = { projectId: 'linjiang', clientName: '访客', ...arrival };
  const arrived = await http.as('assistant-1').post('/v1/visits', body);
  const path = `/v1/visits/${arrived.body.id}`;
  const read = async () => (await http.as('assistant-1').get(path)).body;
  async function step(who: string, name: string, more: object = {}, status = 200): Promise<void> {
    const reply = await http.as(who).post(`${path}/${name}`, more);
    if (reply.status !== status) throw new Error(`${name}: ${reply.status} ${JSON.stringify(reply.body)}`);
  }
  const leaving = {
    packComplete: true,
    unitsShown: ['linjiang-1-1201'],
    noNextVisitReason: '再联系',
    notes: '看中三房',
  };
  return { read, step, leave: async () => step((await read()).servedBy, 'leave', leaving) };
}
