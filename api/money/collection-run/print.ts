import Mustache from 'mustache';
import { pageAround } from '../../../activities/texts/documents/page';
import { formatYuan } from '../../../activities/texts/money-words';
import type { RecordRow } from '../../../models/kernel';
import { nameOf } from '../../../workflows/money/collection-run/rules';
import type { ListNames, ShownLine } from './lines';

const HEADINGS = [
  '房号',
  '客户',
  '款项',
  '应付日期',
  '应付（元）',
  '已付（元）',
  '未付（元）',
  '逾期天数',
  '违约金（元）',
  '付款方',
  '通知方式',
  '通知',
  '置业顾问',
];

const NOTICES: Record<string, string> = {
  queued: '待发',
  sent: '已发',
  failed: '失败',
  'call-needed': '待致电',
  held: '暂缓',
  paid: '已付',
  bank: '银行',
  case: '催款个案',
  none: '仅列示',
};

const CHANNELS: Record<string, string> = { console: '系统', smtp: '邮件', webhook: '短信/微信', phone: '电话' };

/** 客户交款清单, by unit: names the month it was made in. */
export function printList(run: RecordRow, lines: readonly ShownLine[], names: ListNames): string {
  const { month, throughOn } = run.data as unknown as { month: string; throughOn: string };
  const cell = (text: string) => `<td>${Mustache.escape(text)}</td>`;
  const rows = inOrder(lines, names).map((line) => `<tr>${cellsOf(line, names).map(cell).join('')}</tr>`);
  const openFen = lines.reduce((sum, line) => sum + line.openFen, 0);
  const body = `<p class="small">截至 ${throughOn}（含）应付款项及欠款，共 ${lines.length} 笔，未付合计 ${formatYuan(openFen)} 元。</p>
<div class="dense"><table class="rows"><thead><tr>${HEADINGS.map((h) => `<th>${h}</th>`).join('')}</tr></thead><tbody>${rows.join('')}</tbody></table></div>`;
  const [year, monthNo] = month.split('-').map(Number);
  return Mustache.render(pageAround('{{{body}}}', 'landscape'), {
    body,
    number: run._id,
    title: `${year}年${monthNo}月客户交款清单`,
    projectName: names.project,
    companyName: names.company,
    issuedOn: '',
    sheets: [{ copyNo: 1, copyCount: 1, holder: '' }],
  });
}

/** The same as CSV with a byte order mark, so that a spreadsheet reads the Chinese. */
export function toCsv(lines: readonly ShownLine[], names: ListNames): string {
  const rows = inOrder(lines, names).map((line) => cellsOf(line, names));
  return `\uFEFF${[HEADINGS, ...rows].map((row) => row.map(quote).join(',')).join('\r\n')}\r\n`;
}

function cellsOf(line: ShownLine, names: ListNames): string[] {
  return [
    names.units.get(line.unitId) ?? line.unitId,
    names.clients.get(line.clientId) ?? line.clientId,
    line.notice === 'failed' && line.failure ? `未能生成：${line.failure}` : nameOf(line),
    line.dueOn ?? '',
    formatYuan(line.dueFen),
    formatYuan(line.paidFen),
    formatYuan(line.openFen),
    line.daysLate > 0 ? String(line.daysLate) : '',
    line.interestFen > 0 ? formatYuan(line.interestFen) : '',
    line.payer === 'bank' ? '银行' : '客户',
    CHANNELS[names.channels.get(line.clientId) ?? ''] ?? '',
    NOTICES[line.notice] ?? line.notice,
    names.staff.get(line.consultantId) ?? line.consultantId,
  ];
}

function inOrder(lines: readonly ShownLine[], names: ListNames): ShownLine[] {
  const keyOf = (line: ShownLine) => `${names.units.get(line.unitId) ?? line.unitId} ${line.dueOn ?? ''}`;
  return [...lines].sort((a, b) => keyOf(a).localeCompare(keyOf(b), 'zh', { numeric: true }));
}

/** A cell that a spreadsheet would take for a formula is made a text. */
function quote(text: string): string {
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
