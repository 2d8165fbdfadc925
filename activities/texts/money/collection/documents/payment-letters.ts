import type { DocumentKind } from '../../../documents/kind';
import { addressee, facts, listTable } from '../../../documents/layout';
import { issuer } from '../../../documents/page';

const instalments = listTable('instalments', [
  ['款项', 'name'],
  ['应付日期', 'dueOn'],
  ['金额（元）', 'amount'],
]);
const payee = ['payeeName', 'payeeBank', 'payeeAccount'] as const;
const payTo = facts(
  [['收款单位', '{{payeeName}}']],
  [['开户银行', '{{payeeBank}}']],
  [['账号', '{{payeeAccount}}']],
);

/** 交款通知: the month's amounts to one payer (S0: the list of the 3rd). */
export const paymentNotice = {
  kind: 'payment-notice',
  title: '交款通知',
  prefix: 'JK',
  fields: ['buyerName', 'unit', 'contractNo', 'month', 'totalAmountFen', ...payee],
  optional: ['overdueAmountFen', 'interestAmountFen', 'contact'],
  lists: { instalments: ['name', 'dueOn', 'amountFen'] },
  body: `<div class="letter"><p class="addressee"><strong>尊敬的{{buyerName}}：</strong></p>
<p>您好！根据您购买 {{unit}} 的《商品房买卖合同》（编号 {{contractNo}}），{{month}}应付房款如下，请您按期支付。</p></div>
${instalments}
<p class="total">合计：人民币 {{totalAmount}} 元（{{totalAmountInWords}}）</p>
<div class="letter">{{#overdueAmount}}<p>其中已逾期 {{overdueAmount}} 元，请尽快支付。</p>{{/overdueAmount}}{{#interestAmount}}<p>截至本通知日，逾期违约金为 {{interestAmount}} 元，另行结算。</p>{{/interestAmount}}</div>
<h2>收款账户（预售资金监管账户）</h2>
${payTo}
<div class="letter"><p>付款时请注明房号和姓名。如您已支付，请忽略本通知；如有疑问，请与我们联系{{#contact}}：{{contact}}{{/contact}}。感谢您的配合。</p></div>
${issuer()}`,
} as const satisfies DocumentKind;

/** 催款函: the written demand of the ladder's third rung, by EMS to the contract's address. */
export const collectionDemand = {
  kind: 'collection-demand',
  title: '催款函',
  prefix: 'CK',
  fields: ['buyerName', 'serviceAddress', 'unit', 'contractNo', 'signedOn', 'totalAmountFen', 'payBy', ...payee],
  optional: ['interestAmountFen', 'interestUntil', 'clause', 'contact'],
  lists: { instalments: ['name', 'dueOn', 'amountFen'] },
  body: `<div class="letter">${addressee('buyerName', 'serviceAddress')}
<p>您于 {{signedOn}} 与我公司签订《商品房买卖合同》（编号 {{contractNo}}），购买 {{unit}}。截至本函发出之日，以下房款已过应付日期，尚未付清：</p></div>
${instalments}
<p class="total">合计欠付：人民币 {{totalAmount}} 元（{{totalAmountInWords}}）</p>
<div class="letter">{{#interestAmount}}<p>按照合同{{#clause}}{{clause}}{{/clause}}约定，截至 {{interestUntil}} 的逾期违约金为人民币 {{interestAmount}} 元，此后仍按日计算至付清之日。</p>{{/interestAmount}}
<p>现正式函告：请您于 {{payBy}} 前将上述欠款付至下列账户。逾期仍未支付的，我公司将依据合同及法律规定进一步主张权利。</p></div>
${payTo}
<div class="letter"><p>如您已经支付、对金额有异议或确有困难，请收到本函后立即与我们联系{{#contact}}：{{contact}}{{/contact}}。</p></div>
${issuer()}`,
} as const satisfies DocumentKind;
