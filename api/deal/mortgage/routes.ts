import { z } from 'zod';
import {
  bank,
  day,
  fen,
  file,
  instant,
  payment,
  personal,
  reference,
  text,
  unit,
} from '../../../workflows/kernel/fields';
import { mortgageContract } from '../../../workflows/deal/mortgage/contract';
import { defineProcessRoutes } from '../../kernel/routes';
import { reopenPhase } from '../reopen';
import type { Call } from '../../kernel/route';
import { happened } from '../happened';
import { shownMortgage } from './shown';
import { isCancelHeard } from '../sale/routes';
import { saleHeard } from '../sale-heard';

const papers = z.array(text('资料')).min(1).max(30);

const approval = z.object({
  bankId: bank('银行'),
  decision: z.enum(['approved', 'refused']),
  amountFen: fen('金额'),
});
const registered = z.object({ registrationNo: reference('登记编号'), on: day('办结日期') });
const released = z.object({
  amountFen: fen('金额', { min: 1 }),
  on: day('办结日期'),
  receiptNo: reference('放款凭证号'),
});
const wanted = z.object({ papers, dueOn: day('应付日期') });
const arrears = z.object({ months: z.int().min(1).max(600), amountFen: fen('金额', { min: 1 }) });

/** Entered by hand, with the sender's own id if there is one, so that it counts once. */
const byHand = <T extends z.ZodRawShape>(event: z.ZodObject<T>) =>
  event.extend({ eventId: text('事件编号', { max: 200 }) }).strict();

/** `/v1/sales/{key}/mortgage` 按揭 (spec 2, mortgage). */
export const mortgageRoutes = defineProcessRoutes(mortgageContract, {
  wing: 'sale',
  path: '/sales/:key/mortgage',
  data: shownMortgage,
  aliases: ['/mortgages/:key'],
  start: reopenPhase(mortgageContract),
  steps: {
    'choose-bank': {
      body: z.strictObject({
        bankId: bank('银行'),
        loanFen: fen('贷款金额', { min: 1 }),
        insurance: z.enum(['chosen', 'declined', 'open']),
        product: text('贷款产品').optional(),
      }),
    },
    'set-appointment': {
      body: z.strictObject({ at: instant('签约时间'), place: text('签约地点'), materials: papers }),
    },
    'confirm-by-phone': happened(
      z
        .strictObject({
          result: z.enum(['signed', 'not-signed', 'no-show']),
          bankContractNo: reference('贷款合同号').optional(),
          signedOn: day('签署日期').optional(),
          reason: personal('原因').optional(),
        })
        .refine((b) => b.result !== 'signed' || b.bankContractNo, {
          path: ['bankContractNo'],
          error: '已签须填贷款合同号',
        })
        .refine((b) => b.result !== 'signed' || b.signedOn, { path: ['signedOn'], error: '已签须填签署日期' })
        .refine((b) => b.result === 'signed' || b.reason, { path: ['reason'], error: '未签须说明原因' }),
      'signedOn',
    ),
    'query-eligibility': {
      body: z.strictObject({ result: z.enum(['eligible', 'more-papers', 'not-eligible']), note: personal('说明') }),
    },
    'issue-invoice': {
      body: z.strictObject({
        kind: z.enum(['full-price', 'loan']),
        invoiceNo: reference('发票号'),
        amountFen: fen('金额', { min: 1 }),
      }),
    },
    'deliver-to-bank': happened(
      z.strictObject({
        invoiceNo: reference('发票号'),
        copyNo: z.coerce.number<number>().int().min(1),
        receivedBy: personal('签收人'),
        deliveredOn: day('交房日期'),
      }),
      'deliveredOn',
    ),
    'deliver-papers': happened(z.strictObject({ papers, deliveredOn: day('交房日期') }), 'deliveredOn'),
    reconcile: {
      body: z.strictObject({ paymentId: payment('款项') }),
      settled: saleHeard((sale) => sale.loanOutcome !== undefined),
    },
    'choose-remedy': {
      body: z.strictObject({
        remedy: z.enum(['other-bank', 'larger-down-payment', 'lump-sum', 'rescind']),
        statementFileId: file('客户声明'),
      }),
      settled: isRemedyHeard,
    },
    'chase-arrears': { body: z.strictObject({ outcome: personal('催收结果') }) },
    'check-figures': { body: z.strictObject({ note: personal('说明') }) },
    'record-approval': { body: byHand(approval) },
    'record-registered': happened(byHand(registered), 'on'),
    'record-released': happened(byHand(released), 'on'),
    'record-papers-wanted': { body: byHand(wanted) },
    'record-arrears': { body: byHand(arrears) },
  },
  events: {
    approval: { body: approval },
    registered: { body: registered },
    released: { body: released },
    'papers-wanted': { body: wanted },
    arrears: { body: arrears },
  },
  filters: {
    bankId: { field: 'data.bankId', schema: bank('银行') },
    unitId: { field: 'data.terms.unitId', schema: unit('房号') },
  },
});

/** A rescission cancels the sale. */
async function isRemedyHeard(call: Call, key: string): Promise<boolean> {
  const { remedy } = call.body as { remedy: string };
  return remedy !== 'rescind' || isCancelHeard(call, key);
}
