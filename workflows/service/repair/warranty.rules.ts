import type { DefectClass } from '../../../models/resources/defect-classes';
import { addDays, type CalendarData, instantOf, lastDayOf } from '../../kernel/calendar';
import { deadlineAfter } from '../../kernel/period';
import type { Json } from '../../kernel/words';

/** How long a class is under warranty: months, two full seasons, or as long as the house stands. */
export type Term = number | 'heating-seasons' | 'cooling-seasons' | 'design-life';

/**
 * Least terms towards the owner [law: 建设工程质量管理条例 40, 房屋建筑工程质量保修办法 7; other parts
 * 商品房住宅质量保证书: 1 year]. Doors and windows are fit-out.
 */
const LEGAL_TERMS: Readonly<Record<DefectClass, Term>> = {
  structure: 'design-life',
  waterproofing: 60,
  heating: 'heating-seasons',
  cooling: 'cooling-seasons',
  wiring: 24,
  plumbing: 24,
  equipment: 24,
  'fit-out': 24,
  'doors-windows': 24,
  other: 12,
};

/** First and last day of a season, `11-15` … `03-15`. */
export type Season = [first: string, last: string];

/** What is wrong with a season in `temporal.yaml`: two days of a year that every year has. */
export function seasonProblem(value: Json): string | undefined {
  const isDay = (day: Json) => /^\d\d-\d\d$/.test(String(day)) && !Number.isNaN(Date.parse(`2027-${String(day)}`));
  const isSeason = Array.isArray(value) && value.length === 2 && value.every(isDay);
  return isSeason ? undefined : "must be a first and a last day like ['11-15', '03-15']";
}

export interface Seasons {
  heating: Season;
  cooling: Season;
}

export type MonthsByClass = Partial<Record<DefectClass, number>>;

/** When a warranty ends. */
export interface TermEnd {
  /** Last instant in warranty, epoch milliseconds; absent: it has no end. */
  until?: number;
  /** The last day. */
  untilOn?: string;
  /** False: a day of a year without its official calendar was looked at. */
  calendarKnown: boolean;
}

/** What a longer contract or a company gives in months is worth nothing below the law. */
export function monthsBelowLaw(months: MonthsByClass): DefectClass[] {
  return (Object.keys(months) as DefectClass[]).filter((cls) => {
    const floor = LEGAL_TERMS[cls];
    return typeof floor === 'number' && (months[cls] ?? floor) < floor;
  });
}

/**
 * The end of a warranty that begins on a day; the longest of the law's term and those given counts. Months end at
 * 24:00 of the last day, moved on from a rest day (Civil Code 201–203).
 * @param given months by class of contract and company
 */
export function termEnd(
  cls: DefectClass,
  beginsOn: string,
  given: MonthsByClass[],
  seasons: Seasons,
  calendar: CalendarData,
): TermEnd {
  const floor = LEGAL_TERMS[cls];
  if (floor === 'design-life') return { calendarKnown: true };
  const months = given.map((table) => table[cls] ?? 0);
  const ends = [
    ...(floor === 'heating-seasons' ? [secondSeasonEnd(beginsOn, seasons.heating, calendar)] : []),
    ...(floor === 'cooling-seasons' ? [secondSeasonEnd(beginsOn, seasons.cooling, calendar)] : []),
    ...[typeof floor === 'number' ? floor : 0, ...months]
      .filter((n) => n > 0)
      .map((n) => monthsEnd(beginsOn, n, calendar)),
  ];
  const last = ends.reduce((longest, end) => (end.at > longest.at ? end : longest));
  return { until: last.at, untilOn: lastDayOf(last.at, calendar), calendarKnown: last.calendarKnown };
}

function monthsEnd(
  beginsOn: string,
  months: number,
  calendar: CalendarData,
): { at: number; calendarKnown: boolean } {
  return deadlineAfter(instantOf(beginsOn, '12:00', calendar), `${months} months`, calendar);
}

/** Only seasons that lie wholly after the beginning count. */
function secondSeasonEnd(
  beginsOn: string,
  [first, last]: Season,
  calendar: CalendarData,
): { at: number; calendarKnown: boolean } {
  const year = Number(beginsOn.slice(0, 4));
  const begins = `${year}-${first}` >= beginsOn ? year : year + 1;
  const crossesNewYear = last < first;
  const endsOn = `${begins + 1 + (crossesNewYear ? 1 : 0)}-${last}`;
  return { at: instantOf(addDays(endsOn, 1), '00:00', calendar), calendarKnown: true };
}

/** What the unit's papers say. Dates are local. */
export interface WarrantyPapers {
  deliveredOn?: string;
  completionAcceptedOn?: string;
  /** Months beyond the law: the company's, the sale contract's. */
  ownerMonths: MonthsByClass[];
  contractorMonths: MonthsByClass;
  seasons: Seasons;
}

/** The warranty decision on one report. */
export interface Warranty {
  /** Towards the owner, from handover; before and on that day always. */
  isCovered: boolean;
  untilOn?: string;
  /** The responsible contractor's own term, from 竣工验收, is alive. */
  isContractorBound: boolean;
  contractorUntilOn?: string;
  calendarKnown: boolean;
}

/** The day of the report decides. A report at the very end is in warranty. */
export function warrantyOf(
  cls: DefectClass,
  reportedAt: number,
  papers: WarrantyPapers,
  calendar: CalendarData,
): Warranty {
  const { deliveredOn, completionAcceptedOn, ownerMonths, contractorMonths, seasons } = papers;
  const owner = deliveredOn === undefined ? undefined : termEnd(cls, deliveredOn, ownerMonths, seasons, calendar);
  const contractor =
    completionAcceptedOn === undefined
      ? undefined
      : termEnd(cls, completionAcceptedOn, [contractorMonths], seasons, calendar);
  return {
    isCovered: reportedAt <= (owner?.until ?? Infinity),
    untilOn: owner?.untilOn,
    isContractorBound: reportedAt <= (contractor?.until ?? Infinity),
    contractorUntilOn: contractor?.untilOn,
    calendarKnown: (owner?.calendarKnown ?? true) && (contractor?.calendarKnown ?? true),
  };
}
