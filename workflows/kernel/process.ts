import {
  ApplicationFailure,
  allHandlersFinished,
  condition,
  continueAsNew,
  currentUpdateInfo,
  defineSignal,
  defineUpdate,
  setHandler,
  sleep,
  workflowInfo,
} from '@temporalio/workflow';
import { Alarm } from './alarm';
import type {
  CarriedState,
  Deadline,
  EventMessage,
  OpenStep,
  ProcessRecord,
  ProcessStart,
  StepAnswer,
  StepCall,
} from './change';
import { commit } from './commit';
import { type Contract, type Shape, workflowIdOf } from './contract';
import { Draft } from './draft';
import { nextDue, nextInstant } from './instants';
import { Lock } from './lock';
import { look } from './look';
import { type Adoption, adopt } from './adopt';
import { remindAndEscalate } from './ladder';
import { CHANGED_MEANWHILE, refusal } from './refusal';
import { type Actor, SYSTEM } from './words';
import { showInTemporal, timerTitle } from './show';

type Handler<S extends Shape, Body> = (draft: Draft<S>, body: Body) => Promise<void> | void;

/** A step with more to say about itself than what it does. */
interface SpecialStep<S extends Shape, Body> {
  /** A step's part (a party, a line) when several of the same step are open at once. */
  part?: (body: Body, actor: Actor) => string;
  /** Code of the refusal when it is not open, where that hangs on the record; else the contract's. */
  closed?: (record: ProcessRecord, actor: Actor) => string | undefined;
  do: Handler<S, Body>;
}

/** How a process decides. Handlers run one at a time, on a draft that is dropped if they refuse. */
export interface Definition<S extends Shape> {
  begin: Handler<S, S['input']>;
  steps: { [K in keyof S['steps']]: Handler<S, S['steps'][K]> | SpecialStep<S, S['steps'][K]> };
  /** What follows when a deadline passes. */
  deadlines: { [K in S['deadline']]: (draft: Draft<S>, part: string | undefined) => Promise<void> | void };
  /** Answer `early` to keep an event until something it waits for has happened. */
  events: {
    [K in keyof S['events']]: (draft: Draft<S>, payload: S['events'][K]) => EventOutcome | Promise<EventOutcome>;
  };
}
// biome-ignore lint/suspicious/noConfusingVoidType: an event handler that returns nothing has acted
type EventOutcome = void | 'early';

export type ProcessWorkflow = (start: ProcessStart) => Promise<{ status: string }>;

/** Make the Temporal workflow of a process from its contract and its procedure. */
export function defineProcess<S extends Shape>(contract: Contract<S>, definition: Definition<S>): ProcessWorkflow {
  const workflow: ProcessWorkflow = (start) => new Process(contract, definition, start).run();
  Object.defineProperty(workflow, 'name', { value: contract.type });
  return workflow;
}

/** Events remembered to drop duplicates, and updates remembered for continue-as-new. */
const REMEMBERED = 500;
/** Enough for 50 at once, each round letting one through (spec 1: visitors of one second). */
const ATTEMPTS_AT_A_CHANGED_ROW = 60;
/** Two who meet try again at once; in a crowd each waits a random time, longer from try to try. */
const CROWD_WAIT_MS = { first: 20, most: 2_000 };
/** Updates remembered in the record of a process that comes and goes. */
const REMEMBERED_OVER_RUNS = 100;
/** A run that nobody gives a step ends by itself. */
const STEP_WITHIN = '1 minute';

class Process<S extends Shape> {
  private readonly lock = new Lock();
  private readonly alarm: Alarm;
  private state: CarriedState;
  private begun = false;
  /** Messages may be acted on. */
  private ready = false;
  /** A step has been taken, or refused. */
  private tried = false;
  private refusedBegin: ApplicationFailure | undefined;
  /** Somebody has asked it to begin, or for a step. */
  private isCalled = false;

  constructor(
    private readonly contract: Contract<S>,
    private readonly definition: Definition<S>,
    private start: ProcessStart,
  ) {
    this.state = start.carried ?? { rev: 0, record: emptyRecord(contract, start), answered: [], waiting: [] };
    this.begun = start.carried !== undefined;
    this.ready = this.begun;
    this.alarm = new Alarm(start.sandbox);
    this.listen();
  }

  async run(): Promise<{ status: string }> {
    if (this.comesAndGoes) await this.comeAgain();
    else if (!this.begun) await this.begin();
    this.ready = true;
    if (this.refusedBegin) {
      await condition(allHandlersFinished);
      throw this.refusedBegin;
    }
    if (this.goesOn) showInTemporal(this.contract, this.state.record, this.start.calendar.zone);
    do {
      await this.waitAndAct();
      await condition(allHandlersFinished);
    } while (this.goesOn);
    return { status: this.state.record.status };
  }

  private get goesOn(): boolean {
    return this.begun && this.state.record.open;
  }

  private get comesAndGoes(): boolean {
    return this.contract.runs === 'again';
  }

  private async waitAndAct(): Promise<void> {
    while (this.goesOn) {
      if (this.isHistoryLong() && this.lock.isFree && allHandlersFinished()) {
        await continueAsNew<ProcessWorkflow>({ ...this.start, carried: this.state });
      }
      const next = nextInstant(this.state.record);
      this.alarm.follow(next && { at: next.at, name: timerTitle(this.contract, next) });
      await condition(() => !this.goesOn || this.mustWake() || this.isHistoryLong());
      await this.lock.hold(() => this.actOnDeadlines(Date.now()));
      if (this.isHistoryLong()) await condition(() => this.lock.isFree && allHandlersFinished());
    }
    this.alarm.disarm();
  }

  private mustWake(): boolean {
    const due = nextInstant(this.state.record);
    return (due !== undefined && due.at < Date.now()) || this.alarm.isLateFor(due?.at);
  }

  private isHistoryLong(): boolean {
    const { continueAsNewSuggested, historyLength } = workflowInfo();
    return continueAsNewSuggested || historyLength > (this.start.continueAsNewAfter ?? 8000);
  }

  // ── Messages ───────────────────────────────────────────────────────────────────────────────────────────

  private listen(): void {
    setHandler(defineUpdate<StepAnswer, [string]>('begin'), (token) => this.answerBegin(token));
    setHandler(defineUpdate<StepAnswer, [Adoption]>('adopt'), (adoption) => this.adopt(adoption));
    setHandler(defineSignal<[EventMessage]>('event'), (event) => this.takeEvent(event));
    for (const step of Object.keys(this.contract.steps)) {
      setHandler(defineUpdate<StepAnswer, [StepCall]>(step), (call) => this.takeStep(step, call), {
        validator: (call) => this.checkShapeAndRole(step, call),
      });
    }
  }

  /** Synchronous, before anything is in history: shape and role only. */
  private checkShapeAndRole(step: string, call: StepCall): void {
    if (!call?.actor?.staffId || typeof call.body !== 'object' || call.body === null) {
      throw refusal('validation-failed', `${step} needs an actor and a body`);
    }
    const roles: readonly string[] = this.contract.steps[step]?.roles ?? [];
    if (!call.actor.roles.some((role) => roles.includes(role))) {
      throw refusal('forbidden', `${step} is for ${roles.join(', ')}`, { roles });
    }
  }

  private async answerBegin(token: string): Promise<StepAnswer> {
    this.isCalled = true;
    await condition(() => this.ready);
    if (this.refusedBegin) throw this.refusedBegin;
    if (token !== this.start.startToken) {
      throw refusal('already-running', `${workflowIdOf(this.contract, this.start.key)} has already begun`);
    }
    return { rev: 1, status: this.state.record.status };
  }

  private async takeStep(step: string, call: StepCall): Promise<StepAnswer> {
    const at = Date.now();
    this.isCalled = true;
    const id = currentUpdateInfo()?.id ?? '';
    await condition(() => this.ready);
    return this.lock
      .hold(() => this.carryOut(step, call, at, id))
      .finally(() => {
        this.tried = true;
      });
  }

  /** Under the lock. */
  private async carryOut(step: string, call: StepCall, at: number, id: string): Promise<StepAnswer> {
    const before = this.state.answered.find((a) => a.id === id);
    if (before) return before.answer;
    await this.actOnDeadlines(at);
    const now = Math.max(at, this.state.record.statusSince);
    await this.transition(now, call.actor, step, async (draft) => {
      if (this.comesAndGoes && !this.goesOn) await this.beginOn(draft);
      const open = this.openStepFor(draft, step, call);
      const handler = this.definition.steps[step as keyof S['steps']];
      const body = call.body as S['steps'][keyof S['steps']];
      draft.done(open);
      await ('do' in handler ? (handler as SpecialStep<S, typeof body>).do : (handler as Handler<S, typeof body>))(
        draft,
        body,
      );
      if (this.comesAndGoes) remember(draft, id);
    });
    this.begun = true;
    await this.actOnWaitingEvents();
    const answer = { rev: this.state.rev, status: this.state.record.status };
    this.state.answered = [...this.state.answered, { id, answer }].slice(-REMEMBERED);
    return answer;
  }

  private openStepFor(draft: Draft<S>, step: string, call: StepCall): OpenStep {
    const handler = this.definition.steps[step as keyof S['steps']];
    const special = 'do' in handler ? (handler as SpecialStep<S, S['steps'][keyof S['steps']]>) : undefined;
    const part = special?.part?.(call.body as S['steps'][keyof S['steps']], call.actor);
    const open = draft.record.open ? draft.find(step, part) : undefined;
    if (!open) {
      const { status } = draft.record;
      const code = special?.closed?.(draft.record, call.actor) ?? this.contract.steps[step]?.closedCode;
      throw refusal(code ?? 'step-not-open', `${step} is not open while ${status}`, { status });
    }
    const mine = [call.actor.staffId, ...(call.actor.actingFor ?? [])];
    if (open.who.staffIds && !open.who.staffIds.some((id) => mine.includes(id))) {
      throw refusal('forbidden', `${step} waits for somebody else`);
    }
    if (open.who.roles && !open.who.roles.some((role) => call.actor.roles.includes(role))) {
      throw refusal('forbidden', `${step} waits for ${open.who.roles.join(', ')}`);
    }
    return open;
  }

  private async takeEvent(event: EventMessage): Promise<void> {
    const at = Math.max(Date.now(), event.at ?? 0);
    await condition(() => this.ready);
    await this.lock.hold(async () => {
      const known = [...this.state.record.seen, ...this.state.waiting.map(({ eventId }) => eventId)];
      if (!this.goesOn || known.includes(event.eventId)) return;
      await this.actOnDeadlines(at);
      this.state.waiting.push(event);
      await this.actOnWaitingEvents();
    });
  }

  // ── Transitions ────────────────────────────────────────────────────────────────────────────────────────

  private async begin(): Promise<void> {
    const { at, actor, input } = this.start;
    await this.catchUp();
    try {
      await this.lock.hold(() =>
        this.transition(at, actor, 'begin', (draft) => {
          draft.fact('startToken', this.start.startToken);
          return this.definition.begin(draft, input as S['input']);
        }),
      );
      this.begun = true;
    } catch (error) {
      if (!(error instanceof ApplicationFailure)) throw error;
      this.refusedBegin = error;
    }
  }

  /** In the sandbox it is called when its clock has been moved to the project's; no timer may fire meanwhile. */
  private async catchUp(): Promise<void> {
    if (this.start.sandbox) await condition(() => this.isCalled);
  }

  /**
   * A process that comes and goes (contract: `runs: 'again'`) takes up what it knew where its last run left it, with
   * the next revision. It begins with the first step that is not refused, in one transition with it; without one it
   * leaves nothing behind. A record that is still open was left by a run that was cut off: it goes on.
   */
  private async comeAgain(): Promise<void> {
    if (this.begun) return;
    await this.catchUp();
    const last = await look.lastRun(this.contract.collection, this.start.key);
    if (last) {
      const { rev, record } = last;
      this.state = { ...this.state, rev, record, answered: record.answered ?? [] };
      this.begun = record.open;
    }
    this.ready = true;
    if (this.goesOn) return;
    if (this.start.sandbox) await condition(() => this.tried);
    else await condition(() => this.tried, STEP_WITHIN);
  }

  /** The beginning of another run, in the draft of its first step. */
  private async beginOn(draft: Draft<S>): Promise<void> {
    const { at, actor } = draft;
    const { data, seen, answered } = draft.record;
    const fresh = { ...emptyRecord(this.contract, { ...this.start, at, actor }), data, seen, answered };
    Object.assign(
      draft.record,
      { ownerId: undefined, dueAt: undefined, about: undefined, closedAt: undefined },
      fresh,
    );
    await this.definition.begin(draft, this.start.input as S['input']);
  }

  /** Deadlines earlier than `now` are acted on before anything later. Under the lock. */
  private async actOnDeadlines(now: number): Promise<void> {
    for (;;) {
      const due = nextDue(this.state.record, now);
      if (!due || !this.goesOn) return;
      const { at } = due;
      if (due.kind === 'deadline') {
        const { name, part } = due.deadline as Deadline & { name: S['deadline'] };
        const pass = (draft: Draft<S>) => draft.drop(name, part);
        await this.systemTransition(at, `deadline ${name}`, pass, (draft) =>
          this.definition.deadlines[name](draft, part),
        );
      } else {
        await this.systemTransition(
          at,
          due.name,
          () => {},
          (draft) => remindAndEscalate(this.contract, draft, at),
        );
      }
      await this.actOnWaitingEvents();
    }
  }

  /** Early events wait; each turn of the process may be what one waited for. */
  private async actOnWaitingEvents(): Promise<void> {
    for (const event of [...this.state.waiting]) {
      if (!this.state.record.open) return;
      const see = (draft: Draft<S>) => {
        draft.record.seen = [...draft.record.seen, event.eventId].slice(-REMEMBERED);
        draft.fact('eventId', event.eventId);
      };
      const acted = await this.systemTransition(
        Math.max(Date.now(), event.at ?? 0, this.state.record.statusSince),
        `event ${event.name}`,
        see,
        (draft) => this.hear(draft, event),
      );
      if (acted) this.state.waiting = this.state.waiting.filter((waiting) => waiting !== event);
    }
  }

  private hear(draft: Draft<S>, { name, eventId, payload }: EventMessage): EventOutcome | Promise<EventOutcome> {
    const handler = this.definition.events[name as keyof S['events']];
    if (handler) return handler(draft, payload as S['events'][keyof S['events']]);
    draft.notify(
      'tasks.unknown-event',
      { roles: ['admin'] },
      { event: name, process: this.contract.title.zh, eventId },
    );
  }

  /**
   * A transition nobody asked for may not be lost to a refusal: it is surfaced and the process goes on.
   * @param mark what is noted in either case: the deadline has passed, the event has been seen
   */
  private async systemTransition(
    at: number,
    action: string,
    mark: (draft: Draft<S>) => void,
    decide: (draft: Draft<S>) => Promise<unknown> | unknown,
  ): Promise<boolean> {
    const { zh } = this.contract.title;
    try {
      return await this.transition(at, SYSTEM, action, (draft) => {
        mark(draft);
        return decide(draft);
      });
    } catch (error) {
      if (!(error instanceof ApplicationFailure)) throw error;
      const reason = `${error.type}: ${error.message}`;
      return this.transition(at, SYSTEM, action, (draft) => {
        mark(draft);
        draft.fact('refused', reason);
        draft.notify('tasks.refused-by-rule', { roles: ['admin'] }, { process: zh, action, reason });
      });
    }
  }

  /** Draft, commit, adopt. Under the lock. Answers whether anything was written. */
  private async transition(
    at: number,
    actor: Actor,
    action: string,
    decide: (draft: Draft<S>) => Promise<unknown> | unknown,
  ): Promise<boolean> {
    for (let attempt = 1; ; attempt += 1) {
      const draft = new Draft(this.contract, this.start, this.state.record, this.state.rev, at, actor, action);
      if ((await decide(draft)) === 'early') return false;
      const change = draft.toChange();
      try {
        const { numbers } = await commit(change);
        this.adoptRecord(change.record, numbers);
        return true;
      } catch (error) {
        const mayReadAgain = error instanceof ApplicationFailure && error.type === CHANGED_MEANWHILE;
        if (!mayReadAgain || attempt === ATTEMPTS_AT_A_CHANGED_ROW) throw error;
        if (attempt > 1) await sleep(crowdWait(attempt), { summary: 'a row changed meanwhile: read it again' });
      }
    }
  }

  private adoptRecord(record: ProcessRecord, numbers: Record<string, string>): void {
    this.state.rev += 1;
    this.state.record = fillIn(record, numbers);
    if (this.begun || this.state.rev > 1)
      showInTemporal(this.contract, this.state.record, this.start.calendar.zone);
  }

  /** Move to a new policy or calendar: open deadlines are re-timed, audited. */
  private async adopt(adoption: Adoption): Promise<StepAnswer> {
    await condition(() => this.ready);
    return this.lock.hold(async () => {
      await this.actOnDeadlines(Date.now());
      this.start = {
        ...this.start,
        policy: adoption.policy ?? this.start.policy,
        calendar: adoption.calendar ?? this.start.calendar,
      };
      if (this.goesOn) {
        await this.transition(Date.now(), adoption.actor, 'adopt', (draft) => adopt(draft, adoption));
      }
      return { rev: this.state.rev, status: this.state.record.status };
    });
  }
}

function crowdWait(attempt: number): number {
  // Temporal seeds Math.random in a workflow: the same on replay
  // oxlint-disable-next-line temporal/workflow-no-workflow-prng-for-persisted-ids -- a wait, not an id
  return Math.ceil(Math.random() * Math.min(CROWD_WAIT_MS.first * 2 ** attempt, CROWD_WAIT_MS.most));
}

function emptyRecord<S extends Shape>(contract: Contract<S>, start: ProcessStart): ProcessRecord {
  return {
    workflowId: workflowIdOf(contract, start.key),
    process: contract.name,
    projectId: start.projectId,
    saleKey: start.saleKey,
    status: Object.keys(contract.statuses)[0] ?? '',
    statusSince: start.at,
    open: true,
    startedAt: start.at,
    startedBy: start.actor.staffId,
    openSteps: [],
    deadlines: [],
    seen: [],
    data: {},
  };
}

/** The answer goes into the record with what the step did: asked again in a later run, it is given again. */
function remember<S extends Shape>(draft: Draft<S>, id: string): void {
  const answer = { rev: draft.rev, status: draft.status };
  draft.record.answered = [...(draft.record.answered ?? []), { id, answer }].slice(-REMEMBERED_OVER_RUNS);
}

/** Put the numbers given by the commit where their tokens stand. */
function fillIn(record: ProcessRecord, numbers: Record<string, string>): ProcessRecord {
  let text = JSON.stringify(record);
  for (const [token, value] of Object.entries(numbers)) text = text.split(token).join(value);
  return JSON.parse(text) as ProcessRecord;
}
