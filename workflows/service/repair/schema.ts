import { z } from 'zod';
import type { DefectClass } from '../../../models/resources/defect-classes';
import {
  address,
  choice,
  client,
  contractor,
  day,
  document,
  fen,
  file,
  flag,
  instant,
  integer,
  payment,
  personal,
  phone,
  reference,
  staff,
  text,
  underId,
  unit,
} from '../../kernel/fields';
import type { Severity } from './clocks.rules';
import { sumOf } from './money.rules';
import { PARTY_NAMES } from './sign-off.rules';

const defectClass = choice('类别', {
  structure: '地基与主体结构',
  waterproofing: '防水',
  heating: '供热',
  cooling: '供冷',
  wiring: '电气管线',
  plumbing: '给排水管道',
  equipment: '设备',
  'fit-out': '装修',
  'doors-windows': '门窗',
  other: '其他',
} satisfies Record<DefectClass, string>);
const severity = choice('等级', { urgent: '紧急', crack: '裂缝', blemish: '瑕疵' } satisfies Record<
  Severity,
  string
>);
const party = choice('签认方', PARTY_NAMES);
const decision = choice('意见', { accept: '同意', refuse: '不同意' });
const ground = choice('异议理由', {
  expired: '已过保修期',
  misuse: '使用不当',
  'third-party': '第三方造成',
  'not-mine': '非本单位施工',
});
const finding = choice('认定', {
  warranty: '属保修范围',
  'other-contractor': '属其他责任单位',
  'owner-liable': '业主自担',
});
const chargeTo = choice('费用承担', { contractor: '责任单位', developer: '开发商', owner: '业主' });
const reason = personal('原因');
const files = z.array(file('文件')).min(1).max(50);

/** What somebody may add to any step. */
const remark = { note: personal('备注').optional(), fileIds: z.array(file('文件')).max(50).optional() };
const body = <T extends z.ZodRawShape>(fields: T) => z.strictObject({ ...fields, ...remark });

/** What makes a report complete [S1]. */
const items = {
  content: personal('报修内容').optional(),
  name: personal('住户姓名').optional(),
  address: address('地址').optional(),
  phone: underId(phone('联系电话')).optional(),
  appointmentAt: instant('预约维修时间').optional(),
};

const reported = {
  ...items,
  unitId: unit('房号'),
  clientId: client('客户').optional(),
  content: personal('报修内容'),
  channel: choice('报修途径', { phone: '电话', written: '书面', counter: '来访', handover: '交房验收' }),
  reportedAt: instant('报修时间'),
  defectClass: defectClass.optional(),
  severity: severity.optional(),
  /** Another defect of the same class: no duplicate. */
  separate: flag('另一处缺陷').optional(),
};

const meterLine = z.strictObject({
  item: text('维修项目', { max: 200 }),
  qty: integer('数量', { min: 1 }),
  priceFen: fen('单价'),
});

/** 100 million RMB: more for one repair is a slip of the pen. */
const MOST_FEN = 10_000_000_000;

/** Two different people, or the key stays where it is. */
const witnesses = z
  .array(text('见证人'))
  .min(2)
  .max(10)
  .refine((names) => new Set(names).size === names.length, { error: '须为不同的人' })
  .pipe(z.array(underId(text('见证人'))));

const changes = z
  .strictObject({
    ...items,
    defectClass: defectClass.optional(),
    severity: severity.optional(),
    reportedAt: instant('报修时间').optional(),
    unitId: unit('房号').optional(),
  })
  .refine((given) => Object.values(given).some((value) => value !== undefined), { error: '须写明更正什么' });

const warranty = z.object({
  /** Towards the owner, from handover; before and on that day always. */
  isCovered: flag('在保修期内'),
  untilOn: day('保修至').optional(),
  /** The responsible contractor's own term, from 竣工验收, is alive. */
  isContractorBound: flag('责任单位仍负责'),
  contractorUntilOn: day('责任单位保修至').optional(),
  calendarKnown: flag('日历已公布'),
});

/** 维修计量, before and after its approval. */
const metering = z.object({
  lines: z.array(meterLine),
  payTo: personal('付给'),
  chargeTo,
  amountFen: fen('金额'),
  by: staff('计量人'),
  approvedBy: staff('审批人').optional(),
});

/** The owner had it mended and asks for the cost [law]. */
const ownClaim = z.object({
  by: staff('登记人'),
  costFen: fen('费用'),
  invoices: z.array(file('发票')),
  claimedAt: instant('索赔时间'),
  acceptFen: fen('认可金额').optional(),
  reason: reason.optional(),
  decidedBy: staff('审核人').optional(),
  paidAt: instant('支付时间').optional(),
});

const data = z.object({
  ...reported,
  severity,
  /** The clocks that the dispatch set. */
  countedFromAt: instant('计时起点').optional(),
  acceptBy: instant('接单期限').optional(),
  onSiteBy: instant('到场期限').optional(),
  finishBy: instant('完工期限').optional(),
  /** 报修单 number, and its document. */
  orderNo: reference('报修单号'),
  orderId: document('报修单'),
  /** Number in the 住户报修记录表. */
  entryNo: reference('登记号'),
  /** What the record says of its end: 「…已完成维修」 [S1]. */
  entryRemark: text('处理结果').optional(),
  recordedBy: staff('登记人'),
  isTriaged: flag('已核定'),
  warranty: warranty.optional(),
  contractorId: contractor('责任单位').optional(),
  /** Those who act for the contractor. */
  contractorPeople: z.array(staff('责任单位人员')),
  /** Who mends it now. */
  doer: choice('维修方', { contractor: '责任单位', 'own-team': '我方' }).optional(),
  round: integer('派单轮次'),
  passedOnAt: instant('转维修部时间').optional(),
  dispatchedAt: instant('派单时间').optional(),
  plannedAt: instant('计划上门时间').optional(),
  firstVisitAt: instant('首次上门时间').optional(),
  extendedBy: staff('延期批准人').optional(),
  extendReason: personal('延期原因').optional(),
  takenOverAt: instant('接管时间').optional(),
  takeoverNoticeId: document('接管通知').optional(),
  workerId: staff('维修人员').optional(),
  ownFinishBy: instant('我方完成期限').optional(),
  /** 维修任务单 of whoever goes there now. */
  taskId: document('维修任务单').optional(),
  taskNo: reference('任务单号').optional(),
  dispute: z.object({ ground, by: staff('提出人'), disputedAt: instant('提出时间') }).optional(),
  findings: z.array(
    z.object({
      finding,
      reason,
      by: staff('认定人'),
      foundAt: instant('认定时间'),
      quoteFen: fen('报价').optional(),
      expert: personal('专家').optional(),
    }),
  ),
  quoteFen: fen('报价').optional(),
  /** The owner objected: the next finding is final. */
  isFinalReview: flag('最终复核').optional(),
  hasOwnerPaid: flag('业主已付款'),
  /** Taken over, and found not to be its to mend: the developer pays. */
  isContractorReleased: flag('责任单位免责').optional(),
  paymentId: payment('款项').optional(),
  visits: z.array(
    z.object({
      result: text('上门结果'),
      by: staff('上门人'),
      visitedAt: instant('上门时间'),
      newAppointmentAt: instant('新的预约时间').optional(),
    }),
  ),
  /** Visits in a row that met nobody. */
  noAccessVisits: integer('连续未入户次数'),
  /** The clocks stand still: what was left of each, milliseconds. */
  stopped: z
    .object({
      stoppedAt: instant('暂停时间'),
      left: z.array(z.object({ name: text('期限'), leftMs: integer('剩余毫秒') })),
    })
    .optional(),
  /** From when they run on. */
  runsFromAt: instant('恢复计时时间').optional(),
  entry: z
    .object({
      by: staff('批准人'),
      enteredAt: instant('批准时间'),
      witnesses: z.array(personal('见证人')),
      ownerConsent: flag('业主同意').optional(),
      attempts: integer('联系次数').optional(),
    })
    .optional(),
  finishedAt: instant('完工时间').optional(),
  photos: z.array(file('照片')).optional(),
  /** Who did the work: they do not sign for it. */
  workers: z.array(staff('维修人员')),
  signatures: z.array(
    z.object({
      party,
      by: staff('签认人'),
      signedAt: instant('签认时间'),
      /** Nobody answered the reminders: reported apart. */
      isOwnerSilent: flag('业主未答复').optional(),
    }),
  ),
  refusals: z.array(z.object({ party, by: staff('拒签人'), reason, refusedAt: instant('拒签时间') })),
  /** Of this dispatch. */
  refusalsThisRound: integer('本轮拒签次数'),
  isOwnerSilent: flag('业主未答复').optional(),
  completedAt: instant('返单时间').optional(),
  metering: metering.optional(),
  isMetered: flag('已计量'),
  ledgerLines: z.array(text('台账行')),
  chases: z.array(z.object({ text: personal('催办内容'), by: staff('催办人'), chasedAt: instant('催办时间') })),
  ownClaim: ownClaim.optional(),
  corrections: z.array(
    z.object({
      by: staff('更正人'),
      reason,
      correctedAt: instant('更正时间'),
      fields: z.array(text('更正项')),
    }),
  ),
  reopenReason: personal('重开原因').optional(),
  cancelReason: personal('取消原因').optional(),
  /** What the owner paid for work that is cancelled. */
  refundFen: fen('应退金额').optional(),
  refundedAt: instant('退款时间').optional(),
  outcome: choice('结果', {
    repaired: '已维修',
    'repaired-own-team': '我方已维修',
    'owner-paid': '业主付费维修',
    'owner-repaired': '业主自行维修',
    'not-warranty': '不予保修',
    'no-access': '无法入户',
    withdrawn: '业主撤回',
    cancelled: '已取消',
  }).optional(),
  /** Instant of the closing; it may be reopened for a while after it. */
  concludedAt: instant('结案时间').optional(),
  remarks: z.array(
    z.object({ ...remark, step: text('步骤'), by: staff('备注人'), remarkedAt: instant('备注时间') }),
  ),
});

export const repairSchema = {
  input: body(reported),
  data,
  steps: {
    complete: body({ items: z.strictObject(items) }),
    triage: body({ defectClass, severity, contractorId: contractor('责任单位').optional() }),
    accept: body({ plannedAt: instant('计划上门时间') }),
    extend: body({ finishBy: instant('完工期限'), reason }),
    dispute: body({ ground }),
    verify: body({
      finding,
      reason,
      quoteFen: fen('报价', { min: 1 }).optional(),
      contractorId: contractor('责任单位').optional(),
      expert: personal('专家').optional(),
    }),
    'owner-choice': body({
      choice: choice('业主选择', { pay: '付费维修', withdraw: '撤回报修', object: '不认可' }),
    }),
    'record-payment': body({ paymentId: payment('款项') }),
    visit: body({
      result: choice('上门结果', { worked: '已维修', 'no-access': '无法入户', 'parts-needed': '待配件' }),
      newAppointmentAt: instant('新的预约时间').optional(),
    }),
    'assign-own': body({ workerId: staff('维修人员'), finishBy: instant('完成期限') }),
    finish: body({ finishedAt: instant('完工时间'), photos: files }),
    'sign-off': body({ party, decision, reason: reason.optional() }).refine(
      (told) => told.decision === 'accept' || told.reason,
      { path: ['reason'], error: '拒签须说明原因' },
    ),
    'return-order': body({ completedAt: instant('返单时间') }),
    meter: body({
      lines: z
        .array(meterLine)
        .min(1)
        .max(200)
        .refine((lines) => sumOf(lines) <= MOST_FEN, { error: '合计金额过大 the sum is too large' }),
      payTo: personal('付给', { max: 100 }),
      chargeTo,
    }),
    'approve-meter': body({ decision, reason: reason.optional() }).refine(
      (told) => told.decision === 'accept' || told.reason,
      { path: ['reason'], error: '退回须说明原因' },
    ),
    chase: body({ text: personal('催办内容') }),
    'claim-own-repair': body({ costFen: fen('费用', { min: 1 }), invoices: files }),
    'decide-claim': body({ acceptFen: fen('认可金额'), reason }),
    'pay-claim': body({ reference: reference('凭证号').optional() }),
    reopen: body({ reason }),
    correct: body({ changes, reason }),
    cancel: body({ reason }),
    'authorise-entry': body({
      witnesses,
      ownerConsent: z.literal(true).meta({ title: '业主同意' }).optional(),
      attempts: integer('联系次数', { min: 1 }).optional(),
    }).refine((told) => told.ownerConsent || told.attempts, {
      path: ['ownerConsent'],
      error: '须有业主同意，或写明联系次数',
    }),
  },
  events: {},
};
export type RepairSchema = typeof repairSchema;
