import { patched } from '@temporalio/workflow';
import type { Colleague } from '../../../activities/reads/kernel/staff';
import { mayCountCash } from '../../money/payment/rules';

/** Who of those that counted may not; asked first of who is counted from now on, so that older payments replay. */
export function strangersAmong(counters: readonly (Colleague | undefined)[]): Colleague[] {
  const strangers = counters.filter((one) => one !== undefined).filter((one) => !mayCountCash(one));
  if (strangers.length === 0) return [];
  return patched('people-of-the-house-count') ? strangers : [];
}
