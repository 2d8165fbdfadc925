import { ApplicationFailure } from '@temporalio/common';
import type { RefusalCode } from './refusal-codes';
import { ROLES, type Role } from './words';

/** What a refusal adds for the person: the field it concerns, and facts worth showing. */
export interface RefusalDetails {
  field?: string;
  [fact: string]: unknown;
}

/**
 * A business refusal: nothing changes and the caller is told why. Never retried.
 * @param code stable code of the problem document, e.g. `step-not-open`
 * @param message why not, or what to do: Chinese for the people at the counter, then English; no personal data
 */
export function refusal(code: RefusalCode, message: string, details: RefusalDetails = {}): ApplicationFailure {
  return ApplicationFailure.nonRetryable(message, code, details);
}

/** Who would have to do it: 置业顾问、客服. */
export function roleNames(roles: readonly Role[]): string {
  return roles.map((role) => ROLES[role]).join('、');
}

/** A row had changed since it was read: read again and decide again. Never reaches a person. */
export const CHANGED_MEANWHILE = 'changed-meanwhile';
