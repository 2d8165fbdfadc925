import { answersOf, rolesOfAnswers, titleOfAnswers } from './answers';
import type { OpenStep, TaskChange } from './change';
import type { Shape } from './contract';
import { DraftOfRecord } from './draft.record';
import { type DueSource, dueFrom, escalationsOf, remindersOf } from './due';
import type { Who } from './words';

/** How a step is asked of people: who, by when, who hears when it is late. */
export interface Ask<S extends Shape = Shape> {
  of: Who;
  /**
   * Who has asked for it, or done the work that is judged: they are not offered the task, not reminded of it, and refused
   * `own-request` if they try; nor may their stand-in do it for them.
   */
  notBy?: readonly (string | undefined)[];
  /** Due: a period from `from` (default now), or an instant. Absent: no due time. */
  within?: string;
  by?: number;
  from?: number;
  calendar?: 'statutory' | 'centre';
  /** The policy key `within` came from, so that a new policy re-times it. */
  policyKey?: keyof S['policy'] & string;
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

type StepsOf<S extends Shape> = keyof S['steps'] & string;

/** The steps that are open, and the tasks they are in people's inboxes. */
export class DraftOfSteps<S extends Shape> extends DraftOfRecord<S> {
  protected readonly tasks = new Map<string, TaskChange>();

  /**
   * Open a step as a task in somebody's inbox. Several steps are several answers to one task: doing one of them closes
   * it. Asking again re-times and re-addresses it.
   */
  ask(steps: StepsOf<S> | readonly [StepsOf<S>, ...StepsOf<S>[]], ask: Ask<S>): void {
    const answers = typeof steps === 'string' ? undefined : [...steps];
    const step = typeof steps === 'string' ? steps : steps[0];
    const notBy = ask.notBy?.filter((id) => id !== undefined);
    const before = this.find(step, ask.part);
    const source: DueSource = { from: ask.from ?? this.at, ...pick(ask, 'within', 'by', 'calendar', 'policyKey') };
    const due = dueFrom(source, this.calendar);
    const open: OpenStep = {
      step,
      answers,
      part: ask.part,
      who: ask.of,
      notBy: notBy?.length ? [...new Set(notBy)] : undefined,
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
  allow(step: StepsOf<S>, who: Who = {}, part?: string): void {
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
  shut(...steps: StepsOf<S>[]): void {
    const named: readonly string[] = steps;
    for (const open of this.record.openSteps.filter((o) => answersOf(o).some((step) => named.includes(step))))
      this.close(open, 'shut');
  }

  shutPart(step: StepsOf<S>, part: string): void {
    const open = this.find(step, part);
    if (open) this.close(open, 'shut');
  }

  /** Is the step open; without a part, any part of it. */
  isOpen(step: StepsOf<S>, part?: string): boolean {
    return this.record.openSteps.some(
      (o) => answersOf(o).includes(step) && (part === undefined || o.part === part),
    );
  }

  /** End the process: open tasks close, deadlines go. */
  finish(status: S['status']): void {
    this.to(status);
    for (const open of [...this.record.openSteps]) this.close(open, 'shut');
    this.record.deadlines = [];
    this.record.open = false;
    this.record.closedAt = this.at;
  }

  /**
   * Move what waits for one person to another, due times unchanged (absence is the inbox's affair). What the one was
   * kept from, the other is kept from as well.
   */
  reassign(from: string, to: string): void {
    for (const open of this.record.openSteps) {
      const isTheirs = open.who.staffIds?.includes(from);
      if (open.notBy?.includes(from)) open.notBy = [...new Set([...open.notBy, to])];
      else if (!isTheirs) continue;
      if (isTheirs) open.who = { ...open.who, staffIds: open.who.staffIds?.map((id) => (id === from ? to : id)) };
      this.markTask(open);
    }
  }

  /** Somebody else, too, may not do an open step: it is their own request or work that is judged. */
  keepFrom(step: StepsOf<S>, staffId: string): void {
    for (const open of this.record.openSteps.filter((o) => answersOf(o).includes(step))) {
      open.notBy = [...new Set([...(open.notBy ?? []), staffId])];
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
        answers: open.answers?.map((step) => ({ step, title: titleOfAnswers(this.contract, { step }) })),
        part: open.part,
        title: titleOfAnswers(this.contract, open),
        who: open.who.staffIds || open.who.roles ? open.who : { roles: rolesOfAnswers(this.contract, open) },
        notBy: open.notBy,
        since: open.since,
        due: open.due,
        escalatedTo: open.escalatedTo,
        about: open.about,
        calendarKnown: open.calendarKnown,
      },
    });
  }

  find(step: StepsOf<S>, part?: string): OpenStep | undefined {
    return this.record.openSteps.find((o) => answersOf(o).includes(step) && o.part === part);
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
}

function pick<T extends object, K extends keyof T>(from: T, ...keys: K[]): Pick<T, K> {
  const picked = {} as Pick<T, K>;
  for (const key of keys) if (from[key] !== undefined) picked[key] = from[key];
  return picked;
}
