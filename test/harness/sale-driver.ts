import { localDate } from '../../workflows/kernel/calendar';
import type { Http, Reply } from './http';
import type { Project } from './project';

/** A unit's price in force, fen. */
export interface Price {
  unitPriceFen: number;
  totalFen: number;
}

const DAY = 86_400_000;

/** The local date so many days from now, in business time. */
export async function dateIn({ deps, projectId }: Project, days: number): Promise<string> {
  const at = (await deps.businessNow(projectId)) + days * DAY;
  return localDate(at, await deps.calendarOf(projectId));
}

export async function priceOf(
  { deps, projectId, toIds }: Pick<Project, 'deps' | 'projectId' | 'toIds'>,
  unitId: string,
): Promise<Price> {
  const list = await deps.models.priceLists
    .findOne({ projectId, status: 'confirmed' }, { rows: { $elemMatch: { unitId: toIds(unitId) } } })
    .lean();
  const [row] = list?.rows ?? [];
  if (!row) throw new Error(`${unitId} has no price`);
  return { unitPriceFen: row.unitPriceFen, totalFen: row.totalFen };
}

/** Takes a sale through its subscription over HTTP, each step by who does it. */
export class SaleDriver {
  key = '';
  constructor(
    readonly world: Project,
    readonly http: Http,
    readonly unitId: string,
    readonly buyers = ['client-001'],
    readonly owner = 'consultant-a1',
  ) {}

  async start(): Promise<Reply> {
    const reply = await this.http.as(this.owner).post('/v1/sales', {
      projectId: 'linjiang',
      unitId: this.unitId,
      buyers: this.buyers,
    });
    this.key = reply.body.id;
    return reply;
  }

  step(who: string, name: string, body: object = {}): Promise<Reply> {
    return this.http.as(who).post(`/v1/sales/${this.key}/subscription/${name}`, body);
  }

  cancel(who: string, body: object): Promise<Reply> {
    return this.http.as(who).post(`/v1/sales/${this.key}/cancel`, body);
  }

  // biome-ignore lint/suspicious/noExplicitAny: JSON looked into by tests
  async read(phase = '/subscription'): Promise<any> {
    return (await this.http.as(this.owner).get(`/v1/sales/${this.key}${phase}`)).body;
  }

  async fillBody(more: object = {}): Promise<object> {
    const price = await priceOf(this.world, this.unitId);
    return {
      unitId: this.unitId,
      ...price,
      plan: { kind: 'lump', payBy: await dateIn(this.world, 20) },
      signBy: await dateIn(this.world, 7),
      ...more,
    };
  }

  /** Every step up to, not including, `until`. @throws Error naming the first step that was refused */
  async upTo(until: string, fill: object = {}): Promise<void> {
    const steps: [string, string, () => Promise<object> | object][] = [
      ['controller-1', 'unit-check', () => ({ ok: true })],
      ['assistant-1', 'issue-form', () => ({})],
      [this.owner, 'fill', () => this.fillBody(fill)],
      ['supervisor-1', 'check', () => ({ ok: true })],
      [this.owner, 'client-sign', () => ({ signers: this.buyers.map((clientId) => ({ clientId })) })],
      [this.owner, 'consultant-sign', () => ({})],
      ['manager-1', 'manager-sign', () => ({ ok: true })],
      ['finance-1', 'take-deposit', () => DEPOSIT],
      ['assistant-1', 'distribute', () => ({})],
    ];
    if (!this.key) must(await this.start(), 'start', 201);
    for (const [who, name, body] of steps) {
      if (name === until) return;
      must(await this.step(who, name, await body()), name);
    }
  }
}

/** 20,000 RMB in cash, counted by two. */
export const DEPOSIT = { parts: [{ method: 'cash', amountFen: 2_000_000 }], countedBy: ['finance-1', 'finance-2'] };

export function must(reply: Reply, what: string, status = 200): Reply {
  if (reply.status !== status) throw new Error(`${what}: ${reply.status} ${JSON.stringify(reply.body)}`);
  return reply;
}
