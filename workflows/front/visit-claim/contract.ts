import { defineContract, type ShapeOf } from '../../kernel/contract';
import type { VisitClaimSchema } from './schema';

/** 接待与客户认领 (S0 §2, §6, §9; S1 二.3–4). */
export const visitClaimContract = defineContract<VisitClaimSchema>()({
  name: 'visit-claim',
  type: 'visitClaim',
  title: { zh: '接待与客户认领', en: 'Reception and visitor claim' },
  collection: 'visits',
  startRoles: ['consultant', 'assistant', 'supervisor'],
  statuses: {
    calling: { zh: '请顾问接待', en: 'calling the named consultant' },
    serving: { zh: '接待中', en: 'being served' },
    briefing: { zh: '待向顾问通报', en: 'the owner is to be briefed' },
    'claim-notice': { zh: '待发认领通知', en: 'the claim notice is to be sent' },
    'claim-open': { zh: '认领期', en: 'open for claims' },
    decided: { zh: '已认领，异议期', en: 'decided, open to dispute' },
    disputed: { zh: '有异议', en: 'disputed' },
    kept: { zh: '归接访人', en: "the receiver's client" },
    'by-owner': { zh: '由原顾问接待', en: 'served by its owner' },
    briefed: { zh: '已通报原顾问', en: 'owner briefed' },
    claimed: { zh: '已认领', en: 'claimed' },
    unclaimed: { zh: '无人认领', en: 'unclaimed: the receiver owns' },
    cancelled: { zh: '已取消', en: 'cancelled' },
  },
  steps: {
    'answer-call': { title: { zh: '应答接待', en: 'Answer the call' }, roles: ['consultant', 'team-leader'] },
    'name-consultant': {
      title: { zh: '客户想起顾问', en: 'Name the consultant' },
      roles: ['consultant', 'team-leader', 'assistant'],
      closedCode: 'claim-closed',
    },
    quote: { title: { zh: '置业计划', en: 'Quote' }, roles: ['consultant', 'team-leader'] },
    leave: { title: { zh: '送客登记', en: 'Visitor leaves' }, roles: ['consultant', 'team-leader'] },
    'brief-owner': { title: { zh: '向原顾问通报', en: 'Brief the owner' }, roles: ['consultant', 'team-leader'] },
    acknowledge: { title: { zh: '原顾问确认', en: 'Owner acknowledges' }, roles: ['consultant', 'team-leader'] },
    'notify-leaders': { title: { zh: '通知各组长认领', en: 'Send the claim notice' }, roles: ['assistant'] },
    'tell-team': { title: { zh: '转告组员', en: 'Tell the team' }, roles: ['team-leader'] },
    claim: {
      title: { zh: '认领客户', en: 'Claim the visitor' },
      roles: ['consultant', 'team-leader'],
      closedCode: 'claim-closed',
    },
    'withdraw-claim': {
      title: { zh: '撤回认领', en: 'Withdraw the claim' },
      roles: ['consultant', 'team-leader'],
      closedCode: 'claim-closed',
    },
    dispute: { title: { zh: '提出异议', en: 'Dispute' }, roles: ['consultant', 'team-leader'] },
    'decide-dispute': {
      title: { zh: '裁定异议', en: 'Decide the dispute' },
      roles: ['supervisor', 'sales-manager'],
    },
    cancel: { title: { zh: '取消', en: 'Cancel' }, roles: ['supervisor'] },
  },
  deadlines: {
    callAnswer: {
      zh: '视为不在现场，同组最后接访人接待',
      en: 'counts as absent: the last receiver of the group serves',
    },
    noticeBy: { zh: '系统代发认领通知并告知主管', en: 'the system sends the claim notice; the supervisor is told' },
    tellTeam: { zh: '系统代为通知组员并告知主管', en: 'the system tells the team; the supervisor is told' },
    claimWindow: { zh: '登记在先者得；无人认领归接访人', en: 'the earliest entry owns; none: the receiver' },
    disputeWindow: { zh: '认领结果生效', en: 'the decision is final' },
  },
  policy: {
    callAnswer: 'period',
    noticeBy: 'time',
    noticeAtLeast: 'period',
    tellTeam: 'period',
    claimWindow: 'period',
    briefBy: 'period',
    acknowledgeBy: 'period',
    disputeWindow: 'period',
    disputeDecision: 'period',
    ownership: { oneOf: ['claim', 'book-only'] },
  },
});

export type VisitClaim = ShapeOf<typeof visitClaimContract>;
export type Quote = VisitClaim['data']['quotes'][number];
export type Claim = VisitClaim['data']['claims'][number];
