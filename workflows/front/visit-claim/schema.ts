import { z } from 'zod';
import {
  choice,
  client,
  day,
  document,
  fen,
  flag,
  instant,
  integer,
  personal,
  phone,
  project,
  reference,
  staff,
  text,
  unit,
} from '../../kernel/fields';

const contactedBefore = choice('是否联系过', { no: '未联系过', named: '说得出顾问', forgotten: '忘记顾问' });
const method = choice('付款方式', { lump: '一次性付款', instalment: '分期付款', mortgage: '按揭' });
const nothing = z.strictObject({});
const reason = personal('原因');

/** A visitor arrives; the client is found by phone, or begun. */
const start = z
  .strictObject({
    projectId: project('项目'),
    contactedBefore,
    namedStaffId: staff('客户说出的顾问').optional(),
    clientName: text('客户姓名'),
    employer: personal('工作单位').optional(),
    phone: phone('联系电话').optional(),
    source: personal('客户来源', { max: 100 }).optional(),
    receiverId: staff('接访人').optional(),
    reason: reason.optional(),
  })
  .refine((b) => b.contactedBefore !== 'named' || b.namedStaffId, {
    path: ['namedStaffId'],
    error: '客户说出姓名时必填',
  })
  .refine((b) => b.contactedBefore !== 'named' || b.employer, {
    path: ['employer'],
    error: '客户说出顾问时须问单位',
  })
  .refine((b) => !b.receiverId || b.reason, { path: ['reason'], error: '指定接访人须说明原因' });

const input = z.object({
  contactedBefore,
  clientId: client('客户'),
  namedStaffId: staff('客户说出的顾问').optional(),
  receiverId: staff('接访人').optional(),
  reason: reason.optional(),
  employer: personal('工作单位').optional(),
  source: personal('客户来源').optional(),
});

const left = {
  packComplete: flag('资料齐全'),
  packMissing: z.array(text('缺少的资料')).max(50).optional(),
  unitsShown: z.array(unit('看过的房号')).max(50),
  nextVisitAt: instant('下次见面时间').optional(),
  noNextVisitReason: personal('未约下次见面的原因').optional(),
  notes: personal('接待记录'),
};

/** 置业计划 as it was worked out for the visitor. */
const quote = z.object({
  unitId: unit('房号'),
  method,
  priceListNo: integer('价格表版本'),
  unitPriceFen: fen('单价'),
  totalFen: fen('总价'),
  downPaymentFen: fen('首付款').optional(),
  loanFen: fen('贷款金额').optional(),
  quotedAt: instant('报价时间'),
});

const claim = z.object({
  staffId: staff('认领人'),
  visitorBookNo: reference('客户登记号').optional(),
  leadEntryNo: reference('跟进记录号').optional(),
  /** Of the reception cited; none for a call. */
  receivedAt: instant('当时接待时间').optional(),
  claimedAt: instant('认领时间'),
});

const data = z.object({
  /** e.g. VB-20260310-001 */
  bookNo: reference('登记号'),
  /** Of the arrival. */
  day: day('到访日期'),
  arrivedAt: instant('到访时间'),
  contactedBefore,
  clientId: client('客户'),
  employer: personal('工作单位').optional(),
  source: personal('客户来源').optional(),
  /** Who received the visitor at the door. */
  receiverId: staff('第一接访人'),
  receiverReason: personal('指定接访人的原因').optional(),
  namedStaffId: staff('客户说出的顾问').optional(),
  /** Who serves or served the visitor. */
  servedBy: staff('接待人').optional(),
  /** Served in the absence of the owner. */
  standIn: flag('代为接待').optional(),
  absence: personal('缺席原因').optional(),
  ownerId: staff('客户归属').optional(),
  leftAt: instant('离开时间').optional(),
  ...z.object(left).partial().shape,
  quotes: z.array(quote),
  noticeSentAt: instant('认领通知时间').optional(),
  claimNoticeId: document('客户认领通知').optional(),
  claims: z.array(claim),
  disputedBy: staff('异议人').optional(),
  disputeReason: personal('异议理由').optional(),
  decidedBy: staff('裁定人').optional(),
  decisionReason: personal('裁定理由').optional(),
  cancelReason: personal('取消原因').optional(),
});

export const visitClaimSchema = {
  start,
  input,
  data,
  steps: {
    'answer-call': z.strictObject({ present: flag('在现场'), absence: personal('缺席原因').optional() }),
    'name-consultant': z.strictObject({ staffId: staff('客户想起的顾问') }),
    quote: z.strictObject({
      unitId: unit('房号'),
      method,
      downPercent: integer('首付比例（%）', { min: 15, max: 100 }).optional(),
    }),
    leave: z
      .strictObject(left)
      .refine((b) => b.packComplete || b.packMissing?.length, {
        path: ['packMissing'],
        error: '资料不齐须写明缺什么',
      })
      .refine((b) => b.nextVisitAt !== undefined || b.noNextVisitReason, {
        path: ['nextVisitAt'],
        error: '须约定下次见面时间，或说明未约原因',
      }),
    'brief-owner': z.strictObject({ notes: personal('通报内容') }),
    acknowledge: nothing,
    'notify-leaders': nothing,
    'tell-team': nothing,
    claim: z
      .strictObject({
        visitorBookNo: reference('客户登记号').optional(),
        leadEntryNo: reference('跟进记录号').optional(),
      })
      .refine((b) => b.visitorBookNo || b.leadEntryNo, {
        path: ['visitorBookNo'],
        error: '须有登记号或跟进记录号',
      }),
    'withdraw-claim': nothing,
    dispute: z.strictObject({ reason: personal('异议理由') }),
    'decide-dispute': z.strictObject({ ownerId: staff('客户归属'), reason: personal('裁定理由') }),
    cancel: z.strictObject({ reason }),
  },
  events: {},
};
export type VisitClaimSchema = typeof visitClaimSchema;
