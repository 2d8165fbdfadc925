/** Counts days on one calendar and remembers what it looked at, to be able to say why a deadline falls when it does. */
import {
  addDays,
  type CalendarData,
  holidayName,
  instantOf,
  isCentreDay,
  isWorkday,
  isYearKnown,
  LONGEST_CLOSURE_DAYS,
  makeupName,
  weekdayOf,
} from './calendar';
import type { CalendarKind, DeadlineInstant } from './period';

const WEEKDAYS = [
  '星期日 Sunday',
  '星期一 Monday',
  '星期二 Tuesday',
  '星期三 Wednesday',
  '星期四 Thursday',
  '星期五 Friday',
  '星期六 Saturday',
] as const;

/** One deadline's count; use a new one for each. */
export class DayCount {
  private readonly skipped: { date: string; why: string }[] = [];
  private readonly makeupDays: string[] = [];
  private readonly unknownYears = new Set<string>();

  constructor(
    private readonly c: CalendarData,
    private readonly kind: CalendarKind,
  ) {}

  /** The `n`th open day after `start`, which is not counted itself; before it with direction -1. */
  count(start: string, n: number, direction: 1 | -1 = 1): string {
    let last = start;
    for (let counted = 0; counted < n; counted++) last = this.open(addDays(last, direction), direction);
    return last;
  }

  /** The day itself when it is open, else the next open one. */
  onOrAfter(date: string): string {
    return this.open(date, 1);
  }

  private open(date: string, direction: 1 | -1): string {
    let day = date;
    for (let n = 0; n <= LONGEST_CLOSURE_DAYS; n++, day = addDays(day, direction)) {
      const why = this.closedBecause(day);
      if (why === undefined) return day;
      this.skipped.push({ date: day, why });
    }
    throw new RangeError(`no open day within ${LONGEST_CLOSURE_DAYS} days of ${date}`);
  }

  /** Why the day is not counted; undefined when it is. */
  private closedBecause(date: string): string | undefined {
    if (!isYearKnown(date, this.c)) this.unknownYears.add(date.slice(0, 4));
    if (this.kind === 'centre') return isCentreDay(date, this.c) ? undefined : '售楼处休息 sales centre closed';
    if (!isWorkday(date, this.c)) {
      const holiday = holidayName(date, this.c);
      return holiday === undefined ? WEEKDAYS[weekdayOf(date)] : `${holiday} holiday`;
    }
    if (makeupName(date, this.c) !== undefined) this.makeupDays.push(date);
    return undefined;
  }

  /** The deadline at 24:00 of the last day, with its explanation. */
  deadline(
    lastDay: string,
    start: Pick<DeadlineInstant['explanation'], 'rule' | 'from' | 'period'>,
  ): DeadlineInstant {
    const notes = [`${start.period} → ${lastDay} 24:00`];
    if (this.makeupDays.length > 0) notes.push(`补班日计入 make-up days counted: ${this.makeupDays.join(', ')}`);
    const unknown = [...this.unknownYears].sort().join(', ');
    if (unknown)
      notes.push(
        `${unknown} 年放假安排未公布，期限可能变动 official calendar not published, may move: ${this.guess()}`,
      );
    return {
      at: instantOf(lastDay, '24:00', this.c),
      calendarKnown: unknown === '',
      explanation: {
        ...start,
        counted: notes.join('; '),
        skipped: this.skipped,
        source: unknown ? `${this.c.source}; ${unknown}: ${this.guess()}` : this.c.source,
      },
    };
  }

  /** What a year without its official calendar is counted by. */
  private guess(): string {
    return this.kind === 'centre'
      ? '只按售楼处休息日 only the centre’s own closing days'
      : '只按周末 weekends only';
  }
}
