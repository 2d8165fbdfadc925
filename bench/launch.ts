import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { Http, Reply } from '../test/harness/http';
import { DEPOSIT } from '../test/harness/sale-driver';
import { makeWorld, type World } from '../test/harness/world';
import type { Benchmark, Finding, Options } from './finding';
import { answered } from './load';
import { median, percentile, show } from './statistics';

const PEOPLE = 300;
const HOMES = 400;
const CONSULTANTS = 40;
const OPENING_MS = 600_000;
/** Told 503, a person's software asks again with the same key after so long. */
const AGAIN_MS = 2_000;
/** Who has been told that a home is sold looks for another one so often. */
const CHOICES = 3;
/** Everybody wants the same few homes first. */
const WANTED = 60;

/** Answers of a launch by kind of call. */
type Calls = Record<string, { statuses: Map<number, number>; took: number[] }>;

/** 开盘: everybody comes within ten minutes, is received, chooses a home, and puts the deposit on the counter. */
export const benchLaunch: Benchmark = {
  what: `the opening of a launch: ${PEOPLE} people within ten minutes, ${HOMES} homes, ${CONSULTANTS} consultants`,
  protocol: [
    `each is received by who is next in the rota, reserves a home (one of ${WANTED} wanted ones first), which the controller checks, and pays the deposit`,
    `whose home has been sold meanwhile chooses again, up to ${CHOICES} times; who is told 503 asks again with the same key`,
    '`-- launch --faster=5`: the ten minutes pass so many times faster (5 unless told)',
    'API, worker and people in one process; latencies are of single calls, without what was waited after a 503',
  ],
  async run(log, options) {
    const world = await makeWorld({ sandbox: false });
    try {
      return await open(world, options, log);
    } finally {
      await world.stop();
    }
  },
};

async function open(world: World, { faster = 5 }: Options, log: (line: string) => void): Promise<Finding[]> {
  const homes = await prepare(world);
  const counter = new Counter(await world.http());
  const lasts = OPENING_MS / faster;
  log(`${homes.length} homes, ${PEOPLE} people within ${Math.round(lasts / 1000)} s`);
  const began = performance.now();
  const people = Array.from({ length: PEOPLE }, async (_, nth) => {
    await pause((lasts * nth) / PEOPLE);
    return attend(counter, world, homes);
  });
  const outcomes = await Promise.all(people);
  const seconds = (performance.now() - began) / 1000;
  const bought = outcomes.filter((outcome) => outcome === 'bought').length;
  log(
    `over after ${Math.round(seconds)} s: ${bought} bought, ${outcomes.length - bought} found every home of theirs sold`,
  );
  for (const [what, { statuses, took }] of Object.entries(counter.calls))
    log(
      `${what}: ${answered({ statuses })}; p50 ${show(median(took), 'ms')}, p99 ${show(percentile(took, 0.99), 'ms')}`,
    );
  const unavailable = Object.values(counter.calls).reduce((sum, { statuses }) => sum + (statuses.get(503) ?? 0), 0);
  return [
    { what: `launch, ${faster} times faster: told 503`, value: unavailable, unit: 'times' },
    { what: 'launch: p99 of being received', value: percentile(counter.calls.visit?.took ?? [], 0.99), unit: 'ms' },
    ...(await invariants(world, bought)),
  ];
}

/** Every home of the example on sale, and enough consultants to receive. Deposits are taken before the form. */
async function prepare({ deps }: World): Promise<string[]> {
  const { models, settings } = deps;
  const { policyOf } = settings;
  settings.policyOf = (name, project) => ({
    ...policyOf(name, project),
    ...(name === 'subscription' ? { moneyFirst: true } : {}),
  });
  const consultants = await models.staff.find({ projects: 'linjiang', roles: 'consultant' }, { _id: 1 }).lean();
  const more = CONSULTANTS - consultants.filter(({ _id }) => _id.startsWith('consultant')).length;
  await models.staff.insertMany(
    Array.from({ length: more }, (_, n) => ({
      ...{ _id: `consultant-l${n}`, rev: 1, name: `顾问${n}`, roles: ['consultant'], projects: ['linjiang'] },
    })),
  );
  await models.dutyRotas.deleteMany({});
  const [plan] = await models.releasePlans
    .find({ projectId: 'linjiang', status: 'confirmed' })
    .sort({ no: -1 })
    .lean();
  const free = await models.units
    .find({ projectId: 'linjiang', status: { $in: ['unreleased', 'retained', 'available'] } }, { _id: 1 })
    .sort({ _id: 1 })
    .limit(HOMES)
    .lean();
  const rows = free.map(({ _id }) => ({ unitId: _id, hold: 'none' as const }));
  await models.releasePlans.updateOne({ _id: plan?._id }, { $set: { rows } });
  return free.map(({ _id }) => _id);
}

/** One person's way through the opening. */
async function attend(counter: Counter, world: World, homes: string[]): Promise<'bought' | 'refused'> {
  const visit = await counter.post('visit', 'assistant-1', '/v1/visits', ARRIVAL);
  if (visit.status !== 201) return 'refused';
  const consultant: string = visit.body.servedBy;
  for (let choice = 0; choice < CHOICES; choice += 1) {
    const from = choice === 0 ? homes.slice(0, WANTED) : homes;
    const unitId = from[Math.floor(Math.random() * from.length)] as string;
    const { clientId } = visit.body;
    const sale = await counter.post('reserve', consultant, '/v1/sales', {
      projectId: world.projectId,
      unitId,
      buyers: [clientId],
    });
    if (sale.status !== 201) continue;
    const step = `/v1/sales/${sale.body.id}/subscription`;
    const checked = await counter.post('unit-check', 'controller-1', `${step}/unit-check`, { ok: true });
    if (checked.status !== 200) continue;
    const deposit = await counter.post('deposit', 'finance-1', `${step}/take-deposit`, DEPOSIT);
    if (deposit.status === 200) return 'bought';
  }
  return 'refused';
}

const ARRIVAL = { projectId: 'linjiang', contactedBefore: 'no', clientName: '甲' };

/** Sends what people ask for, again under the same key when told 503, and counts the answers. */
class Counter {
  readonly calls: Calls = {};
  constructor(private readonly http: Http) {}

  async post(what: string, who: string, path: string, body: object): Promise<Reply> {
    const calls = (this.calls[what] ??= { statuses: new Map(), took: [] });
    for (const key = randomUUID(); ; await pause(AGAIN_MS)) {
      const before = performance.now();
      const reply = await this.http.as(who).post(path, body, { key });
      calls.statuses.set(reply.status, (calls.statuses.get(reply.status) ?? 0) + 1);
      if (reply.status === 503) continue;
      calls.took.push(performance.now() - before);
      return reply;
    }
  }
}

/** What must hold however many come at once; one that does not fails the run. */
async function invariants({ deps }: World, bought: number): Promise<Finding[]> {
  const { models } = deps;
  const receipts = await models.documents.countDocuments({ kind: 'deposit-receipt' });
  const sold = await models.units.find({ soldAt: { $exists: true } }, { saleKey: 1 }).lean();
  const buyers = new Set(sold.map(({ saleKey }) => saleKey));
  const visits = await models.records('visits').find().lean();
  const [rota] = await models.dutyRotas.find().lean();
  const turns = rota?.turns ?? [];
  const received = new Map<string, number>();
  for (const { staffId } of turns) received.set(staffId, (received.get(staffId) ?? 0) + 1);
  const withReceiver = visits.filter(({ workflowId, data }) => {
    const own = turns.filter(({ visitId }) => visitId === workflowId);
    return own.length === 1 && own[0]?.staffId === (data as { receiverId: string }).receiverId;
  });
  const uneven = Math.max(...received.values()) - Math.min(...received.values());
  return [
    held('homes sold, each to one sale, each with one receipt', sold.length, bought, [buyers.size, receipts]),
    held('visits with exactly one receiver', withReceiver.length, PEOPLE, [visits.length]),
    {
      what: 'most receptions of one consultant less fewest',
      value: uneven,
      unit: '',
      goal: { atMost: 1 },
      ...(uneven > 1 ? { failed: 'UNFAIR' } : {}),
    },
  ];
}

function held(what: string, value: number, expected: number, others: number[]): Finding {
  const holds = [value, ...others].every((n) => n === expected);
  return {
    what,
    value,
    unit: '',
    goal: { exactly: expected },
    ...(holds ? {} : { failed: `BROKEN: ${others.join(', ')}` }),
  };
}
