import type { DocumentKind } from '../../../documents/kind';
import { addressee } from '../../../documents/layout';
import { issuer } from '../../../documents/page';

/**
 * 律师函: drafted by the lawyer, sent only with the sales manager's approval (S0). It is the demand from whose
 * service the three months of 商品房买卖合同司法解释 11 run, unless the contract sets another period.
 */
export const lawyerLetter = {
  kind: 'lawyer-letter',
  title: '律师函',
  prefix: 'LS',
  fields: [
    'buyerName',
    'serviceAddress',
    'unit',
    'contractNo',
    'signedOn',
    'claimFen',
    'clause',
    'payBy',
    'lawyer',
    'lawFirm',
  ],
  optional: ['interestFen', 'interestUntil', 'demandPeriod', 'contact'],
  body: `<div class="letter">${addressee('buyerName', 'serviceAddress')}
<p>受{{companyName}}（下称“委托人”）委托，本律师就您逾期支付 {{unit}} 购房款一事，郑重致函如下：</p>
<h2>一、事实</h2>
<p>您于 {{signedOn}} 与委托人签订《商品房买卖合同》（编号 {{contractNo}}），购买{{projectName}} {{unit}}。截至本函出具之日，您尚欠到期购房款人民币 {{claim}} 元（{{claimInWords}}）{{#interest}}，截至 {{interestUntil}} 的逾期违约金为人民币 {{interest}} 元{{/interest}}，至今仍未支付。</p>
<h2>二、依据</h2>
<p>您的行为违反了上述合同{{clause}}的约定。依照《中华人民共和国民法典》第五百七十七条、第五百七十九条，委托人有权要求您支付价款并承担违约责任；依照《民法典》第五百六十三条及《最高人民法院关于审理商品房买卖合同纠纷案件适用法律若干问题的解释》第十一条，经催告后在{{demandPeriod}}{{^demandPeriod}}三个月{{/demandPeriod}}的合理期限内仍未履行的，委托人有权解除合同。</p>
<h2>三、要求</h2>
<p>请您于 {{payBy}} 前付清上述款项。期满仍未履行的，委托人将依法采取包括解除合同、提起诉讼在内的措施，由此产生的费用和损失将一并主张。</p>
<p>本函亦构成对上述债务的正式催告。如您对事实或金额有异议，请收到本函后立即书面提出，委托人愿与您协商解决{{#contact}}（联系方式：{{contact}}）{{/contact}}。</p></div>
<div class="letter"><p>特此函告。</p></div>
${issuer('{{lawFirm}}（盖章）<br>律师：{{lawyer}}')}`,
} as const satisfies DocumentKind;
