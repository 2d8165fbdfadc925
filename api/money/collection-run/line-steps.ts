import { z } from 'zod';
import { personal, sale, text } from '../../../workflows/kernel/fields';
import { issuePaymentNotice } from '../../../activities/bulk/money/payment-notice';
import type { RunLineRow } from '../../../activities/bulk/money/run-lines';
import { appendAudit, hashOf } from '../../../activities/commit/audit';
import { askPeople } from '../../../activities/notices/for-people';
import { poke } from '../../../activities/notices/poke';
import type { OutboxRow } from '../../../models/kernel';
import { actorOf } from '../../kernel/caller';
import { rowsOf } from '../../kernel/deps';
import { eventBody } from '../../kernel/event-body';
import { storingPersonal } from '../../kernel/personal-store';
import { notFound, Problem } from '../../kernel/problems';
import { type Call, defineRoute, type Route } from '../../kernel/route';
import { withIsoTimes, zoneOf } from '../../kernel/time';
import { lineAnswer, linesOf, readRun, seenBy, type ShownLine, show } from './lines';

const base = '/collection-runs/:key';
const wing = 'money' as const;
const lineOf = { line: text('清单行', { max: 200 }) };
const delivery = z.strictObject({ noticeId: text('通知', { max: 300 }), result: z.enum(['delivered', 'failed']) });

/** What is noted on a list's lines: rows, changed one by one and audited, never workflow state. */
export const runLineRoutes: Route[] = [
  defineRoute({
    method: 'post',
    path: `${base}/payment-notice`,
    wing,
    summary: '出具交款通知 Issue the numbered notice of one sale, on paper',
    answer: z.object({ documentId: z.string(), number: z.string() }),
    roles: ['customer-service', 'consultant'],
    body: z.strictObject({ saleKey: sale('交易') }),
    status: 201,
    async handle(call) {
      const run = await readRun(call);
      const lines = await linesOf(
        call,
        run,
        { saleKey: call.body.saleKey, payer: 'client', openFen: { $gt: 0 } },
        0,
      );
      if (lines.length === 0) throw notFound('未结的行 line that is open');
      const at = await call.deps.businessNow(run.projectId);
      const { id, number } = await issuePaymentNotice(call.deps, run, lines, actorOf(call.caller), at);
      return { status: 201, body: { documentId: id, number }, location: `/v1/documents/${id}` };
    },
  }),
  defineRoute({
    method: 'post',
    path: `${base}/contacted`,
    wing,
    summary: '登记联系结果 Note a contact about a line',
    answer: lineAnswer,
    roles: ['customer-service', 'consultant'],
    body: z.strictObject({ ...lineOf, outcome: personal('联系结果') }),
    handle: (call) =>
      changeLine(call, 'contacted', async (line, at) => {
        const whose = seenBy(call);
        if (whose !== 'all' && !whose.includes(line.consultantId)) throw notFound('该行 line');
        return {
          filter: {},
          update: { $push: { contacts: { by: call.caller.staffId, at, outcome: call.body.outcome } } },
        };
      }),
  }),
  defineRoute({
    method: 'post',
    path: `${base}/hold-line`,
    wing,
    summary: '暂缓一笔 Hold a line',
    answer: lineAnswer,
    roles: ['customer-service'],
    body: z.strictObject({ ...lineOf, reason: personal('原因') }),
    handle: (call) =>
      changeLine(call, 'hold-line', async (line, at) => {
        if (line.held) throw new Problem('line-held', '该行已暂缓 this line is held already');
        // what has not gone yet does not go
        if (line.noticeId)
          await outbox(call).updateOne({ _id: line.noticeId, state: 'queued' }, { $set: { state: 'withdrawn' } });
        return {
          filter: { held: { $exists: false } },
          update: { $set: { held: { by: call.caller.staffId, at, reason: call.body.reason } } },
        };
      }),
  }),
  defineRoute({
    method: 'post',
    path: `${base}/release-line`,
    wing,
    summary: '恢复一笔 Release a line',
    answer: lineAnswer,
    roles: ['customer-service'],
    body: z.strictObject({ ...lineOf, reason: personal('原因') }),
    handle: (call) =>
      changeLine(call, 'release-line', async (line) => {
        if (!line.held) throw new Problem('step-not-open', '该行没有暂缓 this line is not held');
        const withdrawn = { _id: line.noticeId, state: 'withdrawn' } as const;
        const again = await outbox(call).updateOne(withdrawn, { $set: { state: 'queued' } });
        if (again.modifiedCount > 0) await poke(call.deps, line.projectId);
        return { filter: { held: { $exists: true } }, update: { $unset: { held: '' } } };
      }),
  }),
  defineRoute({
    method: 'post',
    path: `${base}/events/delivery`,
    wing,
    access: 'events',
    summary: '通知送达结果 The channel reports a delivery',
    body: eventBody(delivery),
    answer: delivery,
    async handle(call) {
      const run = await readRun(call);
      const { eventId, noticeId, result } = call.body;
      const rows = outbox(call);
      const notice = await rows.findOne({ _id: noticeId, workflowId: run.workflowId });
      if (!notice) throw notFound('通知 notice');
      const { deps } = call;
      const now = await deps.businessNow(run.projectId);
      const isLost = result === 'failed' && notice.state === 'sent';
      // the task first: a crash in between opens it again, harmlessly
      if (isLost && !notice.reports?.some((heard) => heard.eventId === eventId)) {
        const calendar = await deps.calendarOf(run.projectId);
        await askPeople(deps.models, [notice], 'failed', {
          now,
          within: deps.settings.delivery.callWithin,
          calendar,
        });
      }
      await rows.updateOne(
        { _id: noticeId, 'reports.eventId': { $ne: eventId } },
        {
          $push: { reports: { eventId, result, at: new Date(now) } },
          ...(isLost ? { $set: { state: 'failed' } } : {}),
        },
      );
      return { status: 200, body: { noticeId, result } };
    },
  }),
];

function outbox({ deps }: Call) {
  return rowsOf<OutboxRow & { reports?: { eventId: string; result: string; at: Date }[] }>(deps, 'outbox');
}

/** One change of one line, compared and set, audited in the run's chain of rows. */
async function changeLine<Body extends { line: string }>(
  call: Call<Body>,
  action: string,
  decide: (line: RunLineRow, at: Date) => Promise<{ filter: object; update: object }>,
) {
  const run = await readRun(call);
  if (!run.open) throw new Problem('step-not-open', '本月催款已结束 this run is closed');
  const lines = rowsOf<RunLineRow>(call.deps, 'collection_lines');
  const line = await lines.findOne({ _id: call.body.line, runId: run._id });
  if (!line) throw notFound('该行 line');
  const at = new Date(await call.deps.businessNow(run.projectId));
  await storingPersonal(call.deps, run.projectId, call.personal, async () => {
    const { filter, update } = await decide(line, at);
    const written = await lines.updateOne({ _id: line._id, ...filter }, update as never);
    if (written.matchedCount === 0)
      throw new Problem('line-held', '该行刚被改动，请重新读取 this line was changed a moment ago');
  });
  const facts = call.body as unknown as Record<string, unknown>;
  await appendAudit(call.deps.models, {
    chain: `${run.workflowId}/lines`,
    at,
    actor: actorOf(call.caller),
    action,
    projectId: run.projectId,
    saleKey: line.saleKey,
    outcome: action,
    facts,
    changeHash: hashOf({ target: call.target, action, facts }),
  });
  const [shown] = (await show(call, await lines.find({ _id: line._id }).toArray())) as [ShownLine];
  return { status: 200, body: withIsoTimes(shown, await zoneOf(call.deps, run.projectId)) };
}
