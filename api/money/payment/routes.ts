import { workflowIdOf } from '../../../workflows/kernel/contract';
import { z } from 'zod';
import { paymentSchema } from '../../../workflows/money/payment/schema';
import { day, project, sale, text } from '../../../workflows/kernel/fields';
import type { PaymentRow } from '../../../models/books';
import type { RecordRow } from '../../../models/kernel';
import { paymentContract } from '../../../workflows/money/payment/contract';
import { addDays, instantOf } from '../../../workflows/kernel/calendar';
import { rowsOf } from '../../kernel/deps';
import { comesAfter, pageOf, pageQuery } from '../../kernel/paging';
import { notFound } from '../../kernel/problems';
import { requireProject } from '../../kernel/caller';
import { representationSchema } from '../../kernel/process-schema';
import type { Representation } from '../../kernel/representation';
import type { ProcessTable } from '../../kernel/process-table';
import type { Payment } from '../../../workflows/money/payment/contract';
import { type Answer, type Call, defineRoute, type Route } from '../../kernel/route';
import { defineProcessRoutes } from '../../kernel/routes';
import { answerOne } from '../../kernel/process-answers';
import { pageAnswer } from '../../kernel/shown';
import { withIsoTimes, zoneOf } from '../../kernel/time';
import { shownRow } from './shown';
import { payeeOf } from './payee-account';
import { enterPayment } from './entry';
import { correctionRoutes, openCorrection } from '../payment-correction/routes';

/** What is answered about a payment. */
const paymentAnswer = representationSchema(paymentContract, paymentSchema.data, shownRow);

const table: ProcessTable<Payment, never> = {
  wing: 'money',
  path: '/payments',
  schema: paymentSchema,
  shown: shownRow,
  steps: {
    match: { moneyMoves: true },
    'resolve-conflict': { moneyMoves: true },
    'approve-out': { moneyMoves: true },
    'confirm-paid': { moneyMoves: true },
  },
  represent: (view, call, record) => withRow(view, call, record),
};

/** What the ledger's row knows: receipts, state, and a correction that waits for its approval. */
async function withRow(view: Representation, call: Call, record: RecordRow): Promise<Representation> {
  const row = await rowsOf<PaymentRow>(call.deps, 'payments').findOne({ _id: record._id });
  const { payeeAccount } = view as { payeeAccount?: string };
  return row ? mergeRow(view, row, call) : { ...view, payeeAccount: payeeOf(record._id, payeeAccount) };
}

async function mergeRow(view: Representation, row: PaymentRow, call: Call): Promise<Representation> {
  const { _id, rev: _rev, transfer: _transfer, transferKey: _key, state, payer: who, ...known } = row;
  const {
    lastChange: _last,
    lastChanges: _lasts,
    lastBefore: _before,
    cashKey: _cash,
    ...shown
  } = known as typeof known & Record<string, unknown>;
  const name = typeof who.name === 'object' && 'personal' in who.name ? who.name.personal : undefined;
  const zone = await zoneOf(call.deps, row.projectId);
  const correction = await openCorrection(call, _id);
  const openSteps = [...view.openSteps, ...correction];
  const payer = { relation: who.relation, ...(name ? { name } : {}) };
  const payeeAccount = payeeOf(_id, row.payeeAccount);
  const facts = withIsoTimes({ ...shown, payeeAccount, payer }, zone);
  return { ...view, ...facts, status: state, openSteps };
}

/** A payment by its row: the deposit's has no process of its own. */
async function answerPayment(call: Call, id: string, status = 200): Promise<Answer> {
  const record = await call.deps.models.recordsOf(paymentContract).findById(id).lean();
  if (record) {
    const answer = await answerOne(paymentContract, table, { ...call, params: { key: id } });
    return { ...answer, status };
  }
  const row = await rowsOf<PaymentRow>(call.deps, 'payments').findOne({ _id: id });
  if (!row) throw notFound('款项 payment');
  requireProject(call.caller, row.projectId);
  const bare = {
    id,
    workflowId: workflowIdOf(paymentContract, id),
    status: row.state,
    openSteps: [],
    deadlines: [],
    history: [],
  };
  return { status, body: await mergeRow(bare, row, call) };
}

const listQuery = z.object({
  projectId: project('项目').optional(),
  saleKey: sale('交易').optional(),
  status: text('状态').optional(),
  on: day('日期').optional(),
  ...pageQuery(50, 200),
});
const ORDER = { _id: -1 } as const;

const list: Route = defineRoute({
  method: 'get',
  path: '/payments',
  wing: 'money',
  summary: '收付款列表 List payments',
  answer: pageAnswer(paymentAnswer),
  query: listQuery,
  async handle(call) {
    const { projectId, saleKey, status, on, limit, cursor } = call.query;
    if (projectId) requireProject(call.caller, projectId);
    const projects =
      projectId ?? (call.caller.projects === 'all' ? { $exists: true } : { $in: call.caller.projects });
    const rows = await rowsOf<PaymentRow>(call.deps, 'payments')
      .find({
        projectId: projects,
        ...(saleKey ? { 'splits.saleKey': saleKey } : {}),
        ...(status ? { state: status } : {}),
        ...(on ? { receivedAt: await dayOf(call, projectId, on) } : {}),
        ...comesAfter(ORDER, cursor),
      } as never)
      .sort(ORDER)
      .limit(limit + 1)
      .toArray();
    const { page, nextCursor } = pageOf(rows, limit, ORDER);
    const items = await Promise.all(
      page.map((row) =>
        mergeRow(
          {
            id: row._id,
            workflowId: workflowIdOf(paymentContract, row._id),
            status: row.state,
            openSteps: [],
            deadlines: [],
          },
          row,
          call,
        ),
      ),
    );
    return { status: 200, body: { items, nextCursor } };
  },
});

/** A day of the project, or of the caller's first. */
async function dayOf({ deps, caller }: Pick<Call, 'deps' | 'caller'>, projectId: string | undefined, on: string) {
  const calendar = await deps.calendarOf(projectId ?? caller.projects[0] ?? '');
  return {
    $gte: new Date(instantOf(on, '00:00', calendar)),
    $lt: new Date(instantOf(addDays(on, 1), '00:00', calendar)),
  };
}

/** `/v1/payments`: finance enters, the channel reports, one booking per transfer. */
export const paymentRoutes: Route[] = [
  list,
  defineRoute({
    method: 'post',
    path: '/payments',
    wing: 'money',
    summary: '登记收付款 Enter a payment',
    answer: paymentAnswer,
    roles: ['finance'],
    process: paymentContract.name,
    body: paymentSchema.start,
    status: 201,
    also: { 200: 'It was there' },
    keyRequired: true,
    handle: async (call) => {
      const { id, isNew } = await enterPayment(call, { ...call.body, source: 'finance' });
      return located(await answerPayment(call, id, isNew ? 201 : 200), id);
    },
  }),
  defineRoute({
    method: 'post',
    path: '/payments/events/received',
    wing: 'money',
    summary: '银行到账通知 The bank reports money received',
    answer: paymentAnswer,
    access: 'events',
    process: paymentContract.name,
    body: paymentSchema.report,
    status: 201,
    also: { 200: 'It was there' },
    handle: async (call) => {
      const { payer: who = { relation: 'unknown' }, ...rest } = call.body;
      const { id, isNew } = await enterPayment(call, { ...rest, payer: who, countedBy: [], source: 'channel' });
      return located(await answerPayment(call, id, isNew ? 201 : 200), id);
    },
  }),
  {
    method: 'get',
    path: '/payments/:key',
    wing: 'money',
    summary: '查看收付款 Read a payment',
    answer: paymentAnswer,
    handle: (call) => answerPayment(call, call.params.key ?? ''),
  },
  ...defineProcessRoutes(paymentContract, table).filter(({ method }) => method === 'post'),
  ...correctionRoutes(paymentAnswer, answerPayment),
];

function located(answer: Answer, id: string): Answer {
  return { ...answer, location: `/v1/payments/${id}` };
}
