import type { DocumentKind } from '../../documents/kind';
import { facts, fill, listTable, signatures } from '../../documents/layout';

/**
 * 认购书: issued blank, filled, checked, then signed by client, consultant and manager (S0 篇2 §1.4–1.6). What is not
 * yet agreed prints as a line to write on. Four copies: client 1, assistant 1, finance 2 (S0 篇2 §1.8).
 */
export const subscriptionForm = {
  kind: 'subscription-form',
  title: '认购书',
  prefix: 'RG',
  isForm: true,
  copies: ['客户', '销售助理', '财务', '财务'],
  fields: ['unit', 'depositAmountFen'],
  optional: [
    'area',
    'unitPriceFen',
    'totalPriceFen',
    'method',
    'downPercent',
    'loanAmountFen',
    'signBy',
    'mortgageBy',
    'depositBy',
    'specialTerms',
  ],
  lists: { buyers: ['name', 'idNo', 'phone'], plan: ['name', 'dueBy', 'amountFen'] },
  body: `<div class="dense"><p class="notice">本认购书自定金交付时生效</p>
${listTable('buyers', [
  ['认购人', 'name'],
  ['证件号码', 'idNo'],
  ['联系电话', 'phone'],
])}
${facts(
  [
    ['房号', '{{unit}}'],
    ['建筑面积', '{{#area}}{{area}} ㎡{{/area}}'],
  ],
  [
    ['单价', '{{#unitPrice}}{{unitPrice}} 元/㎡{{/unitPrice}}'],
    ['总价', '{{#totalPrice}}{{totalPrice}} 元{{/totalPrice}}'],
  ],
  [['总价（大写）', '{{totalPriceInWords}}']],
  [
    ['付款方式', '{{method}}'],
    ['首付比例', '{{#downPercent}}{{downPercent}} %{{/downPercent}}'],
  ],
  [
    ['贷款金额', '{{#loanAmount}}{{loanAmount}} 元{{/loanAmount}}'],
    ['按揭办理期限', '{{mortgageBy}}'],
  ],
)}
<h2>付款期限和款项</h2>
${listTable('plan', [
  ['款项', 'name'],
  ['付款期限', 'dueBy'],
  ['金额（元）', 'amount'],
])}
<h2>约定</h2>
<p>一、认购人应于${fill('depositBy')}前向出卖人财务交付定金人民币 {{depositAmount}} 元（{{depositAmountInWords}}）。定金交付前本认购书不生效，房号以先交付定金者为准。</p>
<p>二、双方应于${fill('signBy')}前签订《商品房买卖合同》。定金抵作首笔房款。</p>
<p>三、认购人无正当理由未按约签约，经书面催告仍不履行的，无权请求返还定金；出卖人违约的，双倍返还定金；因不可归责于双方的原因未能签约的，定金全额退还。</p>
<p>四、付款方式、期限和款项以本认购书所载为准。{{#specialTerms}}其他约定：{{specialTerms}}{{/specialTerms}}</p>
<p>五、本认购书一式四份：认购人一份，销售助理一份，财务两份，效力相同。</p>
${signatures('认购人', '经办人（置业顾问）', '营销经理', '出卖人（盖章）')}</div>`,
} as const satisfies DocumentKind;
