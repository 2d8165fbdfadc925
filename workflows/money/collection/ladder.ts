import { look } from '../../kernel/look';
import { deadlineAfter } from '../../kernel/period';
import { addressOf, type Case, escalation, facts, refresh, sayDate } from './case';
import { nextContact, nextRungAt, rungAt } from './rules';

/** Wait for the next rung. The first one is for the day of opening; after a pause the next one waits for a morning. */
export function goOn(file: Case, { isFirst = false }: { isFirst?: boolean }): void {
  const { policy, data, calendar, at } = file;
  const rung = policy.ladder[data.rung];
  if (!rung || data.hold) return file.drop('rung');
  const due = isFirst
    ? Math.max(rungAt(data.openedOn, rung, policy.ladderAt, calendar), at)
    : rungAt(data.openedOn, rung, policy.ladderAt, calendar);
  file.until('rung', isFirst || due > at ? due : nextContact(at, policy.ladderAt, calendar));
}

/** Take the rung that is due, and wait for the next one. */
export async function takeRung(file: Case): Promise<void> {
  const { policy, data } = file;
  const rung = policy.ladder[data.rung];
  if (!rung) return;
  await refresh(file);
  data.rung += 1;
  const overdue = facts(file);
  const client = { clientId: data.buyers[0] };
  switch (rung.do) {
    case 'reminder':
      file.notify('collection.overdue-reminder', client, { ...overdue, instalment: '房款' });
      break;
    case 'call':
      file.notify('collection.consultant-call', { staffIds: [data.consultantId] }, overdue);
      file.ask('log-contact', {
        part: 'consultant',
        of: { staffIds: [data.consultantId] },
        within: policy.task,
        policyKey: 'task',
        escalate: escalation(file),
      });
      break;
    case 'demand':
      await writeDemand(file);
      break;
    case 'letter':
      askForLetter(file);
  }
  const next = policy.ladder[data.rung];
  if (next) file.until('rung', nextRungAt(data.openedOn, next, file.at, policy.ladderAt, file.calendar));
}

/** 催款函: numbered, told at once, and posted by EMS to the contract's address. */
async function writeDemand(file: Case): Promise<void> {
  const { data, policy } = file;
  const payBy = file.sayDay(deadlineAfter(file.at, policy.payBy, file.calendar).at);
  const [sale] = await look.saleBriefs([file.saleKey ?? '']);
  const address = addressOf(sale);
  const overdue = facts(file);
  if (address) {
    const account = await look.payeeOf(file.projectId);
    const demand = file.document(
      'collection-demand',
      {
        buyerName: { client: data.buyers[0] as string },
        serviceAddress: address,
        unit: { unit: data.unitId },
        contractNo: data.contractNo,
        signedOn: file.sayDate(sale?.stampedAt ?? file.at),
        totalAmountFen: data.overdueFen,
        payBy,
        payeeName: account.name,
        payeeBank: { bank: account.bankId },
        payeeAccount: account.no,
        instalments: (await refresh(file)).overdue.map((row) => ({
          name: `房款第${row.no}期`,
          dueOn: sayDate(row.dueOn ?? ''),
          amountFen: row.openFen,
        })),
        ...(data.interestFen > 0
          ? { interestAmountFen: data.interestFen, interestUntil: sayDate(file.today) }
          : {}),
      },
      { clientId: data.buyers[0] },
    );
    data.letters.push({
      kind: 'demand',
      number: demand.number,
      documentId: demand.id,
      claimFen: data.overdueFen,
      draftedAt: file.at,
      state: 'approved',
    });
    file.notify(
      'collection.written-demand',
      { clientId: data.buyers[0] },
      { ...overdue, demandNo: demand.number, payBy },
      { documentId: demand.id },
    );
    file.ask('post-demand', {
      of: { roles: ['customer-service'] },
      within: policy.sendLetter,
      policyKey: 'sendLetter',
      escalate: escalation(file),
    });
    return;
  }
  // Without an address for service there is no letter: the consultant is asked to speak to the client.
  file.notify(
    'collection.consultant-call',
    { staffIds: [data.consultantId], roles: ['customer-service'] },
    overdue,
  );
}

/** S0: the lawyer drafts, the sales manager approves. */
export function askForLetter(file: Case): void {
  if (file.status === 'reminding') file.to('letter');
  const { policy } = file;
  file.ask('draft-letter', {
    of: { roles: ['lawyer'] },
    within: policy.draftLetter,
    policyKey: 'draftLetter',
    escalate: escalation(file),
    stays: true,
  });
  file.notify(
    'collection.letter-due',
    { roles: ['lawyer'] },
    { ...facts(file), dueAt: file.say(file.find('draft-letter')?.due ?? file.at) },
  );
}
