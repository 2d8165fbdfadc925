import type { Models } from '../../models';
import type { CalendarData, Weekday, YearCalendar } from '../../workflows/kernel/calendar';
import { officialCalendar } from './official-holidays';

/** A year published by hand before the package knows it. */
export interface PublishedYear extends YearCalendar {
  _id: string;
}

/** The calendar of a project: official years, those published by hand over them, the centre's closed days. */
export async function calendarOf(models: Models, projectId: string): Promise<CalendarData> {
  const [project, published] = await Promise.all([
    models.projects.findById(projectId, { zone: 1, centre: 1 }).lean(),
    models.connection.collection<PublishedYear>('calendar_years').find().toArray(),
  ]);
  const centre = {
    closedDates: project?.centre.closedDates ?? [],
    // ISO counts Sunday as 7
    closedWeekdays: (project?.centre.closedWeekdays ?? []).map((day) => (day % 7) as Weekday),
  };
  const official = officialCalendar(project?.zone, centre);
  const byHand = published.map(({ _id, holidays, makeupDays }) => [_id, { holidays, makeupDays }]);
  return { ...official, years: { ...official.years, ...Object.fromEntries(byHand) } };
}
