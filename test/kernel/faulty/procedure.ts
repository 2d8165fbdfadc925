import type { Definition } from '../../../workflows/kernel/definition';
import type { Draft } from '../../../workflows/kernel/draft';
import type { Faulty, Slip } from './contract';

const RECEIPT = { unit: 'A', payerName: 'B', amountFen: 100, method: '现金', purpose: '定金', receivedOn: '今天' };

/** @param isMended as the repaired program has it */
export function faultyDefinition(isMended: boolean): Definition<Faulty> {
  /** Claims, takes a number, closes a task and issues papers: whatever a mistake must leave as it was. */
  function act(draft: Draft<Faulty>, slip: Slip): void {
    draft.claim('unit-hold', draft.key, { code: 'hold-taken', message: '已占 taken' });
    draft.data.numbers.push(draft.number('faulty', 'F{000}'));
    draft.shut('note');
    draft.document('receipt', { ...RECEIPT, countedBy: 'C' });
    if (slip === 'text') draft.notify('trial.throws' as never, { roles: ['admin'] }, {} as never);
    if (slip === 'body') draft.document('trial-throws' as never, { ...RECEIPT, countedBy: 'C' } as never);
    const unknown = (isMended ? { of: { what: 1 } } : {}) as { of: { what: number } };
    if (slip === 'handler') draft.fact('what', unknown.of.what);
    draft.data.slippedAt = draft.at;
    draft.to('past');
  }
  return {
    begin(draft, { slip, slipAt }) {
      draft.data = { numbers: [], slip };
      draft.ask('note', { of: { roles: ['admin'] }, remindAt: [] });
      for (const step of ['text', 'handler', 'body'] as const) draft.allow(step);
      if (slipAt !== undefined) draft.until('slip', slipAt);
    },
    steps: {
      note: () => undefined,
      text: (draft) => act(draft, 'text'),
      handler: (draft) => act(draft, 'handler'),
      body: (draft) => act(draft, 'body'),
    },
    deadlines: { slip: (draft) => act(draft, draft.data.slip as Slip) },
    events: { slipped: (draft, { slip }) => act(draft, slip) },
  };
}
