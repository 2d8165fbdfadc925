import { patched } from '@temporalio/workflow';
import type { Colleague } from '../../../activities/reads/kernel/staff';

/** People of other firms, and those who audit us. */
const NEVER_COUNT = new Set(['contractor', 'site-supervisor', 'agent', 'auditor']);

/** Cash is counted by people of the house [S1: 二人以上核数]. */
function mayCountCash({ roles, contractorId }: Pick<Colleague, 'roles' | 'contractorId'>): boolean {
  return contractorId === undefined && roles.some((role) => !NEVER_COUNT.has(role));
}

/** Who of those that counted may not; asked first of who is counted from now on, so that older payments replay. */
export function strangersAmong(counters: readonly (Colleague | undefined)[]): Colleague[] {
  const strangers = counters.filter((one) => one !== undefined).filter((one) => !mayCountCash(one));
  if (strangers.length === 0) return [];
  return patched('people-of-the-house-count') ? strangers : [];
}
