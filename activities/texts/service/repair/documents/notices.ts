import type { DocumentKind } from '../../../documents/kind';
import { issuer } from '../../../documents/page';

/** 接管通知: past the term the own team mends and the contractor bears the cost (S1 §4; 房屋建筑工程质量保修办法 12). */
export const takeoverNotice = {
  kind: 'takeover-notice',
  title: '接管通知',
  prefix: 'JG',
  fields: ['contractor', 'orderNo', 'unit', 'defectClass', 'dispatchedAt', 'finishBy', 'reason', 'takenOverAt'],
  body: `<div class="letter"><p class="addressee"><strong>致：{{contractor}}</strong></p>
<p>报修单 {{orderNo}}（{{unit}}，{{defectClass}}）已于 {{dispatchedAt}} 派交贵单位，预定完成期限为 {{finishBy}}。因{{reason}}，我公司已于 {{takenOverAt}} 接管该项维修，安排专业人员处理。</p>
<p>依照工程质量保修书及《房屋建筑工程质量保修办法》第十二条，本次维修的费用由贵单位承担，经计量审批后列入季度维修结算。贵单位的质量保修责任不因此免除。</p>
<p>自接管之时起，请贵单位勿再就本报修单施工。如有异议，请书面提出。</p></div>
${issuer()}`,
} as const satisfies DocumentKind;

/** 上门未遇结案通知: nobody met again and again; the day of the report stands. */
export const noAccessNotice = {
  kind: 'no-access-notice',
  title: '上门未遇结案通知',
  prefix: 'WY',
  fields: ['ownerName', 'orderNo', 'unit', 'content', 'reportedAt', 'visitedAt'],
  body: `<div class="letter"><p class="addressee"><strong>尊敬的{{ownerName}}：</strong></p>
<p>您于 {{reportedAt}} 为 {{unit}} 报修（单号 {{orderNo}}）。</p>
<p>报修内容：{{content}}</p>
<p>维修人员先后于 {{visitedAt}} 上门，均未能进入，本次报修暂予结案。</p>
<p>您的报修日期仍以上述时间为准，保修权利不受影响。方便时请随时与客服联系，我们将重新安排维修。</p></div>
${issuer()}`,
} as const satisfies DocumentKind;

/** 不予保修通知: reasoned, with the quote, the choices and the court. */
export const notWarranty = {
  kind: 'not-warranty',
  title: '不予保修通知',
  prefix: 'BB',
  fields: ['ownerName', 'orderNo', 'unit', 'content', 'reportedAt', 'reason', 'engineer', 'court'],
  optional: ['quoteAmountFen', 'contact'],
  body: `<div class="letter"><p class="addressee"><strong>尊敬的{{ownerName}}：</strong></p>
<p>您于 {{reportedAt}} 为 {{unit}} 报修（单号 {{orderNo}}）。我公司工程部（查验人：{{engineer}}）现场查验后认为，该项不属于保修范围。</p>
<p>报修内容：{{content}}</p>
<p>理由：{{reason}}</p>
<p>您可以选择：</p>
<p>一、付费维修。{{#quoteAmount}}我公司报价为人民币 {{quoteAmount}} 元（{{quoteAmountInWords}}），经您同意并付款后安排维修。{{/quoteAmount}}{{^quoteAmount}}如您需要，我公司将另行报价。{{/quoteAmount}}</p>
<p>二、撤回报修，自行处理。</p>
<p>三、提出异议。我公司将另派工程师会同专家复核，复核结论为最终答复。</p>
<p>您如不同意上述结论，也可以依法向{{court}}提起诉讼。请将您的选择告知客服{{#contact}}（{{contact}}）{{/contact}}。</p></div>
${issuer()}`,
} as const satisfies DocumentKind;
