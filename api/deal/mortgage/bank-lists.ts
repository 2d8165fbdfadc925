import type { EventTo } from '../../../workflows/kernel/contract';
import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';
import { bank, day, fen, reference, sale, text } from '../../../workflows/kernel/fields';
import { mortgageContract } from '../../../workflows/deal/mortgage/contract';
import { auditAct } from '../../kernel/act-on-row';
import { mayEnter, requireRole } from '../../kernel/caller';
import { comesAfter, pageOf, pageQuery } from '../../kernel/paging';
import { notFound, Problem, validationFailed } from '../../kernel/problems';
import { type Call, defineRoute, type Route } from '../../kernel/route';
import { pageAnswer, time } from '../../kernel/shown';
import { sendEvent } from '../../kernel/temporal';
import { withIsoTimes, zoneOf } from '../../kernel/time';
import { refuseAhead } from '../happened';
import { askFinance, clearLine } from './bank-list-tasks';

const listBody = z.strictObject({
  kind: z.enum(['approval', 'release']),
  bankId: bank('银行'),
  listNo: reference('名单编号'),
  receivedOn: day('收到日期'),
  items: z
    .array(
      z.strictObject({
        saleKey: sale('交易'),
        amountFen: fen('金额'),
        decision: z.enum(['approved', 'refused']).optional(),
        receiptNo: reference('放款凭证号').optional(),
      }),
    )
    .min(1)
    .max(1000),
});
type BankList = z.infer<typeof listBody>;
type Line = BankList['items'][number];

interface BankListRow extends BankList {
  /** `<bank>:<kind>:<list no.>` */
  _id: string;
  projectId: string;
  at: Date;
  matched: string[];
  unmatched: string[];
}

const listAnswer = listBody
  .extend({
    id: z.string(),
    projectId: z.string(),
    at: time(),
    matched: z.array(z.string()).meta({ description: 'sales whose mortgage was told' }),
    unmatched: z.array(z.string()).meta({ description: 'lines left to finance' }),
  })
  .meta({ title: 'BankList' });

/** Who brings which list: the bank gives approvals to finance, releases to customer service [S3]. */
const BRINGERS = { approval: 'finance', release: 'customer-service' } as const;

/** How long the answer waits for the mortgages to have acted. */
const ACTED_WITHIN_MS = 2_000;
const LOOK_EVERY_MS = 40;

/**
 * `POST /v1/bank-lists`: every line feeds its mortgage once. A line again is dropped by its event
 * id; with other figures it is another event, which the mortgage gives to finance.
 */
const receive = defineRoute({
  method: 'post',
  path: '/bank-lists',
  wing: 'resources',
  summary: '银行审批名单、放款名单 A list from the bank',
  answer: listAnswer.pick({ id: true, matched: true, unmatched: true }),
  roles: ['finance', 'customer-service'],
  body: listBody,
  status: 201,
  keyRequired: true,
  async handle(call) {
    const { deps, caller, body } = call;
    requireRole(caller, [BRINGERS[body.kind]]);
    refuseTwice(body.items);
    await refuseAhead(deps, caller.projects[0] ?? '', { receivedOn: body.receivedOn });
    if (!(await deps.models.banks.exists({ _id: body.bankId, partner: true }))) {
      throw new Problem('not-a-partner-bank', `${body.bankId} 不是合作银行 no partner of ours`);
    }
    const answers = await Promise.all(body.items.map((line) => feed(call, line)));
    const keys = (isMatched: boolean) =>
      body.items.filter((_, i) => (answers[i] !== undefined) === isMatched).map(({ saleKey }) => saleKey);
    const [matched, unmatched] = [keys(true), keys(false)];
    const projectId = caller.projects[0] ?? '';
    await keep(call, { ...body, projectId, matched, unmatched });
    await auditAct(call, {
      projectId,
      chain: `bank-list:${idOf(body)}`,
      action: 'receive',
      outcome: 'received',
      facts: { lines: body.items.length, unmatched },
    });
    await acted(
      call,
      answers.filter((sent) => sent !== undefined),
    );
    return { status: 201, body: { id: idOf(body), matched, unmatched } };
  },
});

/** @throws Problem `validation-failed`: a sale stands once in a list */
function refuseTwice(items: readonly Line[]): void {
  const keys = items.map(({ saleKey }) => saleKey);
  const errors = keys.flatMap((key, i) =>
    keys.indexOf(key) < i ? [{ field: `items.${i}.saleKey`, message: '同一名单内重复' }] : [],
  );
  if (errors.length > 0) throw validationFailed(errors);
}

function idOf({ bankId, kind, listNo }: BankList): string {
  return `${bankId}:${kind}:${listNo}`;
}

interface Sent {
  saleKey: string;
  eventId: string;
}

/** Tell the mortgage, or ask finance whose line it is. Answers what was sent. */
async function feed(call: Call<BankList>, line: Line): Promise<Sent | undefined> {
  const { deps, caller, body } = call;
  const record = await deps.models.recordsOf(mortgageContract).findById(line.saleKey).lean();
  const isOurs = record && mayEnter(caller, record.projectId) && record.open && record.data.bankId === body.bankId;
  const taskId = `bank-list#${idOf(body)}#${line.saleKey}`;
  if (!isOurs) {
    await askFinance(call, taskId, line.saleKey, `${body.listNo}：${line.saleKey}`);
    return undefined;
  }
  const { amountFen, decision = 'approved', receiptNo = body.listNo } = line;
  const eventId = [
    'bank-list',
    idOf(body),
    line.saleKey,
    amountFen,
    ...(body.kind === 'approval' ? [decision] : []),
  ].join(':');
  const { bankId, listNo, receivedOn: on } = body;
  const event: EventTo<typeof mortgageContract> =
    body.kind === 'approval'
      ? { name: 'approval', eventId, payload: { bankId, decision, amountFen, listNo } }
      : { name: 'released', eventId, payload: { bankId, amountFen, on, receiptNo, listNo } };
  await sendEvent(deps, mortgageContract, record, event);
  await clearLine(call, taskId, 'matched');
  return { saleKey: line.saleKey, eventId };
}

/** The list as it came last; what it said before is in the audit of its mortgages. */
async function keep({ deps }: Call<BankList>, row: Omit<BankListRow, '_id' | 'at'>): Promise<void> {
  const at = new Date(await deps.businessNow(row.projectId));
  await deps.models.connection
    .collection<BankListRow>('bank_lists')
    .updateOne({ _id: idOf(row) }, { $set: { ...row, at } }, { upsert: true });
}

async function acted({ deps }: Call<BankList>, sent: Sent[]): Promise<void> {
  const records = deps.models.recordsOf(mortgageContract);
  for (const end = Date.now() + ACTED_WITHIN_MS; Date.now() < end; await pause(LOOK_EVERY_MS)) {
    const seen = await Promise.all(
      sent.map(({ saleKey, eventId }) => records.exists({ _id: saleKey, seen: eventId })),
    );
    if (seen.every((record) => record !== null)) return;
  }
}

const listQuery = z.object({
  kind: z.enum(['approval', 'release']).optional(),
  bankId: bank('银行').optional(),
  ...pageQuery(),
});
const ORDER = { at: -1, _id: -1 } as const;

const list = defineRoute({
  method: 'get',
  path: '/bank-lists',
  wing: 'resources',
  summary: '银行名单 Lists from the banks',
  answer: pageAnswer(listAnswer),
  query: listQuery,
  async handle({ deps, caller, query: { limit, cursor, ...named } }) {
    const rows = await deps.models.connection
      .collection<BankListRow>('bank_lists')
      .find({ ...named, projectId: { $in: caller.projects as string[] }, ...comesAfter(ORDER, cursor) })
      .sort(ORDER)
      .limit(limit + 1)
      .toArray();
    const zone = await zoneOf({ models: deps.models }, caller.projects[0] ?? '');
    const { page, nextCursor } = pageOf(rows, limit, ORDER);
    const items = page.map(({ _id, ...row }) => withIsoTimes({ id: _id, ...row }, zone));
    return { status: 200, body: { items, nextCursor } };
  },
});

const clearBody = z.strictObject({ saleKey: sale('交易'), note: text('查明情况', { max: 500 }) });

/** Finance has found out what an unmatched line was: its task closes. */
const clear = defineRoute({
  method: 'post',
  path: '/bank-lists/:id/clear-line',
  wing: 'resources',
  summary: '核销未匹配名单行 Clear an unmatched line',
  answer: z.object({ id: z.string(), saleKey: z.string() }),
  roles: ['finance'],
  body: clearBody,
  async handle(call) {
    const { deps, params, body, caller } = call;
    const row = await deps.models.connection
      .collection<BankListRow>('bank_lists')
      .findOne({ _id: params.id as string });
    if (!row || !mayEnter(caller, row.projectId)) throw notFound('银行名单 bank list');
    const isCleared = await clearLine(call, `bank-list#${row._id}#${body.saleKey}`, 'cleared');
    if (!isCleared) throw new Problem('step-not-open', '该行无须处理 this line waits for nobody');
    await auditAct(call, {
      projectId: row.projectId,
      chain: `bank-list:${row._id}`,
      action: 'clear-line',
      outcome: 'cleared',
      facts: body,
    });
    return { status: 200, body: { id: row._id, saleKey: body.saleKey } };
  },
});

export const bankListRoutes: Route[] = [receive, list, clear];
