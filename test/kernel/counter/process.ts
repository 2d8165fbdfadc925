import { defineProcess } from '../../../workflows/kernel/process';
import { type Counter, counterContract } from './contract';

const RECEIPT = {
  unit: { unit: 'linjiang-1-1201' },
  payerName: { client: 'client-001' },
  amountFen: 2_000_000,
  method: '现金',
  purpose: '定金',
  receivedOn: '2026年3月10日',
  countedBy: [{ staff: 'finance-1' }],
};

export const counter = defineProcess<Counter>(counterContract, {
  begin(desk) {
    desk.data = { papers: [] };
    for (const step of ['take-seat', 'leave-seat', 'issue', 'issue-again', 'withdraw', 'request', 'close'] as const)
      desk.allow(step);
  },
  steps: {
    'take-seat'(desk, { seat, forGood }) {
      desk.claim('unit-hold', seat, { code: 'hold-taken', message: '座位已占 the seat is taken' }, { forGood });
    },
    'leave-seat'(desk, { seat }) {
      desk.release('unit-hold', seat);
    },
    issue(desk) {
      desk.data.papers.push(desk.document('receipt', RECEIPT, { clientId: 'client-001' }).id);
    },
    'issue-again'(desk) {
      const before = desk.data.papers.at(-1) as string;
      const about = { clientId: 'client-001', reason: '金额有误' };
      desk.data.papers.push(desk.reissue(before, 'receipt', { ...RECEIPT, amountFen: 1_000_000 }, about).id);
    },
    withdraw(desk) {
      desk.voidDocument(desk.data.papers.at(-1) as string, '不再需要');
    },
    request(desk) {
      desk.ask(['grant', 'decline'], {
        of: { roles: ['finance'] },
        notBy: [desk.actor.staffId],
        by: desk.at + 1_000,
        remindAt: [0.5],
        escalate: [{ to: { roles: ['finance'] } }],
      });
    },
    grant(desk) {
      desk.data.granted = true;
    },
    decline(desk) {
      desk.data.granted = false;
    },
    close(desk) {
      desk.finish('closed');
    },
  },
});
