import { z } from 'zod';
import { mortgageContract } from '../../../workflows/deal/mortgage/contract';
import { date, fen, instant, word } from '../../kernel/fields';
import { personal } from '../../kernel/personal';
import { defineProcessRoutes } from '../../kernel/routes';
import { reopenPhase } from '../reopen';
import type { Call } from '../../kernel/route';
import { happened } from '../happened';
import { shownMortgage } from './shown';
import { isCancelHeard } from '../sale/routes';
import { saleHeard } from '../sale-heard';

const papers = z.array(word()).min(1).max(30);

const approval = z.object({ bankId: word(), decision: z.enum(['approved', 'refused']), amountFen: fen() });
const registered = z.object({ registrationNo: word(), on: date() });
const released = z.object({ amountFen: fen(1), on: date(), receiptNo: word() });
const wanted = z.object({ papers, dueOn: date() });
const arrears = z.object({ months: z.int().min(1).max(600), amountFen: fen(1) });

/** Entered by hand, with the sender's own id if there is one, so that it counts once. */
const byHand = <T extends z.ZodRawShape>(event: z.ZodObject<T>) => event.extend({ eventId: word(200) }).strict();

/** `/v1/sales/{key}/mortgage` 按揭. */
export const mortgageRoutes = defineProcessRoutes(mortgageContract, {
  wing: 'sale',
  path: '/sales/:key/mortgage',
  data: shownMortgage,
  aliases: ['/mortgages/:key'],
  start: reopenPhase(mortgageContract),
  steps: {
    'choose-bank': {
      body: z.strictObject({
        bankId: word(),
        loanFen: fen(1),
        insurance: z.enum(['chosen', 'declined', 'open']),
        product: word().optional(),
      }),
    },
    'set-appointment': { body: z.strictObject({ at: instant(), place: word(), materials: papers }) },
    'confirm-by-phone': happened(
      z
        .strictObject({
          result: z.enum(['signed', 'not-signed', 'no-show']),
          bankContractNo: word().optional(),
          signedOn: date().optional(),
          reason: personal().optional(),
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
      body: z.strictObject({ result: z.enum(['eligible', 'more-papers', 'not-eligible']), note: personal() }),
    },
    'issue-invoice': {
      body: z.strictObject({ kind: z.enum(['full-price', 'loan']), invoiceNo: word(), amountFen: fen(1) }),
    },
    'deliver-to-bank': happened(
      z.strictObject({
        invoiceNo: word(),
        copyNo: z.coerce.number<number>().int().min(1),
        receivedBy: personal(),
        deliveredOn: date(),
      }),
      'deliveredOn',
    ),
    'deliver-papers': happened(z.strictObject({ papers, deliveredOn: date() }), 'deliveredOn'),
    reconcile: {
      body: z.strictObject({ paymentId: word() }),
      settled: saleHeard((sale) => sale.loanOutcome !== undefined),
    },
    'choose-remedy': {
      body: z.strictObject({
        remedy: z.enum(['other-bank', 'larger-down-payment', 'lump-sum', 'rescind']),
        statementFileId: word(),
      }),
      settled: isRemedyHeard,
    },
    'chase-arrears': { body: z.strictObject({ outcome: personal() }) },
    'check-figures': { body: z.strictObject({ note: personal() }) },
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
    bankId: { field: 'data.bankId', schema: word() },
    unitId: { field: 'data.terms.unitId', schema: word() },
  },
});

/** A rescission cancels the sale. */
async function isRemedyHeard(call: Call, key: string): Promise<boolean> {
  const { remedy } = call.body as { remedy: string };
  return remedy !== 'rescind' || isCancelHeard(call, key);
}
