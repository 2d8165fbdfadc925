import { z } from 'zod';
import { seriesOf } from '../../activities/texts/documents';
import type { DocumentRow } from '../../models/kernel';
import { type Subscription, subscriptionContract } from '../../workflows/front/subscription/contract';
import type { ApiDeps } from '../kernel/deps';
import { pageQuery, readPage } from '../kernel/paging';
import { type Call, defineRoute, type Route } from '../kernel/route';
import { pageAnswer, time } from '../kernel/shown';
import { withIsoTimes } from '../kernel/time';
import { daysOf, periodQuery, READERS } from './period';

const ORDER = { issuedAt: 1, _id: 1 } as const;
const query = z.object({ ...periodQuery, ...pageQuery() });
type Query = z.infer<typeof query>;

/** A page of papers, with the numbers of their series that nothing was made under. */
function papersAnswer<Paper extends z.ZodType>(paper: Paper) {
  return pageAnswer(paper).extend({ missing: z.array(z.string()) });
}

const formsAnswer = papersAnswer(
  z.object({
    formNo: z.string(),
    documentId: z.string(),
    saleKey: z.string().nullish(),
    unitId: z.string().optional(),
    issuedAt: time(),
    issuedBy: z.string().optional(),
    drawnBy: z.string().optional(),
    voidedAt: time().optional(),
    voidReason: z.string().optional(),
    copiesReturned: z.int().optional(),
    copies: z
      .object({ client: z.int(), assistant: z.int(), finance: z.int(), consultantPhotocopy: z.int() })
      .optional(),
  }),
);

const receiptsAnswer = papersAnswer(
  z.object({
    receiptNo: z.string(),
    documentId: z.string(),
    kind: z.string(),
    saleKey: z.string().nullish(),
    issuedAt: time(),
    amountFen: z.int().optional(),
    purpose: z.string().optional(),
    void: z
      .object({ at: time(), by: z.string(), reason: z.string(), replacedBy: z.string().optional() })
      .optional(),
  }),
);

const FORM = 'subscription-form';
const RECEIPTS = ['deposit-receipt', 'receipt'];

/** 认购书领用登记: who drew which form, for which unit, and where its four copies are [S0 篇2 §1.4, §1.8]. */
const forms = defineRoute({
  method: 'get',
  path: '/reports/subscription-forms',
  wing: 'work',
  summary: '认购书领用登记 The issue log of subscription forms',
  answer: formsAnswer,
  roles: READERS,
  query,
  async handle(call) {
    const { zone, page, nextCursor, missing } = await papersOf(call, [FORM]);
    const sales = await subscriptionsOf(call.deps, page);
    const items = page.map(({ number, saleKey, issuedAt, _id }) => {
      const sale = sales.get(saleKey ?? '');
      const form = sale?.forms.find(({ documentId }) => documentId === _id);
      const counts = sale?.formNo === number;
      return {
        formNo: number,
        documentId: _id,
        saleKey,
        unitId: form?.unitId,
        issuedAt,
        issuedBy: form?.issuedBy,
        drawnBy: sale?.consultantId,
        voidedAt: form?.voidedAt,
        voidReason: form?.voidReason,
        copiesReturned: form?.copiesReturned,
        copies: counts ? sale?.copies : undefined,
      };
    });
    return { status: 200, body: { items: withIsoTimes(items, zone), nextCursor, missing } };
  },
});

/** 收据登记: every receipt, the void ones too; `missing` names the numbers of the series that have no receipt. */
const receipts = defineRoute({
  method: 'get',
  path: '/reports/receipts',
  wing: 'work',
  summary: '收据登记 Receipts, no number missing',
  answer: receiptsAnswer,
  roles: READERS,
  query,
  async handle(call) {
    const { zone, page, nextCursor, missing } = await papersOf(call, RECEIPTS);
    const items = page.map(({ _id, kind, number, saleKey, issuedAt, fields, void: voided }) => {
      const { amountFen, purpose } = fields as { amountFen?: number; purpose?: string };
      return { receiptNo: number, documentId: _id, kind, saleKey, issuedAt, amountFen, purpose, void: voided };
    });
    return { status: 200, body: { items: withIsoTimes(items, zone), nextCursor, missing } };
  },
});

/** A page of the documents of some kinds, with the numbers of their series that nothing was made under. */
async function papersOf(call: Call<unknown, Query>, kinds: string[]) {
  const { project, start, end } = await daysOf(call);
  const condition = { projectId: project._id, kind: { $in: kinds }, issuedAt: { $gte: start, $lt: end } };
  const [{ page, nextCursor }, ...missing] = await Promise.all([
    readPage(call.deps.models.documents, condition, ORDER, call.query),
    ...kinds.map((kind) => missingNumbers(call.deps, project._id, kind)),
  ]);
  return { zone: project.zone, page, nextCursor, missing: missing.flat() };
}

/** Of the whole series, whatever the days: a gap is a gap. */
async function missingNumbers({ models }: ApiDeps, projectId: string, kind: string): Promise<string[]> {
  const made = await models.documents.find({ projectId, kind }, { number: 1 }).lean<DocumentRow[]>();
  const prefix = seriesOf(kind);
  const numbers = new Set(made.map(({ number }) => Number(number.slice(prefix.length))));
  const taken = await models.numbers
    .findOne({ series: `${projectId}/document/${kind}` })
    .sort({ n: -1 })
    .lean();
  const all = Array.from({ length: taken?.n ?? 0 }, (_, i) => i + 1);
  return all.filter((n) => !numbers.has(n)).map((n) => `${prefix}${String(n).padStart(6, '0')}`);
}

async function subscriptionsOf(
  { models }: ApiDeps,
  papers: DocumentRow[],
): Promise<Map<string, Subscription['data']>> {
  const ids = papers.flatMap(({ saleKey }) => saleKey ?? []);
  const rows = await models
    .recordsOf(subscriptionContract)
    .find({ _id: { $in: ids } })
    .lean();
  return new Map(rows.map(({ _id, data }) => [_id, data]));
}

export const paperReports: Route[] = [forms, receipts];
