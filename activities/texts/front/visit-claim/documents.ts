import type { DocumentKind } from '../../documents/kind';
import { facts, signatures } from '../../documents/layout';
import { issuer } from '../../documents/page';

/** 客户认领通知: to all team leaders the same afternoon, open for two days (S0 篇3 §2). */
export const claimNotice = {
  kind: 'claim-notice',
  title: '客户认领通知',
  prefix: 'KR',
  fields: ['visitorBookNo', 'clientName', 'visitedAt', 'receiver', 'claimBy'],
  optional: ['employer', 'leaders'],
  body: `<p>各位组长{{#leaders}}（{{leaders}}）{{/leaders}}：</p>
<p>以下客户到访时称曾与我方置业顾问联系，但记不清姓名，请尽快通知本组组员认领。</p>
${facts(
  [
    ['上门登记号', '{{visitorBookNo}}'],
    ['到访时间', '{{visitedAt}}'],
  ],
  [
    ['客户', '{{clientName}}'],
    ['单位', '{{employer}}'],
  ],
  [
    ['接待人', '{{receiver}}'],
    ['认领截止', '{{claimBy}}'],
  ],
)}
<p>认领须提供本人的上门客户登记号或客户登记本记录号，以登记在先者为准。期满无人认领，该客户确认为接待人的客户。</p>
${issuer('销售助理')}
${signatures('组长签收', '组长签收')}`,
} as const satisfies DocumentKind;
