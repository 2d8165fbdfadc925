import { ulid } from 'ulid';
import { type Actions, actionsByProcess, sumOf } from '../../bench/count-actions';
import { listChunk } from '../../activities/bulk/money/list-chunk';
import type { RunLineRow } from '../../activities/bulk/money/run-lines';
import { type ScheduledStart, scheduledStarts } from '../../activities/schedules';
import { addDays, localDate } from '../../workflows/kernel/calendar';
import { addMonths } from '../../workflows/kernel/zone';
import type { Http } from '../harness/http';
import { eventually, makeWorld, type World } from '../harness/world';
import { copySale, due, entryOf, inDays, listAllDay, putSale } from './money';

let world: World;
let http: Http;
let month: string;
/** Through the next run's day: due within it, late on no account. */
let dueOn: string;

beforeEach(async () => {
  world = await makeWorld({ sandbox: false, settings: listAllDay });
  http = await world.http();
  const calendar = await world.deps.calendarOf(world.projectId);
  const today = localDate(Date.now(), calendar);
  month = today.slice(0, 7);
  dueOn = addMonths(`${month}-03`, 1);
  await world.deps.models.clients.updateMany({}, { $set: { noticeChannel: { kind: 'console', address: '' } } });
});
afterEach(() => world?.stop());

const service = () => http.as('service-1');
const begin = () => service().post('/v1/collection-runs', { projectId: world.projectId, month });
const notices = () => world.deps.models.outbox.find({ template: 'collection.due-notice' }).lean();
const rows = () => world.deps.models.connection.collection<RunLineRow>('collection_lines');

/** The run when its list has been made so many times. */
async function built(runId: string, builds = 1) {
  const runs = world.deps.models.records('collection-runs');
  await eventually(
    () => runs.exists({ _id: runId, 'data.builds': { $gte: builds }, status: { $ne: 'building' } }).then(Boolean),
    240_000,
  );
  return (await service().get(`/v1/collection-runs/${runId}`)).body;
}

async function putSales(count: number): Promise<string[]> {
  const keys = Array.from({ length: count }, () => `S-${ulid()}`);
  for (const key of keys) await putSale(world, { key, rows: [due(dueOn, 100_00)] });
  return keys;
}

describe('3-money: collection-run', () => {
  test('one notice per sale, to the buyer; paid and held lines get none; a second run of the month is refused', async () => {
    const [paid, told, held] = (await putSales(3)) as [string, string, string];
    await http.as('finance-1').post('/v1/payments', entryOf(paid, 100_00, { reference: ulid() }));
    await world.deps.models.records('sales').updateOne({ _id: held }, { $set: { 'data.openChangeId': 'C-1' } });
    const started = await begin();
    expect(started).toMatchObject({ status: 201, body: { id: `linjiang-${month}`, status: 'building' } });
    const run = await built(started.body.id);
    expect(run.counts).toMatchObject({ lines: 3, failed: 0 });
    const { body } = await service().get(`/v1/collection-runs/${run.id}/lines`);
    const noticeOf = new Map(
      body.items.map((line: { saleKey: string; notice: string }) => [line.saleKey, line.notice]),
    );
    expect([noticeOf.get(paid), noticeOf.get(held)]).toEqual(['paid', 'held']);
    expect(['queued', 'sent']).toContain(noticeOf.get(told));
    expect(await begin()).toMatchObject({ status: 409, body: { code: 'already-run' } });
    expect(
      await service().post('/v1/collection-runs', {
        projectId: 'linjiang',
        month: addMonths(`${month}-01`, 1).slice(0, 7),
      }),
    ).toMatchObject({
      status: 409,
      body: { code: 'month-not-started' },
    });
    const print = await service().get(`/v1/collection-runs/${run.id}/print`);
    expect(print.body).toContain('客户交款清单');
    const csv = await service().get(`/v1/collection-runs/${run.id}/csv`);
    expect(csv.body.split('\r\n')).toHaveLength(5);
    expect((await http.as('consultant-b1').get(`/v1/collection-runs/${run.id}/lines`)).body.items).toEqual([]);
  });

  test('a line is held, released, contacted; held twice: line-held; run again: nothing is sent twice', async () => {
    const [sale] = (await putSales(1)) as [string];
    const { body: started } = await begin();
    const base = `/v1/collection-runs/${started.id}`;
    await built(started.id);
    const line = `${started.id}:${sale}:1`;
    expect((await service().post(`${base}/hold-line`, { line, reason: '核对中' })).body).toMatchObject({
      notice: 'held',
    });
    expect(await service().post(`${base}/hold-line`, { line, reason: '核对中' })).toMatchObject({
      status: 409,
      body: { code: 'line-held' },
    });
    await service().post(`${base}/rerun`);
    await built(started.id, 2);
    expect((await service().get(`${base}/lines`)).body.items[0].notice).toBe('held');
    expect((await service().post(`${base}/release-line`, { line, reason: '已核对' })).status).toBe(200);
    expect(
      (await http.as('consultant-a1').post(`${base}/contacted`, { line, outcome: '答应月底付' })).body.contacts,
    ).toHaveLength(1);
    await service().post(`${base}/rerun`);
    await built(started.id, 3);
    expect((await notices()).length).toBeLessThanOrEqual(1);
    expect((await service().post(`${base}/close`)).body).toMatchObject({ status: 'closed', open: false });
  });

  test('one of two instalments held: the notice is held back; run again it names the other; a lost one is a call', async () => {
    await world.deps.models.clients.updateMany(
      {},
      { $set: { noticeChannel: { kind: 'webhook', address: '139' } } },
    );
    const rows = [due(dueOn, 100_00), due(dueOn, 200_00, 2)];
    const key = await putSale(world, { key: 'S-A', rows, contractTerms: { noticeChannel: 'webhook' } });
    await putSale(world, { key: 'S-B', rows, consultantId: 'consultant-b1' });
    const { body: started } = await begin();
    const base = `/v1/collection-runs/${started.id}`;
    expect((await built(started.id)).counts).toMatchObject({ queued: 2, callNeeded: 1 });
    const own = await http.as('consultant-b1').get(`${base}/lines?limit=1`);
    expect(own.body.items).toMatchObject([{ saleKey: 'S-B', notice: 'call-needed' }]);

    const issue = () => service().post(`${base}/payment-notice`, { saleKey: key });
    const [paper, same] = [await issue(), await issue()];
    expect(paper).toMatchObject({ status: 201, body: { number: 'JK000001' } });
    expect(same.body).toEqual(paper.body);
    const page = await service().get(`/v1/documents/${paper.body.documentId}`);
    for (const words of ['交款通知', '人民币叁佰元整', `HT-${key}`]) expect(page.body).toContain(words);
    expect((await http.as('consultant-b1').post(`${base}/payment-notice`, { saleKey: key })).status).toBe(404);

    const notice = () => world.deps.models.outbox.findOne({ saleKey: key }).lean();
    await service().post(`${base}/hold-line`, { line: `${started.id}:${key}:1`, reason: '核对中' });
    expect(await notice()).toMatchObject({ state: 'withdrawn' });
    await service().post(`${base}/rerun`);
    await built(started.id, 2);
    const now = await notice();
    expect(now?.state).toBe('queued');
    expect(now?.text).toContain('合计：人民币 200.00 元');

    await world.deps.models.outbox.updateOne({ saleKey: key }, { $set: { state: 'sent' } });
    const report = { eventId: 'E1', noticeId: now?._id, result: 'failed' };
    for (let time = 0; time < 2; time += 1)
      expect((await http.channel('sms').post(`${base}/events/delivery`, report)).status).toBe(200);
    const calls = await world.deps.models.tasks.find({ step: 'call-client', saleKey: key, state: 'open' }).lean();
    expect(calls).toHaveLength(1);
    const lines = (await service().get(`${base}/lines?saleKey=${key}`)).body.items;
    expect(lines.map((line: { notice: string }) => line.notice)).toEqual(['held', 'failed']);
  });

  test('collection-run 1: 10,000, no. 57 broken: 9,999 notices, one failed; repaired, run again: one more', async () => {
    const [first] = (await putSales(1)) as [string];
    await copySale(world, first, 10_000);
    const broken = `${first}-00056`;
    const plans = world.deps.models.connection.collection('payment_plans');
    await plans.updateOne({ saleKey: broken }, { $set: { 'rows.0.amountFen': 'one hundred' } });
    const { body: started } = await begin();
    const run = await built(started.id);
    expect(run.counts).toMatchObject({ lines: 10_000, failed: 1, queued: 9_999 });
    expect(run.openSteps.map(({ name }: { name: string }) => name)).toContain('rerun');
    expect(await rows().countDocuments({ runId: run.id, notice: 'failed' })).toBe(1);
    // 0.02 actions a line at most, the waking of delivery included
    const costs = await actionsByProcess(world.deps.client);
    const actions = ['collection-run', 'delivery'].map((process) => sumOf(costs.get(process) as Actions));
    expect((actions[0] as number) + (actions[1] as number)).toBeLessThanOrEqual(200);

    await plans.updateOne({ saleKey: broken }, { $set: { 'rows.0.amountFen': 100_00 } });
    await service().post(`/v1/collection-runs/${run.id}/rerun`);
    const again = await built(run.id, 2);
    expect(again.counts).toMatchObject({ lines: 10_000, failed: 0, queued: 1 });
    expect(await world.deps.models.outbox.countDocuments({ template: 'collection.due-notice' })).toBe(10_000);
  }, 500_000);

  test('collection-run 4: the schedule fires twice, and once more: one run, one notice each', async () => {
    await putSales(250);
    const { start } = scheduledStarts(world.deps).find(({ id }) => id === 'monthly-collection') as ScheduledStart;
    const nominalAt = Date.now();
    const ids = await Promise.all([
      start(world.projectId, nominalAt),
      start(world.projectId, nominalAt),
      start(world.projectId, nominalAt + 1000),
    ]);
    expect(new Set(ids).size).toBe(2);
    await Promise.all(ids.map((id) => world.deps.client.workflow.getHandle(id).result()));
    const run = await built(`${world.projectId}-${month}`);
    expect(run.counts.lines).toBe(250);
    const keys = (await notices()).map(({ saleKey }) => saleKey);
    expect(new Set(keys).size).toBe(keys.length);
    expect(await world.deps.models.records('collection-runs').countDocuments()).toBe(1);
  });

  test('collection-run 4: a chunk that a killed worker left half done is done again, even beside itself: one line, one notice each', async () => {
    const keys = await putSales(30);
    const window = { dayOn: `${month}-03`, throughOn: dueOn };
    const chunk = {
      runId: 'linjiang-again',
      projectId: world.projectId,
      month,
      window,
      at: Date.now(),
      after: '',
      size: 100,
      mayTell: true,
      isPast: false,
    };
    // what was written before the kill
    await listChunk(world.deps, { ...chunk, size: 10 });
    await Promise.all([listChunk(world.deps, chunk), listChunk(world.deps, chunk)]);
    expect(await rows().countDocuments({ runId: chunk.runId })).toBe(keys.length);
    expect((await notices()).map(({ saleKey }) => saleKey).sort()).toEqual([...keys].sort());
  });

  test('collection-run 4: paid before it is sent: none', async () => {
    const [sale] = (await putSales(1)) as [string];
    await http.as('finance-1').post('/v1/payments', entryOf(sale, 100_00, { reference: ulid() }));
    const { body: started } = await begin();
    await built(started.id);
    expect(await notices()).toEqual([]);
  });

  test('the next month’s run closes the one before; a past month is for reading', async () => {
    const past = addMonths(`${month}-01`, -1).slice(0, 7);
    await putSale(world, { key: `S-${ulid()}`, rows: [due(addDays(await inDays(world, 0), -20), 100_00)] });
    const { body: old } = await service().post('/v1/collection-runs', { projectId: world.projectId, month: past });
    await built(old.id);
    expect(await notices()).toEqual([]);
    await begin();
    await eventually(async () => (await service().get(`/v1/collection-runs/${old.id}`)).body.status === 'closed');
  });
});
