import { saleContract } from '../../../workflows/deal/sale/contract';
import Mustache from 'mustache';
import { documentKinds } from '../../../activities/texts/documents';
import { pageAround } from '../../../activities/texts/documents/page';
import { formatYuan } from '../../../activities/texts/money-words';
import { ledgerReads } from '../../../activities/reads/books/ledger';
import type { AuditRow, DocumentRow, RecordRow } from '../../../models/kernel';
import { localDate } from '../../../workflows/kernel/calendar';
import {
  type Collection,
  collectionContract,
  type DeliveryResult,
  type Letter,
} from '../../../workflows/money/collection/contract';
import { ACCOUNT_NAMES } from '../../../workflows/books/ledger/rules';
import { interestStretches, type Rate } from '../../../workflows/books/ledger/interest';
import { ledgerOn } from '../../../workflows/books/ledger/rules';
import { briefOf } from '../../../activities/reads/books/ledger';
import { ratesOf } from '../../../workflows/books/terms/late-rates';
import { requireProject } from '../../kernel/caller';
import { showPersonal } from '../../kernel/personal-store';
import { notFound } from '../../kernel/problems';
import type { Call, Route } from '../../kernel/route';
import { isoIn } from '../../kernel/time';

/** 证据清单: plan, payments, interest, letters with their proofs, contacts and every step, in one print. */
export const evidenceRoute: Route = {
  method: 'get',
  path: '/collection-cases/:key/evidence',
  wing: 'money',
  summary: '证据清单 Evidence bundle of a case, one print',
  prints: 'text/html',
  roles: ['lawyer', 'customer-service', 'sales-manager', 'executive', 'service-supervisor', 'finance', 'auditor'],
  async handle(call) {
    const file = await call.deps.models
      .recordsOf(collectionContract)
      .findById(call.params.key)
      .lean<RecordRow | null>();
    if (!file) throw notFound('催款个案 collection case');
    requireProject(call.caller, file.projectId);
    return { status: 200, body: await printEvidence(call, file) };
  },
};

async function printEvidence(call: Call, file: RecordRow): Promise<string> {
  const { deps } = call;
  const data = (await showPersonal(deps, file.data)) as Collection['data'];
  const [ledger, sale, project, entries, documents, client] = await Promise.all([
    ledgerReads(deps).ledgerOf(file.saleKey ?? ''),
    deps.models.recordsOf(saleContract).findById(file.saleKey).lean(),
    deps.models.projects.findById(file.projectId).lean(),
    deps.models.audit.find({ chain: file.workflowId }).sort({ seq: 1 }).lean<AuditRow[]>(),
    deps.models.documents.find({ saleKey: file.saleKey }).sort({ issuedAt: 1 }).lean<DocumentRow[]>(),
    deps.models.clients.findById(data.buyers[0]).lean(),
  ]);
  const calendar = await deps.calendarOf(file.projectId);
  const today = localDate(await deps.businessNow(file.projectId), calendar);
  const terms = sale ? briefOf(sale).contractTerms : {};
  const table = deps.settings.policyOf('collection', file.projectId).lateRates;
  const stretches = interestStretches(
    ledger.plan,
    ledger.lines,
    ratesOf(data.ratePpm ?? terms.latePaymentPpm, (table ?? []) as unknown as Rate[]),
    today,
    calendar,
  );
  const when = (at: number | Date) => isoIn(calendar.zone, at).slice(0, 16).replace('T', ' ');
  const body = [
    `<p>合同 ${esc(data.contractNo)}，买受人 ${esc(client?.name ?? '')}，逾期未付 ${formatYuan(data.overdueFen)} 元，违约金 ${formatYuan(data.interestFen)} 元（截至 ${today}）。</p>`,
    section(
      '一、付款计划',
      ['期次', '应付日期', '应付（元）', '已付（元）', '未付（元）'],
      ledgerOn(ledger.plan, ledger.lines, today, calendar).rows.map((row) => [
        String(row.no),
        row.dueOn ?? '',
        formatYuan(row.amountFen),
        formatYuan(row.paidFen),
        formatYuan(row.openFen),
      ]),
    ),
    section(
      '二、收付款',
      ['日期', '款项', '金额（元）', '备注'],
      ledger.lines.map((line) => [
        when(line.receivedAt),
        ACCOUNT_NAMES[line.account],
        signed(line.amountFen),
        line.reversed ? '已冲正' : '',
      ]),
    ),
    section(
      '三、违约金',
      ['自', '至', '天数', '欠款（元）', '日利率（百万分之）', '违约金（元）'],
      stretches.map((s) => [
        s.from,
        s.to,
        String(s.days),
        formatYuan(s.balanceFen),
        String(s.ppmPerDay),
        formatYuan(s.interestFen),
      ]),
    ),
    section(
      '四、函件',
      ['编号', '邮政单号', '寄出', '结果', '日期', '寄件存根', '内容件', '送达凭证'],
      data.letters.map((l) => [
        l.number,
        l.emsNo ?? '',
        l.postedOn ?? '',
        LETTER_WORDS[l.result ?? l.state],
        l.resultOn ?? '',
        l.stubDocId ?? '',
        l.contentDocId ?? '',
        l.proofDocId ?? '',
      ]),
    ),
    section(
      '五、联系记录',
      ['时间', '经办人', '方式', '结果'],
      data.contacts.map((c) => [when(c.at), c.by, c.channel, c.outcome]),
    ),
    section(
      '六、承诺',
      ['日期', '金额（元）', '承诺付款日', '结果'],
      data.promises.map((p) => [
        when(p.at),
        formatYuan(p.amountFen),
        p.payOn,
        p.outcome === 'kept' ? '已兑现' : p.outcome === 'broken' ? '未兑现' : '待兑现',
      ]),
    ),
    section(
      '七、单据',
      ['编号', '种类', '日期', '状态'],
      documents.map((d) => [
        d.number,
        documentKinds.get(d.kind)?.title ?? d.kind,
        when(d.issuedAt),
        d.void ? '作废' : '',
      ]),
    ),
    section(
      '八、办理过程',
      ['时间', '经办人', '事项', '状态'],
      entries.map((e) => [when(e.at), e.actor.staffId, actionTitle(e.action), statusTitle(e.outcome)]),
    ),
  ].join('');
  return Mustache.render(pageAround('{{{body}}}'), {
    body: `<div class="dense">${body}</div>`,
    number: file._id,
    title: '催款证据清单',
    projectName: project?.name ?? file.projectId,
    companyName: project?.companyName ?? '',
    issuedOn: today,
    sheets: [{ copyNo: 1, copyCount: 1, holder: '' }],
  });
}

/** A letter's delivery, or how far it has come. */
const LETTER_WORDS: Record<DeliveryResult | Letter['state'], string> = {
  delivered: '已签收',
  refused: '拒收',
  returned: '退回',
  draft: '待批准',
  approved: '已批准，未寄出',
  'returned-to-draft': '退回修改',
  sent: '已寄出',
  served: '已送达',
  'not-served': '未送达',
  withdrawn: '已撤回',
};

/** `send-letter`, `deadline rung`, `event payment-booked` in Chinese. */
function actionTitle(action: string): string {
  const { steps, deadlines, events } = collectionContract;
  const titles: Record<string, string> = { begin: '立案' };
  for (const [name, { title }] of Object.entries(steps)) titles[name] = title.zh;
  for (const [name, { zh }] of Object.entries(deadlines)) titles[`deadline ${name}`] = zh;
  for (const [name, { zh }] of Object.entries(events)) titles[`event ${name}`] = zh;
  return titles[action] ?? action;
}

function statusTitle(status: string): string {
  return collectionContract.statuses[status as Collection['status']]?.zh ?? status;
}

function section(title: string, headings: string[], rows: string[][]): string {
  const head = headings.map((heading) => `<th>${heading}</th>`).join('');
  const lines = rows.map((row) => `<tr>${row.map((cell) => `<td>${esc(cell)}</td>`).join('')}</tr>`).join('');
  return `<h2>${title}</h2><table class="rows"><thead><tr>${head}</tr></thead><tbody>${lines}</tbody></table>`;
}

function signed(fen: number): string {
  return fen < 0 ? `-${formatYuan(-fen)}` : formatYuan(fen);
}

function esc(text: string): string {
  return Mustache.escape(text);
}
