import type {
  Change,
  Deadline,
  Guard,
  GuardRefusal,
  NoticeRequest,
  OpenStep,
  ProcessRecord,
  ProcessStart,
  TaskChange,
} from './change';
import { type CalendarData, localDate, localTime } from './calendar';
import { type AnyContract, type InputOf, type Shape, type StepSpec, workflowIdOf } from './contract';
import type { Contract } from './contract';
import { type DueSource, dueFrom, escalationsOf, remindersOf } from './due';
import { type RefusalDetails, refusal } from './refusal';
import type { NoticeId } from '../../activities/notices/templates';
import type { Actor, Addressee, Bilingual, Fields, Json, Who } from './words';

/** How a step is asked of people: who, by when, who hears when it is late. */
export interface Ask {
  of: Who;
  /** Due: a period from `from` (default now), or an instant. Absent: no due time. */
  within?: string;
  by?: number;
  from?: number;
  calendar?: 'statutory' | 'centre';
  /** The policy key `within` came from, so that a new policy re-times it. */
  policyKey?: string;
  /** Reminders as fractions of the time (0.5: half time; 1: when due). Default: half time and when due. */
  remindAt?: number[];
  /** Who is told, and may see the task, how long after it was due. */
  escalate?: { to: Who; after?: string; calendar?: 'statutory' | 'centre' }[];
  about?: string;
  /** One of several of the same step. */
  part?: string;
  /** Stays open when done: several people may do it. */
  stays?: boolean;
}

/** How long a deadline runs. Without a period, the policy value of the deadline's own name. */
export interface Wait {
  period?: string;
  from?: number;
  calendar?: 'statutory' | 'centre';
  part?: string;
  quiet?: boolean;
}

const copy = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T;

/**
 * What a transition wants to change. Handlers write on it in the words of the procedure; the kernel turns it
 * into one Change, commits it, and only then adopts it. Dropped whole when refused.
 */
export class Draft<S extends Shape> {
  readonly record: ProcessRecord;
  readonly rev: number;
  private readonly guards: Guard[] = [];
  private readonly change: Pick<Change, 'numbers' | 'rows' | 'documents' | 'tells' | 'starts'> = {
    numbers: [],
    rows: [],
    documents: [],
    tells: [],
    starts: [],
  };
  private readonly tasks = new Map<string, TaskChange>();
  private readonly notices: NoticeRequest[] = [];
  private readonly facts: Record<string, Json | undefined> = {};

  constructor(
    private readonly contract: Contract<S>,
    private readonly start: ProcessStart,
    before: ProcessRecord,
    rev: number,
    /** Business instant of the transition, epoch milliseconds. */
    readonly at: number,
    readonly actor: Actor,
    readonly action: string,
  ) {
    this.record = copy(before);
    this.rev = rev + 1;
  }

  // ── What is known ──────────────────────────────────────────────────────────────────────────────────────

  get key(): string {
    return this.start.key;
  }

  get workflowId(): string {
    return workflowIdOf(this.contract, this.start.key);
  }

  get projectId(): string {
    return this.start.projectId;
  }

  get saleKey(): string | undefined {
    return this.start.saleKey;
  }

  /** The values this process started with, or was moved to. */
  get policy(): S['policy'] {
    return this.start.policy as S['policy'];
  }

  get calendar(): CalendarData {
    return this.start.calendar;
  }

  /** What the process knows; write on it. */
  get data(): S['data'] {
    return this.record.data as unknown as S['data'];
  }

  set data(value: S['data']) {
    this.record.data = value as unknown as Json;
  }

  get status(): S['status'] {
    return this.record.status as S['status'];
  }

  get today(): string {
    return localDate(this.at, this.calendar);
  }

  /** An instant as clients and staff read it: 2026年3月10日 14:00. */
  say(at: number): string {
    const [year, month, day] = localDate(at, this.calendar).split('-').map(Number);
    return `${year}年${month}月${day}日 ${localTime(at, this.calendar)}`;
  }

  /** A day as people read it; an instant at midnight that ends a day names that day. */
  sayDay(at: number): string {
    return this.say(at - 1).split(' ')[0] ?? '';
  }

  // ── What moves ─────────────────────────────────────────────────────────────────────────────────────────

  /** Move to a status. */
  to(status: S['status']): void {
    if (this.record.status === status) return;
    this.record.status = status;
    this.record.statusSince = this.at;
  }

  /** The person whose business this is: search attribute and list filter. */
  set owner(staffId: string | undefined) {
    this.record.ownerId = staffId;
  }

  /** What it is about in a word (a unit, a number): no personal data. */
  set about(subject: string) {
    this.record.about = subject;
  }

  /** End the process: open tasks close, deadlines go. */
  finish(status: S['status']): void {
    this.to(status);
    for (const open of [...this.record.openSteps]) this.close(open, 'shut');
    this.record.deadlines = [];
    this.record.open = false;
    this.record.closedAt = this.at;
  }

  /** Refuse: nothing of this draft happens. */
  refuse(code: string, message: string, details: RefusalDetails = {}): never {
    throw refusal(code, message, details);
  }

  /** Nobody approves what they requested or checks their own work (frame, Roles). @throws `own-request` */
  refuseOwn(requestedBy: string | undefined): void {
    if (requestedBy === this.actor.staffId)
      this.refuse('own-request', 'nobody decides on their own request or work');
  }

  // ── Steps and tasks ────────────────────────────────────────────────────────────────────────────────────

  /** Open a step as a task in somebody's inbox. Asking again re-times and re-addresses it. */
  ask(step: keyof S['steps'] & string, ask: Ask): void {
    const before = this.find(step, ask.part);
    const source: DueSource = { from: ask.from ?? this.at, ...pick(ask, 'within', 'by', 'calendar', 'policyKey') };
    const due = dueFrom(source, this.calendar);
    const open: OpenStep = {
      step,
      part: ask.part,
      who: ask.of,
      since: before?.since ?? this.at,
      taskId: before?.taskId ?? `${this.workflowId}#${this.rev}#${step}${ask.part ? `.${ask.part}` : ''}`,
      due: due?.at,
      calendarKnown: due?.calendarKnown,
      about: ask.about ?? this.record.about,
      remindAt: remindersOf(source.from, due?.at, ask.remindAt),
      escalations: escalationsOf(due?.at, ask.escalate, this.calendar),
      escalatedTo: [],
      stays: ask.stays,
      source,
      ladder: pick(ask, 'remindAt', 'escalate'),
    };
    this.replace(before, open);
  }

  /** Open a step that nobody is asked for: it may be done, it waits for no one. */
  allow(step: keyof S['steps'] & string, who: Who = {}, part?: string): void {
    const before = this.find(step, part);
    if (before?.taskId) this.close(before, 'shut');
    this.replace(before, {
      step,
      part,
      who,
      since: this.at,
      remindAt: [],
      escalations: [],
      escalatedTo: [],
      stays: true,
    });
  }

  /** Close steps that are no longer open to anybody. Without a part, all parts. */
  shut(...steps: (keyof S['steps'] & string)[]): void {
    for (const open of this.record.openSteps.filter((o) => steps.includes(o.step))) this.close(open, 'shut');
  }

  shutPart(step: keyof S['steps'] & string, part: string): void {
    const open = this.find(step, part);
    if (open) this.close(open, 'shut');
  }

  /** Is the step open; without a part, any part of it. */
  isOpen(step: keyof S['steps'] & string, part?: string): boolean {
    return this.record.openSteps.some((o) => o.step === step && (part === undefined || o.part === part));
  }

  /** Move what waits for one person to another, due times unchanged (absence is the inbox's affair). */
  reassign(from: string, to: string): void {
    for (const open of this.record.openSteps) {
      if (!open.who.staffIds?.includes(from)) continue;
      open.who = { ...open.who, staffIds: open.who.staffIds.map((id) => (id === from ? to : id)) };
      this.markTask(open);
    }
  }

  /** Kernel: the step was done. */
  done(open: OpenStep): void {
    if (!open.stays) this.close(open, 'done');
  }

  /** Kernel: a step changed in place (reminded, escalated, re-timed). */
  markTask(open: OpenStep): void {
    if (!open.taskId) return;
    this.tasks.set(open.taskId, {
      id: open.taskId,
      open: {
        step: open.step,
        part: open.part,
        title: this.spec(open.step).title,
        who: open.who.staffIds || open.who.roles ? open.who : { roles: [...this.spec(open.step).roles] },
        since: open.since,
        due: open.due,
        escalatedTo: open.escalatedTo,
        about: open.about,
        calendarKnown: open.calendarKnown,
      },
    });
  }

  find(step: string, part?: string): OpenStep | undefined {
    return this.record.openSteps.find((o) => o.step === step && o.part === part);
  }

  private spec(step: string): StepSpec {
    return this.contract.steps[step] as StepSpec;
  }

  private replace(before: OpenStep | undefined, now: OpenStep): void {
    this.record.openSteps = [...this.record.openSteps.filter((o) => o !== before), now];
    this.markTask(now);
  }

  private close(open: OpenStep, outcome: 'done' | 'shut'): void {
    this.record.openSteps = this.record.openSteps.filter((o) => o !== open);
    if (!open.taskId) return;
    const openedHere = open.taskId.startsWith(`${this.workflowId}#${this.rev}#`);
    if (openedHere) this.tasks.delete(open.taskId);
    else this.tasks.set(open.taskId, { id: open.taskId, closed: { outcome, by: this.actor.staffId, at: this.at } });
  }

  // ── Deadlines ──────────────────────────────────────────────────────────────────────────────────────────

  /** Start a deadline running; it replaces one of the same name. Answers its instant. */
  after(name: S['deadline'], wait: Wait = {}): number {
    const period = wait.period ?? (this.policy[name] as string);
    const policyKey = wait.period === undefined ? name : undefined;
    const source: DueSource = { from: wait.from ?? this.at, within: period, calendar: wait.calendar, policyKey };
    const due = dueFrom(source, this.calendar);
    if (!due) throw new Error(`deadline ${name} has no period`);
    this.setDeadline({
      name,
      part: wait.part,
      at: due.at,
      from: source.from,
      period,
      calendar: wait.calendar,
      calendarKnown: due.calendarKnown,
      why: due.why,
      quiet: wait.quiet,
      policyKey,
    });
    return due.at;
  }

  /** A deadline at a given instant. */
  until(name: S['deadline'], at: number, options: { part?: string; quiet?: boolean } = {}): void {
    this.setDeadline({ name, at, calendarKnown: true, ...options });
  }

  /** Drop deadlines by name; without a part, all parts. */
  drop(name: S['deadline'], part?: string): void {
    this.record.deadlines = this.record.deadlines.filter(
      (d) => d.name !== name || (part !== undefined && d.part !== part),
    );
  }

  deadline(name: S['deadline'], part?: string): Deadline | undefined {
    return this.record.deadlines.find((d) => d.name === name && d.part === part);
  }

  private setDeadline(deadline: Deadline): void {
    this.record.deadlines = [
      ...this.record.deadlines.filter((d) => d.name !== deadline.name || d.part !== deadline.part),
      deadline,
    ];
  }

  // ── What else is written ───────────────────────────────────────────────────────────────────────────────

  /** Send a notice from a named template; sent once. */
  notify(
    template: NoticeId,
    to: Addressee,
    fields: Fields,
    options: { notBefore?: number; documentId?: string } = {},
  ): void {
    this.notices.push({
      id: `${this.workflowId}#${this.rev}#${this.notices.length}`,
      template,
      to,
      fields,
      ...options,
    });
  }

  /** Make a numbered document. `number` may be used anywhere in this draft; `id` links to it. */
  document(kind: string, fields: Fields, about: { clientId?: string } = {}): { id: string; number: string } {
    const nth = this.change.documents.length;
    const id = `${this.contract.name}-${this.key}-${this.rev}-${nth}`;
    const token = `⟦document:${nth}⟧`;
    this.change.documents.push({ id, kind, token, fields, saleKey: this.saleKey, ...about });
    return { id, number: token };
  }

  /** Fill in a form that was issued blank: it keeps its number. */
  fillIn(id: string, kind: string, fields: Fields): void {
    this.change.documents.push({ id, kind, token: '', fields, fillsIn: true });
  }

  /** Take the next number of a series; what is answered stands for it anywhere in this draft. */
  number(series: string, format: string): string {
    const token = `⟦number:${this.change.numbers.length}⟧`;
    this.change.numbers.push({ token, series: `${this.projectId}/${series}`, format });
    return token;
  }

  /** One owner per key, or refuse. */
  claim(scope: string, key: string, refused: GuardRefusal): void {
    this.guards.push({ kind: 'claim', scope, key, refusal: refused });
  }

  release(scope: string, key: string): void {
    this.guards.push({ kind: 'release', scope, key });
  }

  /** Change a row if it still is as expected; without a refusal, read and decide again. */
  changeRow(
    collection: string,
    id: string,
    expect: Record<string, Json | Json[]>,
    set: Record<string, Json>,
    options: { unset?: string[]; refusal?: GuardRefusal } = {},
  ): void {
    this.guards.push({ kind: 'change-row', collection, id, expect, set, ...options });
  }

  /** Insert a row whose unique indexes may refuse it. */
  insertRow(
    collection: string,
    row: { _id: string; [field: string]: Json | undefined },
    refused: GuardRefusal,
  ): void {
    this.guards.push({ kind: 'insert-row', collection, row, refusal: refused });
  }

  /** Write a row by id. */
  put(collection: string, id: string, set: Record<string, Json | undefined>): void {
    this.change.rows.push({ collection, id, set });
  }

  /** An event for another process. */
  tell(workflowId: string, event: string, payload: Json, options: { optional?: boolean } = {}): void {
    const eventId = `${this.workflowId}#${this.rev}#${this.change.tells.length}`;
    this.change.tells.push({ workflowId, event, eventId, payload, ...options });
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

/** The next real deadline: of a task or of the process, not a reminder. */
function dueAt(record: ProcessRecord): number | undefined {
  const instants = [
    ...record.openSteps.flatMap((o) => (o.due === undefined ? [] : [o.due])),
    ...record.deadlines.filter((d) => !d.quiet).map((d) => d.at),
  ];
  return instants.length === 0 ? undefined : Math.min(...instants);
}

function pick<T extends object, K extends keyof T>(from: T, ...keys: K[]): Pick<T, K> {
  const picked = {} as Pick<T, K>;
  for (const key of keys) if (from[key] !== undefined) picked[key] = from[key];
  return picked;
}
