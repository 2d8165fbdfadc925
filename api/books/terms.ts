/** What a sale is agreed on: as it is entered, and as the API shows it. */
import { z } from 'zod';
import { noticeChannelKinds } from '../../models/resources/client';
import type { ContractTerms } from '../../workflows/books/terms/sale-contract';
import type { SaleTerms } from '../../workflows/books/terms/sale';
import { date, fen, period } from '../kernel/fields';
import { personal } from '../kernel/personal';
import { day, time, type Told } from '../kernel/shown';

/** How the price is paid, with its dates [S0]. */
export const plan = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('lump'), payBy: date() }),
  z.strictObject({
    kind: z.literal('instalment'),
    rows: z
      .array(z.strictObject({ dueBy: date(), amountFen: fen(1) }))
      .min(1)
      .max(60),
  }),
  z.strictObject({
    kind: z.literal('mortgage'),
    downPercent: z.int().min(1).max(100),
    downPaymentFen: fen(1),
    downPaymentBy: date(),
    loanFen: fen(1),
  }),
]);

const ppm = z.int().min(0).max(1_000_000);

/** Defaults come from the project's 合同样板. */
export const contractTerms = z.strictObject({
  latePaymentPpm: ppm.optional(),
  lateDeliveryPpm: ppm.optional(),
  lateTitlePpm: ppm.optional(),
  handoverOn: date().optional(),
  agreedAreaHundredths: z.int().min(1).optional(),
  serviceAddress: personal().optional(),
  addressClause: z.boolean().optional(),
  noticeChannel: z.enum(noticeChannelKinds).optional(),
  demandPeriod: period().optional(),
  titlePeriod: period().optional(),
  rescissionPeriod: period().optional(),
  areaRefundPeriod: period().optional(),
});

const ids = z.array(z.string());

export const shownPlan = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('lump'), payBy: day() }),
  z.object({ kind: z.literal('instalment'), rows: z.array(z.object({ dueBy: day(), amountFen: z.int() })) }),
  z.object({
    kind: z.literal('mortgage'),
    downPercent: z.int(),
    downPaymentFen: z.int(),
    downPaymentBy: day(),
    loanFen: z.int(),
  }),
]);

export const shownTerms = z.object({
  unitId: z.string(),
  buyers: ids,
  consultantId: z.string(),
  unitPriceFen: z.int(),
  priceFen: z.int(),
  depositFen: z.int(),
  plan: shownPlan,
  signBy: time(),
  mortgageBy: time().optional(),
  formNo: z.string(),
  depositReceiptNo: z.string(),
} satisfies Told<SaleTerms>);

export const shownContractTerms = z.object({
  latePaymentPpm: z.int().optional(),
  lateDeliveryPpm: z.int().optional(),
  lateTitlePpm: z.int().optional(),
  handoverOn: day().optional(),
  agreedAreaHundredths: z.int(),
  serviceAddress: z.string().optional(),
  addressClause: z.boolean(),
  noticeChannel: z.string().optional(),
  demandPeriod: z.string().optional(),
  titlePeriod: z.string().optional(),
  rescissionPeriod: z.string().optional(),
  areaRefundPeriod: z.string().optional(),
} satisfies Told<ContractTerms>);
