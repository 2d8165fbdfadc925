import type { DocumentKind } from '../../documents/kind';
import { facts, signatures } from '../../documents/layout';

/** Unit, figures and words, method, purpose, and at least two who counted (S1 §9). */
const receipt = {
  fields: ['unit', 'payerName', 'amountFen', 'method', 'purpose', 'receivedOn', 'countedBy'],
  optional: ['reference', 'remarks'],
  body: `${facts(
    [
      ['房号', '{{unit}}'],
      ['收款日期', '{{receivedOn}}'],
    ],
    [['交款人', '{{payerName}}']],
    [['用途', '{{purpose}}']],
    [
      ['金额（小写）', '￥{{amount}}'],
      ['交款方式', '{{method}}{{#reference}}（{{reference}}）{{/reference}}'],
    ],
    [['金额（大写）', '<span class="words">{{amountInWords}}</span>']],
    [['点款人', '{{countedBy}}']],
    [['备注', '{{remarks}}']],
  )}
<p class="small">本收据须加盖财务专用章方为有效；涂改无效，遗失请即告知。</p>
${signatures('收款人', '交款人')}`,
} as const satisfies Partial<DocumentKind>;

export const depositReceipt = {
  kind: 'deposit-receipt',
  title: '定金收据',
  prefix: 'DJ',
  ...receipt,
} as const satisfies DocumentKind;
export const generalReceipt = {
  kind: 'receipt',
  title: '收据',
  prefix: 'SJ',
  ...receipt,
} as const satisfies DocumentKind;
