import { type Case, standing } from './case';
import { limitation, warningAt } from './rules';

/** Set the limitation and its warnings anew; a warning that has passed is not given again. */
export async function setLimitation(file: Case): Promise<void> {
  const { data, policy, calendar } = file;
  const { plan } = await standing(file);
  const { at, warnAgainst } = limitation(plan, data.oldestDueOn, data.interruptedOn, policy.limitation, calendar);
  data.limitationAt = at;
  file.until('limitation', Math.max(at, file.at), { quiet: true });
  warn(file, 'limitationWarning', warnAgainst, policy.limitationWarnings);
}

/** Warnings so many days ahead of an instant, each its own deadline. */
export function warn(
  file: Case,
  name: 'limitationWarning' | 'lapseWarning',
  against: number,
  days: number[],
): void {
  file.drop(name);
  for (const n of days) {
    const at = warningAt(against, n, file.policy.ladderAt, file.calendar);
    if (at > file.at) file.until(name, at, { part: String(n), quiet: true });
  }
}
