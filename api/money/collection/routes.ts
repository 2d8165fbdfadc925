import { collectionSchema } from '../../../workflows/money/collection/schema';
import { staff, text } from '../../../workflows/kernel/fields';
import { saleContract } from '../../../workflows/deal/sale/contract';
import { nextCaseOf } from '../../../activities/bulk/money/sweep';
import { briefOf } from '../../../activities/reads/books/ledger';
import { collectionContract } from '../../../workflows/money/collection/contract';
import { Problem, validationFailed } from '../../kernel/problems';
import { defineProcessRoutes } from '../../kernel/routes';
import type { Route } from '../../kernel/route';
import { evidenceRoute } from './evidence';

const CASE_EXISTS = { code: 'case-exists', message: '该交易已有催款个案 a case of this sale is open' } as const;

/** `/v1/collection-cases` 催款个案. */
export const collectionRoutes: Route[] = [
  evidenceRoute,
  ...defineProcessRoutes(collectionContract, {
    wing: 'money',
    path: '/collection-cases',
    schema: collectionSchema,
    start: {
      summary: '立案催款 Open a collection case',
      body: collectionSchema.start,
      taken: CASE_EXISTS,
      async prepare({ saleKey, reason }, { deps }) {
        const record = await deps.models.recordsOf(saleContract).findById(saleKey).lean();
        if (!record) throw validationFailed([{ field: 'saleKey', message: '没有这笔交易 no such sale' }]);
        const key = await nextCaseOf(deps, saleKey);
        if (!key) throw new Problem(CASE_EXISTS.code, CASE_EXISTS.message);
        return { key, projectId: briefOf(record).projectId, saleKey, input: { reason } };
      },
    },
    events: { delivery: { roles: ['customer-service'] } },
    filters: {
      hold: { field: 'data.hold', schema: text('暂停') },
      consultantId: { field: 'data.consultantId', schema: staff('置业顾问') },
    },
  }),
];
