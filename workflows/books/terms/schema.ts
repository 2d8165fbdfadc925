/** What a sale is agreed on, as it is entered and as it is kept. */
import { z } from 'zod';
import type { noticeChannelKinds } from '../../../models/resources/client';
import {
  address,
  choice,
  client,
  day,
  fen,
  flag,
  instant,
  integer,
  period,
  reference,
  staff,
  unit,
} from '../../kernel/fields';

/** How the price is paid, with its dates [S0]. */
export const plan = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('lump'), payBy: day('付款期限') }),
  z.strictObject({
    kind: z.literal('instalment'),
    rows: z
      .array(z.strictObject({ dueBy: day('应付日期'), amountFen: fen('金额', { min: 1 }) }))
      .min(1)
      .max(60),
  }),
  z.strictObject({
    kind: z.literal('mortgage'),
    downPercent: integer('首付比例（%）', { min: 1, max: 100 }),
    downPaymentFen: fen('首付款', { min: 1 }),
    downPaymentBy: day('首付款期限'),
    loanFen: fen('贷款金额', { min: 1 }),
  }),
]);

const MILLIONTHS = { min: 0, max: 1_000_000 };

const NOTICE_CHANNELS = {
  console: '系统内',
  smtp: '电子邮件',
  webhook: '短信等网关',
  phone: '电话',
} as const satisfies Record<(typeof noticeChannelKinds)[number], string>;

/**
 * What the contract says where the law leaves it to the parties. Pinned at the stamp; what is
 * absent is silent, and the law holds. Rates are millionths of the sum a day.
 */
export const contractTerms = z.strictObject({
  latePaymentPpm: integer('逾期付款违约金（百万分之/日）', MILLIONTHS).optional(),
  lateDeliveryPpm: integer('逾期交房违约金（百万分之/日）', MILLIONTHS).optional(),
  lateTitlePpm: integer('逾期办证违约金（百万分之/日）', MILLIONTHS).optional(),
  /** Last day of handover. */
  handoverOn: day('交房日期').optional(),
  agreedAreaHundredths: integer('约定面积（百分之一平方米）', { min: 1 }),
  serviceAddress: address('送达地址').optional(),
  /** Notices sent to the address count as served. */
  addressClause: flag('送达条款'),
  noticeChannel: choice('通知方式', NOTICE_CHANNELS).optional(),
  demandPeriod: period('催告期').optional(),
  titlePeriod: period('办证期限').optional(),
  rescissionPeriod: period('解除权期限').optional(),
  areaRefundPeriod: period('面积差款退还期').optional(),
});

/** As they are entered: what is left out comes from the project's 合同样板. */
export const enteredTerms = contractTerms.partial();

/** What the subscription hands on to the phases after it. No personal data. */
export const saleTerms = z.object({
  unitId: unit('房号'),
  buyers: z.array(client('买受人')),
  consultantId: staff('置业顾问'),
  unitPriceFen: fen('单价'),
  /** The agreed total. */
  priceFen: fen('总价'),
  depositFen: fen('定金'),
  plan,
  /** 24:00 of the form's date. */
  signBy: instant('签约期限'),
  mortgageBy: instant('按揭办理期限').optional(),
  formNo: reference('认购书编号'),
  depositReceiptNo: reference('定金收据号'),
});
