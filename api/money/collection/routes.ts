import { saleContract } from '../../../workflows/deal/sale/contract';
import { z } from 'zod';
import { nextCaseOf } from '../../../activities/bulk/money/sweep';
import { briefOf } from '../../../activities/reads/books/ledger';
import { collectionContract } from '../../../workflows/money/collection/contract';
import { parsePeriod } from '../../../workflows/kernel/period';
import { date, fen, word } from '../../kernel/fields';
import { personal } from '../../kernel/personal';
import { Problem, validationFailed } from '../../kernel/problems';
import { defineProcessRoutes } from '../../kernel/routes';
import type { Route } from '../../kernel/route';
import { shownCase } from './shown';
import { evidenceRoute } from './evidence';

const period = word(40).refine((text) => {
  try {
    parsePeriod(text);
    return true;
  } catch {
    return false;
  }
}, '须为期限，如 7 calendar-days');
const posting = z.strictObject({ emsNo: word(40), postedOn: date(), stubDocId: word(), contentDocId: word() });
const delivery = z.strictObject({
  emsNo: word(40),
  result: z.enum(['delivered', 'refused', 'returned']),
  on: date(),
  proofDocId: word(),
});
const approval = { approved: z.boolean().default(true) };

const CASE_EXISTS = { code: 'case-exists', message: '该交易已有催款个案 a case of this sale is open' } as const;

/** `/v1/collection-cases` 催款个案. */
export const collectionRoutes: Route[] = [
  evidenceRoute,
  ...defineProcessRoutes(collectionContract, {
    wing: 'money',
    path: '/collection-cases',
    data: shownCase,
    start: {
      summary: '立案催款 Open a collection case',
      body: z.strictObject({ saleKey: word(), reason: personal() }),
      taken: CASE_EXISTS,
      async prepare({ saleKey, reason }, { deps }) {
        const record = await deps.models.recordsOf(saleContract).findById(saleKey).lean();
        if (!record) throw validationFailed([{ field: 'saleKey', message: '没有这笔交易 no such sale' }]);
        const key = await nextCaseOf(deps, saleKey);
        if (!key) throw new Problem(CASE_EXISTS.code, CASE_EXISTS.message);
        return { key, projectId: briefOf(record).projectId, saleKey, input: { reason } };
      },
    },
    steps: {
      'log-contact': {
        body: z.strictObject({ channel: word(40), outcome: personal(), note: personal().optional() }),
      },
      promise: { body: z.strictObject({ amountFen: fen(1), payOn: date() }) },
      'draft-letter': {
        body: z.strictObject({
          claimFen: fen(1),
          clause: word(200),
          payWithin: period,
          addressId: word(),
          reason: personal().optional(),
        }),
      },
      'approve-letter': { body: z.strictObject({ comment: personal().optional() }) },
      'return-letter': { body: z.strictObject({ comment: personal() }) },
      'post-demand': { body: posting },
      'send-letter': { body: posting },
      'record-delivery': { body: delivery },
      'propose-plan': {
        body: z.strictObject({
          instalments: z
            .array(z.strictObject({ dueOn: date(), amountFen: fen(1) }))
            .min(1)
            .max(24),
          supplementDocId: word(),
        }),
      },
      'approve-plan': { body: z.strictObject({ ...approval, comment: personal().optional() }) },
      dispute: { body: z.strictObject({ reason: personal() }) },
      'resolve-dispute': { body: z.strictObject({ upheld: z.boolean(), adjustFen: fen().optional() }) },
      'waive-interest': { body: z.strictObject({ amountFen: fen(1), reason: personal() }) },
      'approve-waiver': { body: z.strictObject(approval) },
      'record-buyer-demand': { body: z.strictObject({ receivedOn: date(), docId: word() }) },
      'request-rescission': { body: z.strictObject({ basis: personal() }) },
      'approve-rescission': { body: z.strictObject(approval) },
      'file-suit': { body: z.strictObject({ court: word(100), caseNo: word(60), filedOn: date() }) },
      'set-rate': { body: z.strictObject({ ppmPerDay: fen(1), source: word(200) }) },
      'advise-on-money': { body: z.strictObject({ advice: personal() }) },
      cancel: { body: z.strictObject({ reason: personal() }) },
    },
    events: { delivery: { body: delivery.partial({ proofDocId: true }), roles: ['customer-service'] } },
    filters: {
      hold: { field: 'data.hold', schema: word() },
      consultantId: { field: 'data.consultantId', schema: word() },
    },
  }),
];
