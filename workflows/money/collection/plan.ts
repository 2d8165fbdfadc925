import { addDays, instantOf } from '../../kernel/calendar';
import { type Case, refresh, requireNoHold, standing } from './case';
import type { Collection } from './contract';
import { takeRung } from './ladder';
import { deferredPlan } from './rules';
import { putPlan } from '../../books/ledger/booking';
import { lastDayInTime, openThrough, overdueOn } from '../../books/ledger/rules';
import { look } from '../../kernel/look';
import { sayFen } from '../../kernel/money';

type Steps = Collection['steps'];

/** 分期: what is overdue, by new dates, with a 补充协议; lawyer and sales manager decide, as for a change of plan. */
export async function proposePlan(
  file: Case,
  { instalments, supplementDocId }: Steps['propose-plan'],
): Promise<void> {
  requireNoHold(file);
  const { overdue } = await refresh(file);
  const proposedFen = instalments.reduce((sum, row) => sum + row.amountFen, 0);
  if (overdue.length === 0 || proposedFen !== file.data.overdueFen) {
    file.refuse(
      'plan-unbalanced',
      `分期合计须为逾期款 ${sayFen(file.data.overdueFen)} 元 the instalments must sum to what is overdue`,
      { field: 'instalments' },
    );
  }
  const isAhead = instalments.every(({ dueOn }) => dueOn >= file.today);
  if (!isAhead)
    file.refuse('validation-failed', '新的付款日期已过 a new date lies in the past', { field: 'instalments' });
  const inOrder = [...instalments].sort((a, b) => (a.dueOn < b.dueOn ? -1 : 1));
  file.data.plan = { instalments: inOrder, supplementDocId, proposedBy: file.actor.staffId };
  file.shut('propose-plan');
  askForApproval(file, 'lawyer', [file.actor.staffId]);
}

function askForApproval(file: Case, role: 'lawyer' | 'sales-manager', notBy: string[]): void {
  file.ask('approve-plan', {
    of: { roles: [role] },
    notBy,
    within: file.policy.task,
    policyKey: 'task',
    escalate: [{ to: { roles: ['executive'] } }],
  });
}

/** The lawyer first, then the manager; then it is the ledger's next version. */
export async function approvePlan(file: Case, { approved, comment }: Steps['approve-plan']): Promise<void> {
  const plan = file.data.plan as NonNullable<Case['data']['plan']>;
  if (comment) file.fact('comment', comment);
  if (!approved) {
    file.data.plan = { ...plan, outcome: 'declined' };
    return file.allow('propose-plan');
  }
  if (plan.lawyerId === undefined) {
    file.data.plan = { ...plan, lawyerId: file.actor.staffId };
    return askForApproval(file, 'sales-manager', [plan.proposedBy, file.actor.staffId]);
  }
  const now = await standing(file);
  const overdueFen = now.overdue.reduce((sum, row) => sum + row.openFen, 0);
  const plannedFen = plan.instalments.reduce((sum, row) => sum + row.amountFen, 0);
  if (overdueFen !== plannedFen)
    file.refuse('plan-unbalanced', '提出方案后欠款有变，须重新提出 the balance has changed since the proposal', {
      overdueFen,
      plannedFen,
    });
  const version = now.version + 1;
  putPlan(file, file.saleKey ?? '', version, deferredPlan(now.plan, now.overdue, plan.instalments));
  file.data.plan = { ...plan, version, outcome: 'in-force' };
  file.data.hold = 'plan';
  file.drop('rung');
  file.drop('promise');
  setInstalmentDay(file);
}

/** The morning after the last day in time of the next instalment. */
function setInstalmentDay(file: Case): void {
  const next = file.data.plan?.instalments
    .map(({ dueOn }) => addDays(lastDayInTime(dueOn, file.calendar), 1))
    .find((on) => on > file.today);
  if (next) file.until('instalment', instantOf(next, file.policy.ladderAt, file.calendar));
}

/** An instalment missed makes the plan void: what stood before is due again, and the next rung follows. */
export async function missInstalment(file: Case): Promise<void> {
  const now = await refresh(file);
  if (now.overdue.length === 0) return setInstalmentDay(file);
  const plan = file.data.plan as NonNullable<Case['data']['plan']>;
  const before = await look.planVersion(file.saleKey ?? '', (plan.version ?? 1) - 1);
  putPlan(file, file.saleKey ?? '', now.version + 1, before);
  file.data.plan = { ...plan, outcome: 'void' };
  file.data.hold = undefined;
  file.data.overdueFen = overdueOn(before, now.lines, file.today, file.calendar).reduce(
    (sum, row) => sum + row.openFen,
    0,
  );
  file.allow('propose-plan');
  await takeRung(file);
}

/** Is nothing open any more of what was put off? */
export async function isPlanPaid(file: Case): Promise<boolean> {
  const { plan, lines } = await standing(file);
  const last = file.data.plan?.instalments.at(-1)?.dueOn ?? file.today;
  return openThrough(plan, lines, file.today, last, file.calendar).length === 0;
}
