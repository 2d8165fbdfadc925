import type { Deadline } from './change';
import type { Shape } from './contract';
import { DraftOfSteps } from './draft.steps';
import { type DueSource, dueFrom } from './due';

/** How long a deadline runs. Without a period, the policy value of the deadline's own name. */
export interface Wait {
  period?: string;
  from?: number;
  calendar?: 'statutory' | 'centre';
  part?: string;
  quiet?: boolean;
}

/** The instants by which something must have happened. */
export class DraftOfDeadlines<S extends Shape> extends DraftOfSteps<S> {
  /** Start a deadline running; it replaces one of the same name. Answers its instant. */
  after(name: S['deadline'] & keyof S['policy'], wait?: Wait): number;
  after(name: S['deadline'], wait: Wait & { period: string }): number;
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
}
