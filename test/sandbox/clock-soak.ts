import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { fastForward } from '../../activities/sandbox/fast-forward';
import { schedulesOf } from '../../activities/schedules';
import type { RecordRow } from '../../models/kernel';
import { contracts } from '../../workflows/contracts';
import type { World } from '../harness/world';
import { DAY, HOUR, receive } from './visits';

/** Keeps a core busy for as long as its parent lives. */
const BUSY = 'const parent = process.ppid; while (process.ppid === parent);';

export interface SoakOptions {
  /** Open processes that wait for people from beginning to end. */
  open: number;
  /** Fast-forwards of 1 to `mostDays` days. */
  moves: number;
  mostDays: number;
  /** People who act all the while. */
  clients: number;
  /** Processes that keep the machine busy. */
  busyLoops: number;
  seed: number;
  log(line: string): void;
}

export interface SoakResult {
  /** Milliseconds of each fast-forward. */
  took: number[];
  /** What the clients did, and how it ended: by status and code. */
  answers: Record<string, number>;
  /** Business days that went by. */
  days: number;
  acts: number;
  /** Runs that went on as new while the clock was moved. */
  continuedAsNew: number;
  violations: string[];
}

/**
 * Moves the clock of a project again and again while people act in it, on a busy machine. Nothing may end in an error,
 * no process may stand behind the project's clock when a fast-forward answers, and each deadline, reminder and
 * escalation is acted on exactly once, at its own instant.
 */
export async function soakClock(world: World, options: SoakOptions): Promise<SoakResult> {
  const { deps, projectId } = world;
  const loops = Array.from({ length: options.busyLoops }, () => spawn(process.execPath, ['-e', BUSY]));
  const result: SoakResult = { took: [], answers: {}, days: 0, acts: 0, continuedAsNew: 0, violations: [] };
  let isOver = false;
  try {
    await openVisits(world, options.open);
    options.log(`${options.open} visits wait for people`);
    const clients = Array.from({ length: options.clients }, async (_, nth) => {
      while (!isOver) await act(world, nth, result);
    });
    const moves = fc.sample(fc.integer({ min: 1, max: options.mostDays }), {
      seed: options.seed,
      numRuns: options.moves,
    });
    for (const days of moves) await move(days);
    isOver = true;
    await Promise.all(clients);
    result.violations.push(...(await doubled(world)));
    result.continuedAsNew = await runsContinued(world);
    return result;
  } finally {
    isOver = true;
    for (const loop of loops) loop.kill('SIGKILL');
  }

  async function move(days: number): Promise<void> {
    const began = Date.now();
    try {
      const { acts, to } = await fastForward(
        deps,
        projectId,
        (now) => now + days * DAY,
        randomUUID(),
        schedulesOf(deps, projectId),
      );
      result.acts += acts.length;
      result.violations.push(...(await behind(world, to)));
    } catch (error) {
      result.violations.push(`a fast-forward by ${days} days: ${(error as Error).message}`);
    }
    result.took.push(Date.now() - began);
    result.days += days;
    if (result.took.length % 10 === 0) options.log(`${result.took.length} fast-forwards, ${result.days} days`);
  }
}

/** Visitors who are being served: they wait for as long as nobody sees them off. */
async function openVisits(world: World, count: number): Promise<void> {
  const keys = Array.from({ length: count }, (_, nth) => `V-open-${nth}`);
  const lane = async () => {
    for (let key = keys.shift(); key !== undefined; key = keys.shift()) await receive(world, key);
  };
  await Promise.all(Array.from({ length: 4 }, lane));
}

/** A visitor comes, is served, and goes, or stays a while: some visits are left to their deadlines. */
async function act(world: World, nth: number, { answers, violations }: SoakResult): Promise<void> {
  const http = await world.http();
  const note = ({ status, body }: { status: number; body: { code?: string; detail?: string } }) => {
    const name = body?.code ? `${status} ${body.code}` : `${status}`;
    answers[name] = (answers[name] ?? 0) + 1;
    if (status >= 500) violations.push(`a client was told ${name}: ${body?.detail}`);
  };
  const arrival = { projectId: world.projectId, contactedBefore: 'no', clientName: `访客${nth}` };
  const visit = await http.as('assistant-1').post('/v1/visits', arrival);
  note(visit);
  if (visit.status !== 201) return;
  const { id, receiverId } = visit.body;
  if (!receiverId) return;
  const receiver = http.as(receiverId);
  for (let n = 0; n < 3 + nth; n += 1)
    note(await receiver.post(`/v1/visits/${id}/quote`, { unitId: 'linjiang-1-1201', method: 'lump' }));
  const left = { packComplete: true, unitsShown: [], noNextVisitReason: '再考虑', notes: '看过样板间' };
  note(await receiver.post(`/v1/visits/${id}/leave`, left));
}

/** When a fast-forward has answered, nothing that was due by then is still to be done. */
async function behind({ deps, projectId }: World, to: number): Promise<string[]> {
  const late: string[] = [];
  for (const { collection } of contracts) {
    const rows = await deps.models
      .records(collection)
      .find({ projectId, open: true, nextAt: { $lt: to } }, { workflowId: 1, nextAt: 1 })
      .lean();
    late.push(...rows.map(({ workflowId, nextAt }) => `${workflowId} is due since ${nextAt}, it is ${to}`));
  }
  return late;
}

/** Each deadline of a process at most once at one instant; reminders too, which stand in the chain by name and instant. */
async function doubled({ deps, projectId }: World): Promise<string[]> {
  const twice = await deps.models.audit.aggregate<{ _id: { chain: string; action: string; at: Date }; n: number }>([
    { $match: { projectId, action: { $regex: '^deadline ' } } },
    { $group: { _id: { chain: '$chain', action: '$action', at: '$at' }, n: { $sum: 1 } } },
    { $match: { n: { $gt: 1 } } },
  ]);
  const ended = await deps.models.records('visits').find({ projectId, status: 'unclaimed' }).lean<RecordRow[]>();
  const wrong: string[] = twice.map(({ _id, n }) => `${_id.chain} ${_id.action} ${n} times`);
  for (const { workflowId } of ended) {
    const entries = await deps.models.audit.find({ chain: workflowId, action: { $regex: '^deadline ' } }).lean();
    const at = (action: string) =>
      entries.filter((entry) => entry.action === action).map((entry) => entry.at.getTime());
    const [notices, windows] = [at('deadline noticeBy'), at('deadline claimWindow')];
    if (notices.length !== 1 || windows.length !== 1) wrong.push(`${workflowId}: ${entries.map((e) => e.action)}`);
    else if ((windows[0] ?? 0) - (notices[0] ?? 0) !== 48 * HOUR)
      wrong.push(`${workflowId}: the window is not 48 hours`);
  }
  return wrong;
}

async function runsContinued({ deps, projectId }: World): Promise<number> {
  const query = `ProjectId = '${projectId}' AND ExecutionStatus = 'ContinuedAsNew'`;
  return (await deps.client.workflow.count(query)).count;
}
