import {
  ActivityFailure,
  ApplicationFailure,
  allHandlersFinished,
  condition,
  continueAsNew,
  currentUpdateInfo,
  defineSignal,
  defineUpdate,
  setHandler,
  workflowInfo,
} from '@temporalio/workflow';
import { type Adoption, adopt } from './adopt';
import { Alarm } from './alarm';
import {
  type Deadline,
  type EventMessage,
  type ProcessRecord,
  type ProcessStart,
  type StepAnswer,
  type StepCall,
  TICK,
} from './change';
import { Clock } from './clock';
import { type Contract, type Shape, workflowIdOf } from './contract';
import type { Definition, EventOutcome } from './definition';
import type { Draft } from './draft';
import { type DueItem, nextDue, nextInstant } from './instants';
import { remindAndEscalate } from './ladder';
import { Lock } from './lock';
import { look } from './look';
import { isStall } from './mistakes';
import { checkShapeAndRole, doStep } from './open-step';
import { refusal } from './refusal';
import { showInTemporal, timerTitle } from './show';
import { DEADLINES, Stalls } from './stalls';
import { emptyRecord, Transitions } from './transitions';

export type ProcessWorkflow = (start: ProcessStart) => Promise<{ status: string }>;

/** Make the Temporal workflow of a process from its contract and its procedure. */
export function defineProcess<S extends Shape>(contract: Contract<S>, definition: Definition<S>): ProcessWorkflow {
  const workflow: ProcessWorkflow = (start) => new Process(contract, definition, start).run();
  Object.defineProperty(workflow, 'name', { value: contract.type });
  return workflow;
}

/** Events remembered to drop duplicates, and updates remembered for continue-as-new. */
const REMEMBERED = 500;
/** Updates remembered in the record of a process that comes and goes. */
const REMEMBERED_OVER_RUNS = 100;
/** A run that nobody gives a step ends by itself. */
const STEP_WITHIN = '1 minute';

class Process<S extends Shape> {
  private readonly lock = new Lock();
  private readonly alarm = new Alarm();
  private readonly clock: Clock;
  private readonly transitions: Transitions<S>;
  private begun: boolean;
  /** Messages may be acted on. */
  private ready: boolean;
  /** A step has been taken, or refused. */
  private tried = false;
  private refusedBegin: ApplicationFailure | ActivityFailure | undefined;
  private readonly stalls = new Stalls();

  constructor(
    private readonly contract: Contract<S>,
    private readonly definition: Definition<S>,
    start: ProcessStart,
  ) {
    this.clock = new Clock(start.offsetMs);
    this.transitions = new Transitions(contract, start, this.clock);
    this.begun = start.carried !== undefined;
    this.ready = this.begun;
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
    if (this.goesOn) showInTemporal(this.contract, this.record, this.start.calendar.zone);
    do {
      await this.waitAndAct();
      await condition(allHandlersFinished);
    } while (this.goesOn);
    return { status: this.record.status };
  }

  private get record(): ProcessRecord {
    return this.transitions.record;
  }

  private get start(): ProcessStart {
    return this.transitions.start;
  }

  private get goesOn(): boolean {
    return this.begun && this.record.open;
  }

  private get comesAndGoes(): boolean {
    return this.contract.runs === 'again';
  }

  private async waitAndAct(): Promise<void> {
    while (this.goesOn) {
      if (this.isHistoryLong() && this.lock.isFree && allHandlersFinished()) {
        const { offsetMs } = this.clock;
        await continueAsNew<ProcessWorkflow>({ ...this.start, offsetMs, carried: this.transitions.state });
      }
      this.alarm.follow(this.nextWake());
      await condition(() => !this.goesOn || this.mustWake() || this.isHistoryLong());
      await this.lock.hold(() => this.actOnWhatIsDue());
      if (this.isHistoryLong()) await condition(() => this.lock.isFree && allHandlersFinished());
    }
    this.alarm.disarm();
  }

  /** What the timer waits for, in real time: what is due next, or what stalls and is tried again. */
  private nextWake(): { at: number; name: string } | undefined {
    const next = this.stalls.isKept(DEADLINES) ? undefined : nextInstant(this.record);
    const due = next && { at: this.clock.realTimeOf(next.at), name: timerTitle(this.contract, next) };
    const { againAt } = this.stalls;
    if (againAt === undefined || (due && due.at <= againAt)) return due;
    return { at: againAt, name: '程序有误，稍后再试 kept by a mistake in the program: try again' };
  }

  private mustWake(): boolean {
    const wake = this.nextWake();
    return wake !== undefined && (wake.at < Date.now() || this.alarm.isLateFor(wake.at));
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
    setHandler(defineUpdate<void, [number]>(TICK), (offsetMs) => this.hearTick(offsetMs));
    for (const step of Object.keys(this.contract.steps)) {
      setHandler(defineUpdate<StepAnswer, [StepCall]>(step), (call) => this.takeStep(step, call), {
        validator: (call) => checkShapeAndRole(this.contract, step, call),
      });
    }
  }

  private async answerBegin(token: string): Promise<StepAnswer> {
    await condition(() => this.ready);
    if (this.refusedBegin) throw this.refusedBegin;
    if (token !== this.start.startToken) {
      throw refusal(
        'already-running',
        `该业务已受理 ${workflowIdOf(this.contract, this.start.key)} has already begun`,
      );
    }
    return { rev: 1, status: this.record.status };
  }

  private async takeStep(step: string, call: StepCall): Promise<StepAnswer> {
    this.clock.hear(call.offsetMs);
    const at = this.clock.now();
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
    const { state } = this.transitions;
    const before = state.answered.find((a) => a.id === id);
    if (before) return before.answer;
    await this.actOnDeadlines(at);
    const now = Math.max(at, this.record.statusSince);
    await this.transitions.make(now, call.actor, step, async (draft) => {
      if (this.comesAndGoes && !this.goesOn) await this.beginOn(draft);
      await doStep(this.contract, this.definition, draft, step, call);
      if (this.comesAndGoes) remember(draft, id);
    });
    this.begun = true;
    await this.actOnWaitingEvents();
    const answer = { rev: state.rev, status: this.record.status };
    state.answered = [...state.answered, { id, answer }].slice(-REMEMBERED);
    return answer;
  }

  private async takeEvent(event: EventMessage): Promise<void> {
    this.clock.hear(event.offsetMs);
    const at = Math.max(this.clock.now(), event.at ?? 0);
    await condition(() => this.ready);
    await this.lock.hold(async () => {
      const { state } = this.transitions;
      const known = [...this.record.seen, ...state.waiting.map(({ eventId }) => eventId)];
      if (!this.goesOn || known.includes(event.eventId)) return;
      try {
        await this.actOnDeadlines(at);
      } catch (error) {
        if (!isStall(error)) throw error;
        this.stalls.keep(event.eventId); // it is not acted on before a deadline that was earlier
      }
      state.waiting.push(event);
      await this.actOnWaitingEvents();
    });
  }

  private async hearTick(offsetMs: number): Promise<void> {
    this.clock.hear(offsetMs);
    await condition(() => this.ready);
    await this.lock.hold(() => this.actOnDeadlines(this.clock.now()));
  }

  /** Move to a new policy or calendar: open deadlines are re-timed, audited. */
  private async adopt(adoption: Adoption): Promise<StepAnswer> {
    this.clock.hear(adoption.offsetMs);
    await condition(() => this.ready);
    return this.lock.hold(async () => {
      await this.actOnDeadlines(this.clock.now());
      const { policy = this.start.policy, calendar = this.start.calendar } = adoption;
      this.transitions.start = { ...this.start, policy, calendar };
      if (this.goesOn) {
        await this.transitions.make(this.clock.now(), adoption.actor, 'adopt', (draft) =>
          adopt(this.contract, draft, adoption),
        );
      }
      return { rev: this.transitions.state.rev, status: this.record.status };
    });
  }

  // ── Beginnings ─────────────────────────────────────────────────────────────────────────────────────────

  private async begin(): Promise<void> {
    const { at, actor, input, startToken } = this.start;
    try {
      await this.lock.hold(() =>
        this.transitions.make(at, actor, 'begin', (draft) => {
          draft.fact('startToken', startToken);
          return this.definition.begin(draft, input as S['input']);
        }),
      );
      this.begun = true;
    } catch (error) {
      if (!(error instanceof ApplicationFailure || error instanceof ActivityFailure)) throw error;
      this.refusedBegin = error;
    }
  }

  /**
   * A process that comes and goes (contract: `runs: 'again'`) takes up what it knew where its last run left it, with
   * the next revision. It begins with the first step that is not refused, in one transition with it; without one it
   * leaves nothing behind. A record that is still open was left by a run that was cut off: it goes on.
   */
  private async comeAgain(): Promise<void> {
    if (this.begun) return;
    const last = await look.lastRun(this.contract.collection, this.start.key);
    if (last) {
      const { rev, record } = last;
      Object.assign(this.transitions.state, { rev, record, answered: record.answered ?? [] });
      this.begun = record.open;
    }
    this.ready = true;
    if (this.goesOn) return;
    await condition(() => this.tried, STEP_WITHIN);
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

  // ── What nobody asks for ───────────────────────────────────────────────────────────────────────────────

  /** Under the lock. What stalls again is left for the next time. */
  private async actOnWhatIsDue(): Promise<void> {
    const takesUp = this.stalls.takeUp();
    try {
      await this.actOnDeadlines(this.clock.now());
      if (takesUp) await this.actOnWaitingEvents();
    } catch (error) {
      if (!isStall(error)) throw error;
    }
    this.stalls.tried();
  }

  /**
   * Deadlines earlier than `now` are acted on before anything later. Under the lock.
   * @throws what stalls: the deadline is kept, and nothing that is later may be done before it
   */
  private async actOnDeadlines(now: number): Promise<void> {
    for (;;) {
      const due = nextDue(this.record, now);
      if (!due || !this.goesOn) return this.stalls.over(DEADLINES);
      try {
        await this.actOnDue(due);
      } catch (error) {
        if (isStall(error)) this.stalls.keep(DEADLINES);
        throw error;
      }
      await this.actOnWaitingEvents();
    }
  }

  private async actOnDue(due: DueItem): Promise<void> {
    const { at } = due;
    if (due.kind === 'deadline') {
      const { name, part } = due.deadline as Deadline & { name: S['deadline'] };
      const pass = (draft: Draft<S>) => draft.drop(name, part);
      await this.transitions.makeUnasked(at, `deadline ${name}`, pass, (draft) =>
        this.definition.deadlines[name](draft, part),
      );
    } else {
      await this.transitions.makeUnasked(
        at,
        due.name,
        () => {},
        (draft) => remindAndEscalate(this.contract, draft, at),
      );
    }
  }

  /** Early events wait; each turn of the process may be what one waited for. One that stalls holds up no other. */
  private async actOnWaitingEvents(): Promise<void> {
    const { state } = this.transitions;
    for (const event of [...state.waiting]) {
      if (!this.record.open) return;
      if (this.stalls.isKept(event.eventId)) continue;
      try {
        if (await this.actOnEvent(event)) state.waiting = state.waiting.filter((waiting) => waiting !== event);
        this.stalls.over(event.eventId);
      } catch (error) {
        if (!isStall(error)) throw error;
        this.stalls.keep(event.eventId);
      }
    }
  }

  /** Answers whether it was acted on; an early one waits. */
  private actOnEvent(event: EventMessage): Promise<boolean> {
    const see = (draft: Draft<S>) => {
      draft.record.seen = [...draft.record.seen, event.eventId].slice(-REMEMBERED);
      draft.fact('eventId', event.eventId);
    };
    return this.transitions.makeUnasked(
      Math.max(this.clock.now(), event.at ?? 0, this.record.statusSince),
      `event ${event.name}`,
      see,
      (draft) => this.hear(draft, event),
    );
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
}

/** The answer goes into the record with what the step did: asked again in a later run, it is given again. */
function remember<S extends Shape>(draft: Draft<S>, id: string): void {
  const answer = { rev: draft.rev, status: draft.status };
  draft.record.answered = [...(draft.record.answered ?? []), { id, answer }].slice(-REMEMBERED_OVER_RUNS);
}
