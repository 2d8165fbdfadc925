import type { DocumentKind } from '../../documents/kind';
import { addressee } from '../../documents/layout';
import { issuer } from '../../documents/page';

/** 签约催告: nothing is forfeited before it is served (Civil Code 587). */
export const signDemand = {
  kind: 'sign-demand',
  title: '签约催告',
  prefix: 'QC',
  fields: [
    'buyerName',
    'serviceAddress',
    'unit',
    'formNo',
    'subscribedOn',
    'signBy',
    'depositAmountFen',
    'finalBy',
  ],
  optional: ['contact'],
  body: `<div class="letter">${addressee('buyerName', 'serviceAddress')}
<p>您于 {{subscribedOn}} 签署认购书（编号 {{formNo}}），认购{{projectName}} {{unit}}，并交付定金人民币 {{depositAmount}} 元。按认购书约定，双方应于 {{signBy}} 前签订《商品房买卖合同》，您至今未办理。</p>
<p>现正式催告：请您于 {{finalBy}} 前，携带身份证件、认购书和定金收据到销售中心签订《商品房买卖合同》。不能亲自到场的，可以书面委托代理人办理。</p>
<p>如您逾期仍不签约且无正当理由，我公司将依照认购书的约定及《中华人民共和国民法典》第五百八十七条处理定金，并将该房号另行出售。</p>
<p>如未能签约系因不可归责于双方的原因，或您对本催告有异议，请立即告知并提供有关材料{{#contact}}，联系方式：{{contact}}{{/contact}}。</p></div>
${issuer()}`,
} as const satisfies DocumentKind;
