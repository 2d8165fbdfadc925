import { defineContract, json, type ShapeOf } from '../../kernel/contract';
import type { CollectionSchema } from './schema';

/** What a rung of the ladder does. */
export type RungKind = 'reminder' | 'call' | 'demand' | 'letter';
export type Rung = {
  /** Case day, counted from 1. */
  day: number;
  do: RungKind;
};

const consultantAndService = ['consultant', 'customer-service'] as const;

/** 催款个案: from overdue to settled; one open per sale. */
export const collectionContract = defineContract<CollectionSchema>()({
  name: 'collection',
  type: 'collection',
  title: { zh: '催款个案', en: 'Collection case' },
  collection: 'collection-cases',
  startRoles: ['finance', 'customer-service'],
  statuses: {
    reminding: { zh: '提醒催款中', en: 'being reminded' },
    letter: { zh: '律师函办理中', en: "the lawyer's letter is under way" },
    demanded: { zh: '已催告', en: 'demanded: the letter was served' },
    rescindable: { zh: '可解除合同', en: 'the right to rescind has arisen' },
    'handed-over': { zh: '转合同解除', en: 'handed over to rescission' },
    rescinded: { zh: '合同已解除', en: 'rescinded' },
    paid: { zh: '已付清', en: 'paid' },
    cancelled: { zh: '已取消', en: 'cancelled' },
  },
  steps: {
    'log-contact': { title: { zh: '登记联系情况', en: 'Log a contact' }, roles: consultantAndService },
    promise: { title: { zh: '登记付款承诺', en: 'Note a promise to pay' }, roles: consultantAndService },
    'draft-letter': { title: { zh: '起草律师函', en: "Draft the lawyer's letter" }, roles: ['lawyer'] },
    'approve-letter': { title: { zh: '批准律师函', en: 'Approve the letter' }, roles: ['sales-manager'] },
    'return-letter': { title: { zh: '退回律师函', en: 'Return the letter' }, roles: ['sales-manager'] },
    'post-demand': { title: { zh: '寄发催款函', en: 'Post the written demand' }, roles: ['customer-service'] },
    'send-letter': { title: { zh: '寄发律师函', en: 'Send the letter' }, roles: ['customer-service'] },
    'record-delivery': { title: { zh: '登记送达结果', en: 'Record the delivery' }, roles: ['customer-service'] },
    'propose-plan': { title: { zh: '提出分期方案', en: 'Propose a payment plan' }, roles: ['customer-service'] },
    'approve-plan': {
      title: { zh: '批准分期方案', en: 'Approve the payment plan' },
      roles: ['lawyer', 'sales-manager'],
    },
    dispute: { title: { zh: '登记客户异议', en: 'Note a dispute' }, roles: ['customer-service'] },
    'resolve-dispute': {
      title: { zh: '处理异议', en: 'Resolve the dispute' },
      roles: ['sales-manager', 'executive'],
    },
    'waive-interest': { title: { zh: '申请减免违约金', en: 'Ask to waive interest' }, roles: ['customer-service'] },
    'approve-waiver': { title: { zh: '批准减免', en: 'Approve the waiver' }, roles: ['sales-manager'] },
    'record-buyer-demand': { title: { zh: '登记买受人催告', en: "Record the buyer's demand" }, roles: ['lawyer'] },
    'request-rescission': { title: { zh: '申请解除合同', en: 'Ask to rescind' }, roles: ['sales-manager'] },
    'approve-rescission': { title: { zh: '批准解除合同', en: 'Approve the rescission' }, roles: ['executive'] },
    'file-suit': { title: { zh: '登记起诉', en: 'File a suit' }, roles: ['lawyer'] },
    'set-rate': { title: { zh: '确定逾期利率', en: 'Find the rate of late payment' }, roles: ['finance'] },
    'advise-on-money': {
      title: { zh: '处理解除后来款', en: 'Advise on money paid after the rescission' },
      roles: ['lawyer'],
    },
    cancel: { title: { zh: '取消', en: 'Cancel' }, roles: ['sales-manager'] },
  },
  events: {
    delivery: { zh: '邮政投递结果', en: 'The carrier reports a delivery' },
    'payment-booked': { zh: '款项已入账', en: 'A payment was booked' },
    'change-ended': { zh: '合同解除办理结束', en: 'The rescission ended' },
  },
  deadlines: {
    rung: { zh: '下一步催款', en: 'the next rung of the ladder' },
    promise: { zh: '承诺未兑现，进入下一步', en: 'the promise is broken: next rung' },
    proof: { zh: '客服向邮政查询', en: 'customer service chases the carrier' },
    demand: { zh: '解除权产生', en: 'the right to rescind arises' },
    payWithin: { zh: '核对可否要求支付全部价款', en: 'it is looked whether the full price may be demanded' },
    lapse: { zh: '解除权消灭', en: 'the right to rescind lapses' },
    lapseWarning: { zh: '提醒解除权将消灭', en: 'lawyer and manager are warned of the lapse' },
    limitation: { zh: '诉讼时效届满', en: 'the limitation is over' },
    limitationWarning: { zh: '提醒诉讼时效将届满', en: 'lawyer and manager are warned of the limitation' },
    instalment: { zh: '分期未付，方案失效', en: 'an instalment is missed: the plan is void' },
  },
  policy: {
    ladder: json<Rung[]>(),
    ladderAt: 'time',
    promiseDays: 'integer',
    promises: 'integer',
    draftLetter: 'period',
    approveLetter: 'period',
    sendLetter: 'period',
    proof: 'period',
    demand: 'period',
    lapse: 'period',
    lapseAfterDemand: 'period',
    lapseWarnings: json<number[]>(),
    limitation: 'period',
    limitationWarnings: json<number[]>(),
    dispute: 'period',
    task: 'period',
    escalateAfter: 'period',
    lateRates: json<{ from: string; ppmPerDay: number }[]>(),
    lawFirm: json<string>(),
    payBy: 'period',
  },
});

export type Collection = ShapeOf<typeof collectionContract>;
type Data = Collection['data'];
export type Hold = NonNullable<Data['hold']>;
export type DeliveryResult = Collection['events']['delivery']['result'];
export type Letter = Data['letters'][number];
