import { workflowIdOf } from '../../../workflows/kernel/contract';
import { z } from 'zod';
import type { PaymentRow } from '../../../models/books';
import type { RecordRow } from '../../../models/kernel';
import { ACCOUNTS, METHODS } from '../../../workflows/books/ledger/rules';
import { paymentContract } from '../../../workflows/money/payment/contract';
import { addDays, instantOf } from '../../../workflows/kernel/calendar';
import { rowsOf } from '../../kernel/deps';
import { date, fen, instant, word } from '../../kernel/fields';
import { personal } from '../../kernel/personal';
import { comesAfter, pageOf, pageQuery } from '../../kernel/paging';
import { notFound } from '../../kernel/problems';
import { requireProject } from '../../kernel/caller';
import { representationSchema } from '../../kernel/process-schema';
import type { ProcessTable } from '../../kernel/process-table';
import type { Payment } from '../../../workflows/money/payment/contract';
import type { Representation } from '../../kernel/representation';
import { type Answer, type Call, defineRoute, type Route } from '../../kernel/route';
import { defineProcessRoutes } from '../../kernel/routes';
import { answerOne } from '../../kernel/process-answers';
import { pageAnswer } from '../../kernel/shown';
import { withIsoTimes, zoneOf } from '../../kernel/time';
import { shownPayment } from './shown';
import { payeeOf } from './payee-account';
import { enterPayment } from './entry';
import { correctionRoutes, openCorrection } from '../payment-correction/routes';

const split = z.strictObject({
  saleKey: word().meta({
    description: '交易号；维修费可为报修号 of a sale; a repair fee may name the repair, R-…',
  }),
  account: z.enum(ACCOUNTS),
  amountFen: fen(1),
  instalmentNo: z.int().min(0).max(999).optional(),
});
const splits = z.array(split).min(1).max(20);
const payer = z.strictObject({ relation: word(40), name: personal(z.string().trim().min(1).max(100)).optional() });

const facts = {
  amountFen: fen(1),
  method: z.enum(METHODS),
  reference: word(64).optional(),
  receivedAt: instant(),
  payeeAccount: word(64),
};

const entry = z
  .strictObject({
    ...facts,
    direction: z.enum(['in', 'out']),
    payer,
    countedBy: z.array(word()).max(10).default([]),
    confirmDistinct: z.boolean().optional(),
    changeId: word().optional(),
    splits,
  })
  .refine((b) => b.direction === 'out' || (b.method === 'cash') === (b.reference === undefined), {
    path: ['reference'],
    error: '现金无参考号，其他方式必填',
  });

const report = z.strictObject({
  ...facts,
  reference: word(64),
  eventId: word(200),
  direction: z.literal('in').default('in'),
  projectId: word().optional(),
  payer: payer.optional(),
  splits: z.array(split).max(20).default([]),
});

/** What is answered about a payment. */
const paymentAnswer = representationSchema(paymentContract, shownPayment);

const table: ProcessTable<Payment, never> = {
  wing: 'money',
  path: '/payments',
  data: shownPayment,
  steps: {
    match: { body: z.strictObject({ splits }), moneyMoves: true },
    'resolve-conflict': {
      body: z.strictObject({ splits: splits.optional(), reason: personal() }),
      moneyMoves: true,
    },
    'approve-out': {
      body: z.strictObject({ approved: z.boolean().default(true), reason: personal().optional() }),
      moneyMoves: true,
    },
    'confirm-paid': { body: z.strictObject({ bankReference: word(64) }), moneyMoves: true },
    cancel: { body: z.strictObject({ reason: personal() }) },
  },
  events: {},
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
  projectId: word().optional(),
  saleKey: word().optional(),
  status: word().optional(),
  on: date().optional(),
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
    body: entry,
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
    body: report,
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
