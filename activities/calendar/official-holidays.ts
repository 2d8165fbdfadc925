/** The State Council's yearly holiday arrangements 国务院办公厅节假日安排, from the `chinese-days` package. */
import published from 'chinese-days/dist/chinese-days.json';
import { version } from 'chinese-days/package.json';
import type { CalendarData, YearCalendar } from '../../workflows/kernel/calendar';

/** The package's short Chinese name → how the law and our staff write it, and its English name. */
const NAMES: Record<string, string> = {
  元旦: '元旦 New Year',
  春节: '春节 Spring Festival',
  清明: '清明节 Qingming',
  劳动节: '劳动节 Labour Day',
  端午: '端午节 Dragon Boat',
  中秋: '中秋节 Mid-Autumn',
  国庆节: '国庆节 National Day',
};

/** @param entry 'Tomb-sweeping Day,清明,1': English name, Chinese name, legal days */
function holidayName(entry: string): string {
  const [english = '', chinese = ''] = entry.split(',');
  return NAMES[chinese] ?? `${chinese} ${english}`;
}

function daysOf(year: string, days: Record<string, string>): Record<string, string> {
  const own = Object.entries(days).filter(([date]) => date.startsWith(`${year}-`));
  return Object.fromEntries(own.map(([date, entry]) => [date, holidayName(entry)]));
}

/**
 * The years that the package really has. It answers for any other year as if it had no holidays; a year counts as
 * published when both New Year's Day and National Day are in it, so a stray day of a neighbour's arrangement does not.
 */
export const officialYears: Readonly<Record<string, YearCalendar>> = readYears();

function readYears(): Record<string, YearCalendar> {
  const holidays: Record<string, string> = published.holidays;
  const years = [...new Set(Object.keys(holidays).map((date) => date.slice(0, 4)))].sort();
  const whole = years.filter((year) => holidays[`${year}-01-01`] && holidays[`${year}-10-01`]);
  return Object.fromEntries(
    whole.map((year) => [year, { holidays: daysOf(year, holidays), makeupDays: daysOf(year, published.workdays) }]),
  );
}

/**
 * The official calendar as plain data.
 * @param zone IANA name of the project's time zone
 * @param centre when the sales centre is closed; never, unless told
 * @param recentYears how many of the latest published years: the data travels with every process, and hardly any
 *   open deadline lies further back
 */
export function officialCalendar(
  zone = 'Asia/Shanghai',
  centre: CalendarData['centre'] = { closedDates: [], closedWeekdays: [] },
  recentYears = 3,
): CalendarData {
  const years = Object.fromEntries(Object.entries(officialYears).slice(-recentYears));
  return { zone, source: `chinese-days ${version}`, years, centre };
}
