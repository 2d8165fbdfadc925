import { type Clocks, clocksOf, warningAt } from './clocks.rules';
import type { Order } from './draft';

const CLOCKS = ['accept', 'onSite', 'half', 'finish', 'rework'] as const;
type Clock = (typeof CLOCKS)[number];

/** A clock that is counted back into the past rings at once. */
function set(order: Order, name: Clock, at: number): void {
  order.until(name, Math.max(at, order.at), { quiet: name === 'half' });
}

/** The ladder from the dispatch. What has happened already has no clock. */
export function startClocks(order: Order, from: number): void {
  const d = order.data;
  const clocks = clocksOf(order.policy.ladder, d.severity, from, d.appointmentAt, order.calendar);
  Object.assign(d, clocks satisfies Clocks);
  if (order.status === 'dispatched') set(order, 'accept', clocks.acceptBy);
  if (d.firstVisitAt === undefined) set(order, 'onSite', clocks.onSiteBy);
  startFinish(order, clocks.finishBy);
}

/** The finish 预定期限, and the warning on the way to it. */
export function startFinish(order: Order, finishBy: number): void {
  const d = order.data;
  d.finishBy = finishBy;
  set(order, 'finish', finishBy);
  const warnAt = warningAt(d.countedFromAt ?? order.at, finishBy, order.policy.warnAtPercent);
  if (warnAt > order.at) set(order, 'half', warnAt);
  else order.drop('half');
}

export function dropClocks(order: Order): void {
  for (const name of CLOCKS) order.drop(name);
  order.data.stopped = undefined;
}

/** Nobody home: what is left of every clock is kept until there is a new appointment. */
export function stopClocks(order: Order): void {
  const d = order.data;
  if (d.stopped) return;
  // Kept waiting for an appointment that was not reached: nothing of that wait is left over.
  const stoppedAt = Math.max(order.at, d.runsFromAt ?? 0);
  const running = order.record.deadlines.filter(({ name }) => CLOCKS.includes(name as Clock));
  d.stopped = { stoppedAt, left: running.map(({ name, at }) => ({ name, leftMs: at - stoppedAt })) };
  for (const name of CLOCKS) order.drop(name);
}

/** From the new appointment the clocks run on. */
export function resumeClocks(order: Order, from: number): void {
  const d = order.data;
  if (!d.stopped) return;
  const { stoppedAt, left } = d.stopped;
  d.stopped = undefined;
  d.runsFromAt = from;
  for (const { name, leftMs } of left) set(order, name as Clock, from + leftMs);
  const shift = from - stoppedAt;
  if (d.onSiteBy !== undefined) d.onSiteBy += shift;
  if (d.finishBy !== undefined) d.finishBy += shift;
  if (d.ownFinishBy !== undefined) d.ownFinishBy += shift;
}
