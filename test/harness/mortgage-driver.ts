import { startProcess } from '../../activities/start-process';
import { mortgageContract } from '../../workflows/deal/mortgage/contract';
import { signingContract } from '../../workflows/deal/signing/contract';
import { workflowIdOf } from '../../workflows/kernel/contract';
import type { SaleTerms } from '../../workflows/books/terms/sale';
import type { Http, Reply } from './http';
import { dateIn, must } from './sale-driver';
import { iso, termsOf } from './signing-driver';
import type { Project } from './project';

/** The sale S-1 of the tests: 2,000,000.00, of which 1,400,000.00 are borrowed. */
export const LOAN_SALE = { priceFen: 200_000_000, downPaymentFen: 60_000_000, loanFen: 140_000_000 };

/** Takes a mortgage that was begun by itself through its steps over HTTP, each by who does it. */
export class MortgageDriver {
  private constructor(
    readonly world: Project,
    readonly http: Http,
    readonly key: string,
    readonly terms: SaleTerms,
  ) {}

  static async begin(world: Project, name: string, more: Partial<SaleTerms> = {}): Promise<MortgageDriver> {
    const key = world.keyOf(name);
    const terms = await termsOf(world, LOAN_SALE, more);
    await startProcess(world.deps, mortgageContract, {
      key,
      projectId: world.projectId,
      saleKey: key,
      input: world.toIds({ terms }) as never,
      actor: { staffId: world.idOf('manager-1'), roles: ['sales-manager'] },
      startToken: key,
    });
    return new MortgageDriver(world, await world.http(), key, terms);
  }

  step(who: string, name: string, body: object = {}): Promise<Reply> {
    return this.http.as(who).post(`/v1/sales/${this.key}/mortgage/${name}`, body);
  }

  event(name: string, body: object): Promise<Reply> {
    return this.http.channel('bank').post(`/v1/mortgages/${this.key}/events/${name}`, body);
  }

  // biome-ignore lint/suspicious/noExplicitAny: JSON looked into by tests
  async read(): Promise<any> {
    return (await this.http.as('manager-1').get(`/v1/mortgages/${this.key}`)).body;
  }

  chooseBank(more: object = {}): Promise<Reply> {
    const body = {
      bankId: 'ccb',
      loanFen: this.terms.plan.kind === 'mortgage' ? this.terms.plan.loanFen : 0,
      insurance: 'open',
    };
    return this.step('consultant-a1', 'choose-bank', { ...body, ...more });
  }

  async appoint(inMs: number): Promise<Reply> {
    const now = await this.world.deps.businessNow(this.world.projectId);
    return this.step('service-1', 'set-appointment', {
      at: iso(now + inMs),
      place: '建设银行滨江支行',
      materials: ['身份证', '收入证明'],
    });
  }

  /** What signing would say, told by hand. */
  async tell(event: string, payload: object): Promise<void> {
    const message = {
      name: event,
      eventId: `${signingContract.name}:${this.key}#${event}`,
      payload: this.world.toIds(payload),
    };
    await this.world.deps.client.workflow
      .getHandle(workflowIdOf(mortgageContract, this.key))
      .signal('event', message);
  }

  /** Bank chosen, visited, its contract signed; the contract of the sale stamped. */
  async signAtBank(): Promise<void> {
    must(await this.chooseBank(), 'choose-bank');
    must(await this.appoint(3_600_000), 'set-appointment');
    await this.world.fastForward('2 hours');
    const signed = { result: 'signed', bankContractNo: `DK-${this.key}`, signedOn: await dateIn(this.world, 0) };
    must(await this.step('consultant-a1', 'confirm-by-phone', signed), 'confirm-by-phone');
    await this.stamp();
  }

  async stamp(): Promise<void> {
    const stampedAt = await this.world.deps.businessNow(this.world.projectId);
    await this.tell('contract-stamped', {
      stampedAt,
      contractNo: `HT-${this.key}`,
      terms: {},
      plan: this.terms.plan,
    });
  }

  async bankList(kind: 'approval' | 'release', items: object[], more: object = {}): Promise<Reply> {
    const who = kind === 'approval' ? 'finance-1' : 'service-1';
    const receivedOn = await dateIn(this.world, 0);
    return this.http
      .as(who)
      .post('/v1/bank-lists', { kind, bankId: 'ccb', listNo: `L-${kind}-${this.key}`, receivedOn, items, ...more });
  }
}
