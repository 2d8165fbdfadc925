import type { Http, Reply } from '../harness/http';
import type { Project } from '../harness/project';

/** A unit of building 4, delivered to an owner; a leak is contractor-2's, the fit-out contractor-1's. */
export const UNIT = 'linjiang-4-201';
export const HOUR = 3_600_000;

/** The people of the repairs, and what they do again and again. */
export class Repairs {
  constructor(
    readonly world: Project,
    readonly http: Http,
  ) {}

  now = () => this.world.deps.businessNow(this.world.projectId);
  iso = (at: number) => new Date(at).toISOString();

  /** A home of its own with papers by which it is in warranty, or not: handed over so many days ago. */
  async deliver(unitId: string, daysAgo = 270): Promise<void> {
    const on = async (days: number) => this.iso((await this.now()) - days * 24 * HOUR).slice(0, 10);
    const [deliveredOn, completionAcceptedOn] = [await on(daysAgo), await on(daysAgo + 30)];
    await this.world.deps.models.units.updateOne(
      { _id: this.world.idOf(unitId) },
      { $set: { deliveredOn, completionAcceptedOn } },
    );
  }

  async person(id: string, roles: string[], more: object = {}): Promise<void> {
    await this.world.deps.models.staff.create({
      _id: this.world.idOf(id),
      rev: 1,
      name: id,
      roles: roles as never,
      projects: [this.world.projectId],
      ...more,
    });
  }

  /** 水管漏水, all five items given. */
  async leak(more: object = {}): Promise<Reply> {
    const at = this.iso(await this.now());
    return this.http.as('service-1').post('/v1/repairs', {
      unitId: UNIT,
      content: '厨房水管漏水',
      name: '钟女士',
      address: '临江府4栋201室',
      phone: '139-0000-7001',
      appointmentAt: at,
      channel: 'phone',
      reportedAt: at,
      defectClass: 'plumbing',
      severity: 'urgent',
      ...more,
    });
  }

  step = (who: string, repair: Reply, name: string, body: object = {}) =>
    this.http.as(who).post(`/v1/repairs/${repair.body.id}/${name}`, body);

  read = async (repair: Reply, who = 'service-1') =>
    (await this.http.as(who).get(`/v1/repairs/${repair.body.id}`)).body;

  notices = async (repair: Reply, template: string) =>
    this.world.toNames(
      await this.world.deps.models.outbox
        .find({ workflowId: repair.body.workflowId, template: `repair.${template}` })
        .lean(),
    );

  ledger = async (repair: Reply) =>
    this.world.toNames(
      await this.world.deps.models.connection
        .collection('repair_ledger')
        .find({ repairId: repair.body.id })
        .toArray(),
    );

  accept = async (repair: Reply, who = 'contractor-2') =>
    this.step(who, repair, 'accept', { plannedAt: this.iso((await this.now()) + 60_000) });

  /** The owner pays, on the ledger of the repair itself. */
  pay = async (repair: Reply, amountFen: number, account = 'repair-fee') =>
    this.http.as('finance-1').post('/v1/payments', {
      direction: 'in',
      amountFen,
      method: 'transfer',
      reference: `${repair.body.id}-${amountFen}`,
      receivedAt: this.iso(await this.now()),
      payeeAccount: '6228-0001',
      payer: { relation: 'self', name: '钟女士' },
      splits: [{ saleKey: repair.body.id, account, amountFen }],
    });

  finish = async (repair: Reply, who = 'contractor-2') =>
    this.step(who, repair, 'finish', { finishedAt: this.iso(await this.now()), photos: ['photo-1'] });

  sign = (repair: Reply, who: string, party: string, decision = 'accept') =>
    this.step(who, repair, 'sign-off', {
      party,
      decision,
      ...(decision === 'refuse' ? { reason: '仍在渗水' } : {}),
    });

  /** The other three sign, then the repair desk: the fourth. */
  async signAll(repair: Reply, desk = 'repair-1'): Promise<Reply> {
    await this.sign(repair, 'projectdept-1', 'project-department');
    await this.sign(repair, 'service-1', 'owner');
    await this.sign(repair, 'site-1', 'site-supervisor');
    return this.sign(repair, desk, 'repair-desk');
  }

  returnOrder = async (repair: Reply) =>
    this.step('repair-1', repair, 'return-order', { completedAt: this.iso(await this.now()) });

  deadline = (body: Reply['body'], name: string): number =>
    Date.parse(body.deadlines.find((deadline: { name: string }) => deadline.name === name)?.at);
}
