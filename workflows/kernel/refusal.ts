import { ApplicationFailure, ApplicationFailureCategory } from '@temporalio/common';
import type { RefusalCode } from './refusal-codes';
import { ROLES, type Role } from './words';

/** What a refusal adds for the person: the field it concerns, and facts worth showing. */
export interface RefusalDetails {
  field?: string;
  [fact: string]: unknown;
}

/**
 * A business refusal: nothing changes and the caller is told why. Never retried, and benign: it is part of the day,
 * so neither a worker's log nor its metrics show it as an error.
 * @param code stable code of the problem document, e.g. `step-not-open`
 * @param message why not, or what to do: Chinese for the people at the counter, then English; no personal data
 */
export function refusal(code: RefusalCode, message: string, details: RefusalDetails = {}): ApplicationFailure {
  return ApplicationFailure.create({
    message,
    type: code,
    details: [details],
    nonRetryable: true,
    category: ApplicationFailureCategory.BENIGN,
  });
}

/** Who would have to do it: 置业顾问、客服. */
export function roleNames(roles: readonly Role[]): string {
  return roles.map((role) => ROLES[role]).join('、');
}

/**
 * A mistake in our own code that was found before anything was written. A step is answered with it; a deadline or an
 * event is kept and tried again.
 */
export const DEFECT = 'defect';

/** A row had changed since it was read: read again and decide again. Never reaches a person. */
export const CHANGED_MEANWHILE = 'changed-meanwhile';
