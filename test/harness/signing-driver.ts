import { startProcess } from '../../activities/start-process';
import type { LedgerAccount } from '../../workflows/books/ledger/rules';
import type { SaleTerms } from '../../workflows/books/terms/sale';
import { signingContract } from '../../workflows/deal/signing/contract';
import type { Http, Reply } from './http';
import { dateIn, must } from './sale-driver';
import type { Project } from './project';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** Terms as a subscription hands them on, of a sale that stands for itself. */
export async function termsOf(
  world: Project,
  sums: { priceFen: number; downPaymentFen: number; loanFen: number },
  more: Partial<SaleTerms> = {},
): Promise<SaleTerms> {
  const now = await world.deps.businessNow(world.projectId);
  const { priceFen, downPaymentFen, loanFen } = sums;
  return {
    unitId: 'linjiang-1-1201',
    buyers: ['client-001'],
    consultantId: 'consultant-a1',
    unitPriceFen: 1_500_000,
    priceFen,
    depositFen: 2_000_000,
    plan: {
      kind: 'mortgage',
      downPercent: Math.floor((downPaymentFen * 100) / priceFen),
      downPaymentFen,
      downPaymentBy: await dateIn(world, 14),
      loanFen,
    },
    signBy: now + 10 * DAY,
    mortgageBy: now + 20 * DAY,
    formNo: 'RG000001',
    depositReceiptNo: 'SJ000001',
    ...more,
  };
}

/** Put money on a sale's ledger, each account one payment of one transfer. Answers the payment's id. */
export async function bookForTest(
  world: Project,
  saleKey: string,
  splits: Partial<Record<LedgerAccount, number>>,
): Promise<string> {
  const { connection } = world.deps.models;
  const paymentId = `P-${saleKey}-${await connection.collection('payments').countDocuments({ 'splits.saleKey': saleKey })}`;
  const receivedAt = new Date(await world.deps.businessNow(world.projectId));
  const rows = Object.entries(splits).map(([account, amountFen]) => ({
    saleKey,
    account,
    amountFen,
    unitId: world.idOf('linjiang-1-1201'),
  }));
  await connection.collection<{ _id: string }>('payments').insertOne({
    _id: paymentId,
    rev: 1,
    projectId: world.projectId,
    direction: 'in',
    state: 'booked',
    amountFen: rows.reduce((sum, row) => sum + row.amountFen, 0),
    method: 'transfer',
    receivedAt,
    splits: rows,
  } as never);
  await connection.collection<{ _id: string }>('ledger_lines').insertMany(
    rows.map((row, i) => ({
      _id: `${paymentId}#${i}`,
      paymentId,
      projectId: world.projectId,
      payer: 'client',
      receivedAt,
      ...row,
    })) as never,
  );
  return paymentId;
}

/** Takes a signing that was begun by itself through its steps over HTTP, each by who does it. */
export class SigningDriver {
  draftHash = '';

  private constructor(
    readonly world: Project,
    readonly http: Http,
    readonly key: string,
    readonly terms: SaleTerms,
  ) {}

  /** Begin a signing without its sale; the deposit is on the ledger. */
  static async begin(
    world: Project,
    name: string,
    sums: { priceFen: number; downPaymentFen: number; loanFen: number },
    more: Partial<SaleTerms> = {},
  ): Promise<SigningDriver> {
    const key = world.keyOf(name);
    const terms = await termsOf(world, sums, more);
    await bookForTest(world, key, { house: terms.depositFen });
    await startProcess(world.deps, signingContract, {
      key,
      projectId: world.projectId,
      saleKey: key,
      input: world.toIds({ terms }) as never,
      actor: { staffId: world.idOf('manager-1'), roles: ['sales-manager'] },
      startToken: key,
    });
    return new SigningDriver(world, await world.http(), key, terms);
  }

  /** The signing of a sale that has been subscribed. */
  static async of(world: Project, key: string): Promise<SigningDriver> {
    const record = await world.deps.models.records(signingContract.collection).findById(key).lean();
    if (!record) throw new Error(`the signing of ${key} has not begun`);
    return new SigningDriver(
      world,
      await world.http(),
      key,
      world.toNames(record.data as unknown as { terms: SaleTerms }).terms,
    );
  }

  step(who: string, name: string, body: object = {}): Promise<Reply> {
    return this.http.as(who).post(`/v1/sales/${this.key}/signing/${name}`, body);
  }

  // biome-ignore lint/suspicious/noExplicitAny: JSON looked into by tests
  async read(): Promise<any> {
    return (await this.http.as('manager-1').get(`/v1/signings/${this.key}`)).body;
  }

  async now(): Promise<number> {
    return this.world.deps.businessNow(this.world.projectId);
  }

  async alert(inMs = 2 * HOUR): Promise<Reply> {
    return this.step('consultant-a1', 'alert', { signingAt: iso((await this.now()) + inMs) });
  }

  async prepare(more: object = {}): Promise<Reply> {
    const reply = await this.step('clerk-1', 'prepare', {
      unitNo: this.terms.unitId,
      contractNo: `HT-${this.key}`,
      ...more,
    });
    this.draftHash = reply.body.draft?.draftHash ?? this.draftHash;
    return reply;
  }

  explain(more: object = {}): Promise<Reply> {
    const present = ['client-001', 'consultant-a1', 'lawyer-1'];
    return this.step('service-1', 'explain', { present, clientAccepts: true, draftHash: this.draftHash, ...more });
  }

  async sign(more: object = {}): Promise<Reply> {
    const signedAt = iso(await this.now());
    const body = {
      signerClientIds: this.terms.buyers,
      draftHash: this.draftHash,
      penChecked: true,
      signedAt,
      copies: 4,
    };
    return this.step('service-1', 'sign', { ...body, ...more });
  }

  /** Every step up to, not including, `until`. @throws Error naming the first that was refused */
  async upTo(until: string): Promise<void> {
    const steps: [string, () => Promise<Reply>][] = [
      ['alert', () => this.alert()],
      ['prepare', () => this.prepare()],
      ['explain', () => this.explain()],
      ['sign', () => this.sign()],
      [
        'lawyer-check',
        () => this.step('lawyer-1', 'lawyer-check', { contractOk: true, mortgagePapersOk: true, note: '齐全' }),
      ],
      ['supervisor-check', () => this.step('service-lead-1', 'supervisor-check', { ok: true, note: '无误' })],
      ['approve', () => this.step('manager-1', 'approve', { decision: 'sign' })],
    ];
    for (const [name, act] of steps) {
      if (name === until) return;
      must(await act(), name);
    }
  }
}

/** An instant as the API takes it. */
export function iso(at: number): string {
  return new Date(at + 8 * HOUR).toISOString().replace('Z', '+08:00');
}
