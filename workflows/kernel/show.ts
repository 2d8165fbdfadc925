import { defineSearchAttributeKey } from '@temporalio/common';
import { setCurrentDetails, upsertSearchAttributes, workflowInfo } from '@temporalio/workflow';
import { rolesOfAnswers, titleOfAnswers } from './answers';
import type { OpenStep, ProcessRecord } from './change';
import type { AnyContract, Contract, Shape } from './contract';
import type { DueItem } from './instants';
import { type Bilingual, ROLES, type Role, type Who } from './words';
import { dueTimeWithOffset, localTimeWithOffset } from './zone';

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
  showDetails(contract, record, zone);
}

/** Current details alone: they cost no action. */
export function showDetails<S extends Shape>(contract: Contract<S>, record: ProcessRecord, zone: string): void {
  setCurrentDetails(detailsOf(contract, record, zone));
}

/** What the timer waits for, as the Temporal UI names it. */
export function timerTitle<S extends Shape>(contract: Contract<S>, { kind, name }: DueItem): string {
  return kind === 'deadline' ? titleOf(contract.deadlines, name) : actionTitle(contract, name);
}

/** What an activity carries out, as the Temporal UI names it. */
export function actionTitle<S extends Shape>(contract: Contract<S>, action: string): string {
  if (action === 'begin') return `受理 begin: ${contract.title.zh} ${contract.title.en}`;
  if (action === 'adopt') return '改用新的政策或日历 adopt policy or calendar';
  const [kind, name = ''] = action.split(' ');
  if (kind === 'deadline') return `到期 due: ${titleOf(contract.deadlines, name)}`;
  if (kind === 'event') return `收到 heard: ${titleOf(contract.events, name)}`;
  if (kind === 'remind') return `提醒 remind: ${titleOf(titlesOf(contract), name)}`;
  if (kind === 'escalate') return `逾期上报 escalate: ${titleOf(titlesOf(contract), name)}`;
  return titleOf(titlesOf(contract), action);
}

function titleOf(titles: { readonly [name: string]: Bilingual }, name: string): string {
  const title = titles[name];
  return title ? `${title.zh} ${title.en}` : name;
}

function titlesOf({ steps }: AnyContract): { [step: string]: Bilingual } {
  return Object.fromEntries(Object.entries(steps).map(([step, { title }]) => [step, title]));
}

/** Waiting for whom, since, due, what follows: plain words in both languages, by the project's clock. */
function detailsOf<S extends Shape>(contract: Contract<S>, record: ProcessRecord, zone: string): string {
  const lines = [
    `**${contract.title.zh} ${contract.title.en}** ${record.about ?? ''}`,
    '',
    `状态 Status: **${contract.statuses[record.status as S['status']]?.zh ?? record.status} (${record.status})**, 自 since ${localTimeWithOffset(record.statusSince, zone)}`,
    '',
  ];
  if (!record.open)
    return [...lines, `已结束 Ended ${localTimeWithOffset(record.closedAt ?? record.statusSince, zone)}`].join(
      '\n',
    );
  const waits = record.openSteps.filter((open) => open.taskId);
  if (waits.length > 0)
    lines.push('等待 Waiting for:', '', ...waits.map((open) => `- ${waitOf(contract, open, zone)}`));
  else lines.push('现在不等待任何人 Nobody is waited for now.');
  const next = [...record.deadlines].sort((a, b) => a.at - b.at);
  if (next.length > 0) lines.push('', '到期后 What follows:', '');
  for (const { name, at, calendarKnown } of next) {
    const follows = contract.deadlines[name as S['deadline']];
    lines.push(`- ${dueTimeWithOffset(at, zone)}: ${follows?.zh} / ${follows?.en}${unsure(calendarKnown)}`);
  }
  const free = new Set(record.openSteps.filter((open) => !open.taskId).map(({ step }) => step));
  if (free.size > 0)
    lines.push(
      '',
      `也可办理 May also be done: ${[...free].map((step) => titleOf(titlesOf(contract), step)).join('、')}`,
    );
  return lines.join('\n');
}

function waitOf<S extends Shape>(contract: Contract<S>, open: OpenStep, zone: string): string {
  const title = titleOfAnswers(contract, open);
  const who = people(open.who) || rolesOfAnswers(contract, open).map(roleName).join('、');
  const since = `自 since ${localTimeWithOffset(open.since, zone)}`;
  const due =
    open.due === undefined ? '' : `, 期限 due ${dueTimeWithOffset(open.due, zone)}${unsure(open.calendarKnown)}`;
  const late =
    open.escalatedTo.length === 0 ? '' : `, 已上报 escalated to ${open.escalatedTo.map(people).join('、')}`;
  return `${title.zh} ${title.en}${open.part ? ` [${open.part}]` : ''}: ${who}, ${since}${due}${late}`;
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
