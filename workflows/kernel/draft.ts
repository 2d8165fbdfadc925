import type { DocumentFields, DocumentName } from '../../activities/texts/documents';
import type { NoticeFields, NoticeId } from '../../activities/texts/notices';
import type { ClaimScope } from '../../models/kernel';
import type { RowCollection, WrittenRow } from '../../models/process-rows';
import type { Change, Claim, Guard, GuardRefusal, NoticeRequest, ProcessRecord } from './change';
import {
  type AnyContract,
  type EventsOf,
  type EventsOfAny,
  type InputOf,
  type Shape,
  workflowIdOf,
} from './contract';
import { DraftOfDeadlines } from './draft.deadlines';
import { copy } from './draft.record';
import type { RowRule } from './row-rule';
import type { Addressee, Bilingual, Fields, Json } from './words';

type JsonObject = Record<string, Json>;

/** What fields of a row must be: the value, or any of several. */
type Expected<Row> = { [Field in keyof Row]?: Row[Field] | Row[Field][] };

/** Fields of `Given` that `Declared` does not have may not be given. */
type NoOthers<Given, Declared> = { [Field in Exclude<keyof Given, keyof Declared>]: never };

/**
 * What a transition wants to change. Handlers write on it in the words of the procedure; the kernel turns it
 * into one Change, commits it, and only then adopts it. Dropped whole when refused.
 */
export class Draft<S extends Shape> extends DraftOfDeadlines<S> {
  private guards: Guard[] = [];
  private readonly change: Pick<Change, 'numbers' | 'rows' | 'documents' | 'voids' | 'tells' | 'starts'> = {
    numbers: [],
    rows: [],
    documents: [],
    voids: [],
    tells: [],
    starts: [],
  };
  private readonly notices: NoticeRequest[] = [];
  private readonly facts: Record<string, Json | undefined> = {};

  /** Send a notice from a named template; sent once. */
  notify<Template extends NoticeId>(
    template: Template,
    to: Addressee,
    fields: NoticeFields<Template>,
    options: { notBefore?: number; documentId?: string } = {},
  ): void {
    this.notices.push({
      id: `${this.workflowId}#${this.rev}#${this.notices.length}`,
      template,
      to,
      fields: fields as Fields,
      ...options,
    });
  }

  /** Make a numbered document. `number` may be used anywhere in this draft; `id` links to it. */
  document<Kind extends DocumentName, Given extends DocumentFields<Kind>>(
    kind: Kind,
    fields: Given & NoOthers<Given, DocumentFields<Kind>>,
    about: { clientId?: string; replaces?: string } = {},
  ): { id: string; number: string } {
    const nth = this.change.documents.length;
    const id = `${this.contract.name}-${this.key}-${this.rev}-${nth}`;
    const token = `⟦document:${nth}⟧`;
    this.change.documents.push({ id, kind, token, fields: fields as Fields, saleKey: this.saleKey, ...about });
    return { id, number: token };
  }

  /** Fill in a form that was issued blank: it keeps its number. */
  fillIn<Kind extends DocumentName, Given extends DocumentFields<Kind>>(
    id: string,
    kind: Kind,
    fields: Given & NoOthers<Given, DocumentFields<Kind>>,
  ): void {
    this.change.documents.push({ id, kind, token: '', fields: fields as Fields, fillsIn: true });
  }

  /** A document no longer counts 作废: it is never rewritten, and says so from now on. */
  voidDocument(id: string, reason: string): void {
    this.change.voids.push({ id, reason });
  }

  /** Issue a document anew, under a number of its own: the one before is void and names the new one. */
  reissue<Kind extends DocumentName, Given extends DocumentFields<Kind>>(
    id: string,
    kind: Kind,
    fields: Given & NoOthers<Given, DocumentFields<Kind>>,
    { reason, ...about }: { reason: string; clientId?: string },
  ): { id: string; number: string } {
    const issued = this.document(kind, fields, { ...about, replaces: id });
    this.change.voids.push({ id, reason, replacedBy: issued.id });
    return issued;
  }

  /** Take the next number of a series; what is answered stands for it anywhere in this draft. */
  number(series: string, format: string): string {
    const token = `⟦number:${this.change.numbers.length}⟧`;
    this.change.numbers.push({ token, series: `${this.projectId}/${series}`, format });
    return token;
  }

  /**
   * One owner per key, or refuse. The process holds the key until it releases it or ends; what is claimed `forGood` (a
   * receipt's number, a payment that has been used) stays its own after the end.
   */
  claim(scope: ClaimScope, key: string, refused: GuardRefusal, { forGood = false } = {}): void {
    const others = this.guards.filter((guard) => !(guard.kind === 'release' && isClaim(guard, scope, key)));
    this.guards = [...others, { kind: 'claim', scope, key, refusal: refused }];
    if (!forGood) this.record.claims = [...this.claimsBut(scope, key), { scope, key }];
  }

  /** Let go of a key before the end. */
  release(scope: ClaimScope, key: string): void {
    this.guards.push({ kind: 'release', scope, key });
    this.record.claims = this.claimsBut(scope, key);
  }

  /** End the process: open tasks close, deadlines go, claims are released. */
  override finish(status: S['status']): void {
    super.finish(status);
    for (const { scope, key } of this.record.claims ?? []) this.release(scope, key);
  }

  private claimsBut(scope: ClaimScope, key: string): Claim[] {
    return (this.record.claims ?? []).filter((claim) => !isClaim(claim, scope, key));
  }

  /** Change a row if it still is as expected; without a refusal, read and decide again. */
  changeRow<Collection extends RowCollection>(
    collection: Collection,
    id: string,
    expect: Expected<WrittenRow<Collection>>,
    set: Partial<WrittenRow<Collection>>,
    options: { unset?: (keyof WrittenRow<Collection> & string)[]; refusal?: GuardRefusal } = {},
  ): void {
    this.guards.push({
      kind: 'change-row',
      collection,
      id,
      expect: expect as JsonObject,
      set: set as JsonObject,
      ...options,
    });
  }

  /**
   * Let a rule decide in the commit, on the row as it is then: for a row that many change at once. What is answered
   * here stands for what the rule answers, anywhere in this draft. Once a draft: what a rule has decided is not undone.
   * @param otherwise the row to begin with when there is none
   */
  decide<Row, Args extends object>(rule: RowRule<Row, Args>, id: string, args: Args, otherwise?: object): string {
    if (this.guards.some(({ kind }) => kind === 'rule')) throw new Error(`${rule.name}: a draft asks one row rule`);
    const token = '⟦rule⟧';
    const { name, collection } = rule;
    this.guards.push({
      kind: 'rule',
      collection,
      id,
      rule: name,
      args: args as Json,
      token,
      otherwise: otherwise as Json | undefined,
    });
    return token;
  }

  /** Insert a row whose unique indexes may refuse it. */
  insertRow<Collection extends RowCollection>(
    collection: Collection,
    row: WrittenRow<Collection>,
    refused: GuardRefusal,
  ): void {
    this.guards.push({ kind: 'insert-row', collection, row: row as { _id: string }, refusal: refused });
  }

  /** Write a row by id. */
  put<Collection extends RowCollection>(
    collection: Collection,
    id: string,
    set: Partial<Omit<WrittenRow<Collection>, '_id'>>,
  ): void {
    this.change.rows.push({ collection, id, set: set as JsonObject });
  }

  /** An event for another process. */
  tell<C extends AnyContract, Event extends keyof EventsOf<C> & string>(
    contract: C,
    key: string,
    event: Event,
    payload: EventsOf<C>[Event],
    options: { optional?: boolean } = {},
  ): void {
    const eventId = `${this.workflowId}#${this.rev}#${this.change.tells.length}`;
    const workflowId = workflowIdOf(contract, key);
    this.change.tells.push({ workflowId, event, eventId, payload: payload as Json, ...options });
  }

  /** An event for those of several processes that know it; one that has ended need not hear it, but `mustHear`. */
  tellThose<C extends AnyContract, Event extends keyof EventsOfAny<C> & string>(
    contracts: readonly C[],
    key: string,
    event: Event,
    payload: EventsOfAny<C>[Event],
    mustHear?: AnyContract,
  ): void {
    for (const contract of contracts as readonly AnyContract[]) {
      if (!(event in contract.events)) continue;
      if (contract === mustHear) this.tell(contract, key, event, payload);
      else this.tell(contract, key, event, payload, { optional: true });
    }
  }

  /** Begin another process; the commit answers after its first commit. */
  begin<C extends AnyContract>(
    contract: C,
    key: string,
    input: InputOf<C>,
    options: { saleKey?: string; summary?: Bilingual } = {},
  ): void {
    this.change.starts.push({
      process: contract.name,
      key,
      input: input as Json,
      saleKey: this.saleKey,
      ...options,
    });
  }

  /** A fact for the audit entry. */
  fact(name: string, value: Json | undefined): void {
    this.facts[name] = value;
  }

  /** Kernel: the whole transition as plain JSON. */
  toChange(): Change {
    this.record.dueAt = dueAt(this.record);
    return copy({
      workflowId: this.workflowId,
      process: this.contract.name,
      collection: this.contract.collection,
      key: this.key,
      projectId: this.projectId,
      saleKey: this.saleKey,
      rev: this.rev,
      at: this.at,
      actor: this.actor,
      action: this.action,
      notes: this.facts,
      guards: this.guards,
      ...this.change,
      tasks: [...this.tasks.values()],
      notices: this.notices,
      record: this.record,
    });
  }
}

function isClaim(claim: Claim, scope: ClaimScope, key: string): boolean {
  return claim.scope === scope && claim.key === key;
}

/** The next real deadline: of a task or of the process, not a reminder. */
function dueAt(record: ProcessRecord): number | undefined {
  const instants = [
    ...record.openSteps.flatMap((o) => (o.due === undefined ? [] : [o.due])),
    ...record.deadlines.filter((d) => !d.quiet).map((d) => d.at),
  ];
  return instants.length === 0 ? undefined : Math.min(...instants);
}
