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
import { isStall } from './mistakes';
import { checkShapeAndRole, doStep } from './open-step';
import { refusal } from './refusal';
import { showInTemporal, timerTitle } from './show';
import { DEADLINES, Stalls } from './stalls';
import { Transitions } from './transitions';

/** Events remembered to drop duplicates, and updates remembered for continue-as-new. */
const REMEMBERED = 500;

/** One run of a process: it begins, takes its messages in turn, and acts on what is due until it ends. */
export class ProcessRun<S extends Shape> {
  private readonly lock = new Lock();
  private readonly alarm = new Alarm();
  private readonly clock: Clock;
  protected readonly transitions: Transitions<S>;
  protected begun: boolean;
  /** Messages may be acted on. */
  protected ready: boolean;
  private refusedBegin: ApplicationFailure | ActivityFailure | undefined;
  private readonly stalls = new Stalls();

  constructor(
    protected readonly contract: Contract<S>,
    protected readonly definition: Definition<S>,
    start: ProcessStart,
  ) {
    this.clock = new Clock(start.offsetMs);
    this.transitions = new Transitions(contract, start, this.clock);
    this.begun = start.carried !== undefined;
    this.ready = this.begun;
    this.listen();
  }

  async run(): Promise<{ status: string }> {
    if (!this.begun) await this.begin();
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

  protected get start(): ProcessStart {
    return this.transitions.start;
  }

  protected get goesOn(): boolean {
    return this.begun && this.record.open;
  }

  private async waitAndAct(): Promise<void> {
    while (this.goesOn) {
      if (this.isHistoryLong() && this.lock.isFree && allHandlersFinished()) {
        const { offsetMs } = this.clock;
        await continueAsNew<(start: ProcessStart) => Promise<{ status: string }>>({
          ...this.start,
          offsetMs,
          carried: this.transitions.state,
        });
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

  protected async takeStep(step: string, call: StepCall): Promise<StepAnswer> {
    this.clock.hear(call.offsetMs);
    const at = this.clock.now();
    const id = currentUpdateInfo()?.id ?? '';
    await condition(() => this.ready);
    return this.lock.hold(() => this.carryOut(step, call, at, id));
  }

  /** Under the lock. */
  private async carryOut(step: string, call: StepCall, at: number, id: string): Promise<StepAnswer> {
    const { state } = this.transitions;
    const before = state.answered.find((a) => a.id === id);
    if (before) return before.answer;
    await this.actOnDeadlines(at);
    const now = Math.max(at, this.record.statusSince);
    await this.transitions.make(now, call.actor, step, (draft) => this.doStep(draft, step, call, id));
    this.begun = true;
    await this.actOnWaitingEvents();
    const answer = { rev: state.rev, status: this.record.status };
    state.answered = [...state.answered, { id, answer }].slice(-REMEMBERED);
    return answer;
  }

  /** What a step writes on its draft. */
  protected doStep(draft: Draft<S>, step: string, call: StepCall, _updateId: string): Promise<void> {
    return doStep(this.contract, this.definition, draft, step, call);
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

  protected async begin(): Promise<void> {
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
