import { checked, defineContract, type ShapeOf } from '../../kernel/contract';
import type { Json } from '../../kernel/words';
import { type Ladder, ladderProblem, periodsProblem } from './clocks.rules';
import { type DutyRoster, rosterProblem } from './night.rules';
import type { RepairSchema } from './schema';
import { type Party, signOffsProblem } from './sign-off.rules';
import { type MonthsByClass, monthsBelowLaw, type Season, seasonProblem } from './warranty.rules';

/** 报修 (S1 房地产售后维修工作流程 1–6, 客服部管理规定 4.2): a defect mended in time, with proof. */
export const repairContract = defineContract<RepairSchema>()({
  name: 'repair',
  type: 'repair',
  title: { zh: '报修', en: 'Repair' },
  collection: 'repairs',
  startRoles: ['customer-service', 'property-office', 'repair-desk'],
  statuses: {
    recorded: { zh: '已登记，待补全', en: 'recorded, to be completed' },
    dispatched: { zh: '已派单', en: 'dispatched' },
    accepted: { zh: '已接单', en: 'accepted' },
    'own-team': { zh: '我方维修', en: 'with the own team' },
    'owner-liable': { zh: '不在保修范围，待业主选择', en: 'not in warranty: the owner chooses' },
    finished: { zh: '已完工，待签认', en: 'finished, to be signed' },
    rework: { zh: '返修', en: 'rework' },
    signed: { zh: '已签认', en: 'signed by all' },
    metered: { zh: '已计量', en: 'metered' },
    closed: { zh: '已结案', en: 'closed' },
  },
  steps: {
    complete: { title: { zh: '补全报修信息、预约时间', en: 'Complete the report' }, roles: ['customer-service'] },
    triage: { title: { zh: '核定类别和等级', en: 'Triage' }, roles: ['repair-desk'] },
    accept: { title: { zh: '接单', en: 'Accept' }, roles: ['contractor', 'repair-desk'] },
    extend: { title: { zh: '同意延期', en: 'Extend the term' }, roles: ['project-department'] },
    dispute: { title: { zh: '责任异议', en: 'Dispute' }, roles: ['contractor'] },
    verify: { title: { zh: '查验认定', en: 'Verify' }, roles: ['engineering'] },
    'owner-choice': { title: { zh: '业主选择', en: "The owner's choice" }, roles: ['customer-service'] },
    'record-payment': { title: { zh: '确认维修费到账', en: 'Record the payment' }, roles: ['finance'] },
    visit: { title: { zh: '上门', en: 'Visit' }, roles: ['contractor', 'repair-desk'] },
    'assign-own': { title: { zh: '指派维修人员', en: 'Assign the own team' }, roles: ['repair-desk'] },
    finish: { title: { zh: '完工', en: 'Finish' }, roles: ['contractor', 'repair-desk'] },
    'sign-off': {
      title: { zh: '签认维修单', en: 'Sign off' },
      roles: ['repair-desk', 'customer-service', 'site-supervisor', 'project-department'],
    },
    'return-order': { title: { zh: '收回维修任务单', en: 'Return the order' }, roles: ['repair-desk'] },
    meter: { title: { zh: '维修计量', en: 'Meter' }, roles: ['repair-desk'] },
    'approve-meter': { title: { zh: '审批维修计量', en: 'Approve the metering' }, roles: ['project-department'] },
    chase: { title: { zh: '催办', en: 'Chase' }, roles: ['customer-service'] },
    'claim-own-repair': {
      title: { zh: '业主自行维修索赔', en: "Claim the owner's own repair" },
      roles: ['customer-service'],
    },
    'decide-claim': { title: { zh: '审核索赔', en: 'Decide the claim' }, roles: ['lawyer'] },
    'pay-claim': { title: { zh: '支付索赔或退款', en: 'Pay the claim or the refund' }, roles: ['finance'] },
    reopen: { title: { zh: '重开', en: 'Reopen' }, roles: ['customer-service'], closedCode: 'reopen-too-late' },
    correct: {
      title: { zh: '更正', en: 'Correct' },
      roles: ['customer-service', 'property-office', 'repair-desk', 'service-supervisor'],
    },
    cancel: { title: { zh: '取消', en: 'Cancel' }, roles: ['service-supervisor'] },
    'authorise-entry': { title: { zh: '批准紧急入户', en: 'Authorise entry' }, roles: ['property-manager'] },
  },
  deadlines: {
    accept: {
      zh: '告知维修部；紧急报修由我方接管',
      en: 'the repair desk is told; urgent: the own team takes over',
    },
    onSite: { zh: '告知维修部', en: 'the repair desk is told' },
    half: {
      zh: '提醒责任单位将被接管，客服催办',
      en: 'the contractor is warned of takeover, customer service chases',
    },
    finish: { zh: '我方接管，费用由责任单位承担', en: 'the own team takes over, the cost is charged back' },
    rework: { zh: '我方接管返修', en: 'the own team takes over the rework' },
    ownerReminder: { zh: '提醒业主签认', en: 'the owner is reminded to sign' },
    ownerSilent: { zh: '按“业主未答复”登记签认', en: 'signed as "owner silent"' },
    noAccess: { zh: '书面通知并结案，报修日期保留', en: 'written notice, closed; the report date stands' },
    ownerChoice: { zh: '业主未选择，按不予保修结案', en: 'no choice: closed as not in warranty' },
    reopen: { zh: '不再可以重开', en: 'can no longer be reopened' },
  },
  policy: {
    passOn: 'period',
    triage: 'period',
    ladder: checked<Ladder>(ladderProblem),
    warnAtPercent: 'integer',
    ownUrgent: 'period',
    rework: 'period',
    signOff: 'period',
    ownerReminders: checked<string[]>(periodsProblem),
    ownerSilent: 'period',
    noAccess: 'period',
    noAccessVisits: 'integer',
    ownerChoice: 'period',
    task: 'period',
    taskLadder: 'period',
    signOffs: checked<Party[]>(signOffsProblem),
    stall: 'period',
    reopen: 'period',
    handlingFeePercent: 'integer',
    warrantyMonths: checked<MonthsByClass>(warrantyProblem),
    heatingSeason: checked<Season>(seasonProblem),
    coolingSeason: checked<Season>(seasonProblem),
    nightFrom: 'time',
    nightTo: 'time',
    dutyRoster: checked<DutyRoster>(rosterProblem),
  },
});

/** Terms below the law's stop the start. */
function warrantyProblem(value: Json): string | undefined {
  const below = monthsBelowLaw(value as MonthsByClass);
  return below.length === 0 ? undefined : `below the law's least term: ${below.join(', ')}`;
}

export type Repair = ShapeOf<typeof repairContract>;
export type RepairData = Repair['data'];
export type Report = Repair['input'];
/** What somebody may add to any step. */
export type Remark = Pick<Repair['steps']['accept'], 'note' | 'fileIds'>;
export type Channel = Report['channel'];
export type Outcome = NonNullable<RepairData['outcome']>;
