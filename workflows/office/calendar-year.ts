import { proxyActivities } from '@temporalio/workflow';
import type { CalendarActivities, OpenProcess, YearChunk } from '../../activities/calendar/adopt-year';
import type { Actor } from '../kernel/words';

/** A year's arrangement of holidays, published by somebody. */
export interface CalendarYear {
  year: string;
  actor: Actor;
  /** The same publication again moves nobody twice. */
  token: string;
}

/** Until database and worker are back. Whoever does not answer is waited for: the activity says who. */
const { adoptYear, adoptMissed } = proxyActivities<CalendarActivities>({
  startToCloseTimeout: '5 minutes',
  heartbeatTimeout: '6 seconds', // what a killed worker had in hand is soon done again
  retry: { initialInterval: '1 second', maximumInterval: '30 seconds' },
});

/** 公布年度节假日安排: every open process, of all projects, moves to the calendar with the year. */
export async function calendarYear(order: CalendarYear): Promise<{ moved: number }> {
  let moved = 0;
  const missed: OpenProcess[][] = [];
  for (let after: string | undefined = ''; after !== undefined; ) {
    const chunk: YearChunk = await adoptYear(order, after);
    moved += chunk.moved;
    if (chunk.missed.length > 0) missed.push(chunk.missed);
    after = chunk.next;
  }
  const late = await Promise.all(missed.map((some) => adoptMissed(order, some)));
  return { moved: late.reduce((sum, count) => sum + count, moved) };
}
