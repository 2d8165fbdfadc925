import { rolesOfAnswers, titleOfAnswers } from './answers';
import type { OpenStep } from './change';
import type { Contract, Shape } from './contract';
import type { Draft } from './draft';
import { type Field, ROLES, type Who } from './words';

/** Reminders and escalations of tasks that have come due at `at`. */
export function remindAndEscalate<S extends Shape>(contract: Contract<S>, draft: Draft<S>, at: number): void {
  for (const open of draft.record.openSteps) {
    const reminded = open.remindAt.some((instant) => instant <= at);
    const escalations = open.escalations.filter((escalation) => escalation.at <= at);
    if (!reminded && escalations.length === 0) continue;
    open.remindAt = open.remindAt.filter((instant) => instant > at);
    open.escalations = open.escalations.filter((escalation) => escalation.at > at);
    const holder = { ...open.who, roles: open.who.staffIds ? open.who.roles : rolesOf(contract, open) };
    const except = open.notBy;
    const isDue = open.due !== undefined && at >= open.due;
    if (reminded)
      draft.notify(isDue ? 'tasks.due' : 'tasks.reminder', { ...holder, except }, fieldsOf(contract, draft, open));
    for (const { to } of escalations) {
      open.escalatedTo = [...open.escalatedTo, to];
      draft.notify(
        'tasks.escalated',
        { ...to, except },
        { ...fieldsOf(contract, draft, open), holder: nameOf(holder) },
      );
    }
    if (escalations.length > 0) draft.markTask(open);
  }
}

function rolesOf<S extends Shape>(contract: Contract<S>, open: OpenStep): Who['roles'] {
  return open.who.roles ?? rolesOfAnswers(contract, open);
}

function fieldsOf<S extends Shape>(contract: Contract<S>, draft: Draft<S>, open: OpenStep) {
  return {
    title: titleOfAnswers(contract, open).zh,
    processName: contract.title.zh,
    subject: open.about ?? draft.key,
    dueAt: open.due === undefined ? '' : draft.say(open.due),
  };
}

function nameOf(who: Who): Field {
  return who.staffIds?.[0] ? { staff: who.staffIds[0] } : (who.roles ?? []).map((role) => ROLES[role]).join('、');
}
