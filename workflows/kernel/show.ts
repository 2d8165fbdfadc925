import { defineSearchAttributeKey } from '@temporalio/common';
import { setCurrentDetails, upsertSearchAttributes, workflowInfo } from '@temporalio/workflow';
import type { OpenStep, ProcessRecord } from './change';
import type { Contract, Shape } from './contract';
import type { DueItem } from './instants';
import { ROLES, type Role, type Who } from './words';
import { localTimeWithOffset } from './zone';

const STATUS = defineSearchAttributeKey('Status', 'KEYWORD');
const OWNER = defineSearchAttributeKey('OwnerId', 'KEYWORD');
const DUE = defineSearchAttributeKey('DueAt', 'DATETIME');

/** Make a process readable in the Temporal UI: search attributes (only what changed) and current details. */
export function showInTemporal<S extends Shape>(contract: Contract<S>, record: ProcessRecord, zone: string): void {
  const known = workflowInfo().typedSearchAttributes;
  const dueAt = record.open ? record.dueAt : undefined;
  const knownDue = known.get(DUE)?.getTime();
  const changed = [
    ...(known.get(STATUS) === record.status ? [] : [{ key: STATUS, value: record.status }]),
    ...(known.get(OWNER) === record.ownerId ? [] : [{ key: OWNER, value: record.ownerId ?? null }]),
    ...(knownDue === dueAt ? [] : [{ key: DUE, value: dueAt === undefined ? null : new Date(dueAt) }]),
  ];
  if (changed.length > 0) upsertSearchAttributes(changed);
  setCurrentDetails(detailsOf(contract, record, (at) => localTimeWithOffset(at, zone)));
}

/** What the timer waits for, as the Temporal UI names it. */
export function timerTitle<S extends Shape>(contract: Contract<S>, due: DueItem): string {
  if (due.kind === 'deadline') {
    const follows = contract.deadlines[due.name as S['deadline']];
    return follows ? `${follows.zh} ${follows.en}` : due.name;
  }
  const { title } = contract.steps[due.step as keyof S['steps']];
  return due.isEscalation ? `逾期上报 escalate: ${title.zh} ${title.en}` : `提醒 remind: ${title.zh} ${title.en}`;
}

type Say = (at: number) => string;

/** Waiting for whom, since, due, what follows: plain words in both languages, by the project's clock. */
function detailsOf<S extends Shape>(contract: Contract<S>, record: ProcessRecord, say: Say): string {
  const status = contract.statuses[record.status as S['status']];
  const lines = [
    `**${contract.title.zh} ${contract.title.en}** ${record.about ?? ''}`,
    '',
    `状态 Status: **${status?.zh ?? record.status} (${record.status})**, 自 since ${say(record.statusSince)}`,
  ];
  const waits = record.openSteps.filter((open) => open.taskId);
  if (waits.length > 0)
    lines.push('', '等待 Waiting for:', '', ...waits.map((open) => `- ${waitOf(contract, open, say)}`));
  const next = [...record.deadlines].sort((a, b) => a.at - b.at);
  if (next.length > 0) lines.push('', '到期后 What follows:', '');
  for (const deadline of next) {
    const follows = contract.deadlines[deadline.name as S['deadline']];
    lines.push(`- ${say(deadline.at)}: ${follows?.zh} / ${follows?.en}${unsure(deadline.calendarKnown)}`);
  }
  if (!record.open) lines.push('', `已结束 Ended ${say(record.closedAt ?? record.statusSince)}`);
  return lines.join('\n');
}

function waitOf<S extends Shape>(contract: Contract<S>, open: OpenStep, say: Say): string {
  const { title } = contract.steps[open.step as keyof S['steps']];
  const who = people(open.who) || contract.steps[open.step as keyof S['steps']].roles.map(roleName).join('、');
  const due = open.due === undefined ? '' : `, 期限 due ${say(open.due)}${unsure(open.calendarKnown)}`;
  const late =
    open.escalatedTo.length === 0 ? '' : `, 已上报 escalated to ${open.escalatedTo.map(people).join('、')}`;
  return `${title.zh} ${title.en}${open.part ? ` [${open.part}]` : ''}: ${who}, 自 since ${say(open.since)}${due}${late}`;
}

function unsure(calendarKnown: boolean | undefined): string {
  return calendarKnown === false ? ' ⚠ 该年度节假日安排未公布 calendar of that year not published' : '';
}

function people(who: Who): string {
  return [...(who.staffIds ?? []), ...(who.roles ?? []).map(roleName)].join('、');
}

function roleName(role: Role): string {
  return `${ROLES[role]} ${role}`;
}
