import { readFileSync } from 'node:fs';
import path from 'node:path';
import { makeWorld, type World } from '../test/harness/world';
import type { CalendarData } from '../workflows/kernel/calendar';
import { weekdayOf } from '../workflows/kernel/calendar';
import { DELIVERY } from '../workflows/office/notices/contract';
import { actionsByProcess, describe, RULES, sumOf } from './count-actions';
import type { Benchmark, Finding } from './finding';
import { sellWithLoan } from './sale-scenario';

/** Kept in the repository: a rise must be explained. */
const KEPT = path.join(__dirname, 'sale-actions.json');
const DAY = 86_400_000;
/** At ten in the morning nothing that is due the same day has passed. */
const MORNING = 10;

/** Counted, not timed: the same number on any machine. */
export const benchSaleActions: Benchmark = {
  what: 'billable actions of a sale from subscription to settled loan, of all its processes',
  protocol: [
    'one sale with a mortgage over HTTP (bench/sale-scenario.ts), at rest after each step; counted from all histories:',
    ...RULES,
    "a sale pays for waking delivery; delivery's own runs serve the whole project and stand beside, not in the number",
    'the calendar is set so that it is ten in the morning of a workday, whenever this runs',
  ],
  async run(log) {
    const { actions: kept } = JSON.parse(readFileSync(KEPT, 'utf8')) as { actions: number };
    const world = await makeWorld({ sandbox: false, workers: false });
    try {
      alwaysMorning(world);
      await world.startWorkers();
      await sellWithLoan(world);
      let ofSale = 0;
      let ofDelivery = 0;
      for (const [process, actions] of await actionsByProcess(world.deps.client)) {
        log(`${process} ${describe(actions)}`);
        const pokes = process === DELIVERY ? actions.signals : sumOf(actions);
        ofSale += pokes;
        ofDelivery += sumOf(actions) - pokes;
      }
      return [
        findingOf(ofSale, kept),
        { what: "… delivery's own, shared in a project", value: ofDelivery, unit: '' },
      ];
    } finally {
      await world.stop();
    }
  },
};

function findingOf(total: number, kept: number): Finding {
  const finding: Finding = { what: 'actions of a sale', value: total, unit: '', goal: { exactly: kept } };
  if (total < kept)
    return { ...finding, goal: { atMost: kept }, what: `actions of a sale; write ${total} to sale-actions.json` };
  return total > kept
    ? { ...finding, failed: 'RISEN: explain it, and write the new number to sale-actions.json' }
    : finding;
}

/** A zone where it is ten, every day a workday, clients written to at any hour. */
function alwaysMorning({ deps }: World): void {
  const ahead = MORNING - new Date().getUTCHours();
  // The names count the other way round: Etc/GMT-8 is eight hours ahead.
  const zone = `Etc/GMT${ahead > 0 ? '-' : '+'}${Math.abs(ahead)}`;
  const thisYear = new Date().getUTCFullYear();
  const years = Object.fromEntries([thisYear, thisYear + 1].map((year) => [String(year), everyDayWorked(year)]));
  const calendar: CalendarData = { zone, source: 'bench', years, centre: { closedDates: [], closedWeekdays: [] } };
  deps.calendarOf = () => Promise.resolve(calendar);
  deps.settings.delivery.clientHours = { from: '00:00', to: '23:59' };
}

function everyDayWorked(year: number): CalendarData['years'][string] {
  const makeupDays: Record<string, string> = {};
  for (let at = Date.UTC(year, 0, 1); at < Date.UTC(year + 1, 0, 1); at += DAY) {
    const date = new Date(at).toISOString().slice(0, 10);
    if ([0, 6].includes(weekdayOf(date))) makeupDays[date] = 'bench';
  }
  return { holidays: {}, makeupDays };
}
