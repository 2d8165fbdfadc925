import type { SaleBrief } from '../../../activities/reads/books/ledger';
import { instantOf } from '../../kernel/calendar';
import { look } from '../../kernel/look';
import { deadlineAfter } from '../../kernel/period';
import { addressOf, type Case, escalation, facts, refresh, sayDate } from './case';
import { setLimitation } from './clocks';
import type { Collection, Letter } from './contract';
import { askForLetter } from './ladder';
import { endOf } from './rules';

type Steps = Collection['steps'];

/** 律师函 drafted: on case day 15, or sooner with a reason. A draft that is not sent yet is replaced. */
export async function draftLetter(
  file: Case,
  { claimFen, clause, payWithin, addressId, reason }: Steps['draft-letter'],
): Promise<void> {
  const isAsked = file.status !== 'reminding';
  if (!isAsked && !reason)
    file.refuse(
      'validation-failed',
      '立案未满 15 天，起草律师函须说明原因 before case day 15 a letter needs a reason',
      { field: 'reason' },
    );
  const [sale] = await look.saleBriefs([file.saleKey ?? '']);
  const address = addressOf(sale);
  if (!address)
    return file.refuse('no-service-address', '合同没有送达地址 the contract names no address for service', {
      field: 'addressId',
    });
  await refresh(file);
  withdrawLetters(file, 'lawyer');
  const { data } = file;
  const letter = file.document(
    'lawyer-letter',
    {
      buyerName: { client: data.buyers[0] as string },
      serviceAddress: address,
      unit: { unit: data.unitId },
      contractNo: data.contractNo,
      signedOn: file.sayDate(sale?.stampedAt ?? file.at),
      claimFen,
      clause,
      payBy: file.sayDay(deadlineAfter(file.at, payWithin, file.calendar).at),
      lawyer: { staff: file.actor.staffId },
      lawFirm: file.policy.lawFirm,
      ...(data.interestFen > 0 ? { interestFen: data.interestFen, interestUntil: sayDate(file.today) } : {}),
    },
    { clientId: data.buyers[0] },
  );
  data.letters.push({
    kind: 'lawyer',
    number: letter.number,
    documentId: letter.id,
    claimFen,
    clause,
    payWithin,
    addressId,
    draftedBy: file.actor.staffId,
    draftedAt: file.at,
    state: 'draft',
  });
  if (reason) file.fact('reason', reason);
  if (file.status === 'reminding') file.to('letter');
  file.allow('draft-letter');
  file.shut('send-letter');
  file.ask(['approve-letter', 'return-letter'], {
    of: { roles: ['sales-manager'] },
    notBy: [file.actor.staffId],
    within: file.policy.approveLetter,
    policyKey: 'approveLetter',
    escalate: [{ to: { roles: ['executive'] } }],
  });
}

/** S0: nothing goes out without the manager, and not the manager's own draft. */
export async function approveLetter(file: Case, { comment }: Steps['approve-letter']): Promise<void> {
  const letter = latest(file, 'draft');
  await refresh(file);
  Object.assign(letter, {
    state: 'approved',
    comment,
    approvedBy: file.actor.staffId,
    approvedAt: file.at,
    approvedFen: file.data.overdueFen,
  } satisfies Partial<Letter>);
  file.ask('send-letter', {
    of: { roles: ['customer-service'] },
    within: file.policy.sendLetter,
    policyKey: 'sendLetter',
    escalate: escalation(file),
  });
}

export function returnLetter(file: Case, { comment }: Steps['return-letter']): void {
  const letter = latest(file, 'draft');
  Object.assign(letter, { state: 'returned-to-draft', comment } satisfies Partial<Letter>);
  file.voidDocument(letter.documentId, '退回修改');
  askForLetter(file);
}

/** @throws `letter-stale` when the balance has changed since the approval: it is drafted anew */
export async function sendLetter(file: Case, posted: Steps['send-letter']): Promise<void> {
  const letter = latest(file, 'approved');
  await refresh(file);
  if (letter.approvedFen !== file.data.overdueFen) {
    file.refuse(
      'letter-stale',
      '批准后欠款有变，须重新起草 the balance has changed since the approval: draft it anew',
      { approvedFen: letter.approvedFen, overdueFen: file.data.overdueFen },
    );
  }
  post(file, letter, posted);
  const payBy = file.sayDay(deadlineAfter(file.at, letter.payWithin ?? file.policy.payBy, file.calendar).at);
  file.notify(
    'collection.lawyer-letter-sent',
    { clientId: file.data.buyers[0] },
    {
      unit: { unit: file.data.unitId },
      letterNo: letter.number,
      amountFen: letter.claimFen,
      payBy,
      emsNo: posted.emsNo,
    },
  );
}

export function postDemand(file: Case, posted: Steps['post-demand']): void {
  const letter = [...file.data.letters].reverse().find((one) => one.kind === 'demand' && one.state === 'approved');
  if (!letter) return file.refuse('step-not-open', '没有待寄发的催款函 there is no written demand to post');
  post(file, letter, posted);
}

function post(file: Case, letter: Letter, posted: Steps['send-letter']): void {
  requirePast(file, 'postedOn', posted.postedOn);
  Object.assign(letter, { ...posted, state: 'sent' } satisfies Partial<Letter>);
  const from = instantOf(posted.postedOn, '12:00', file.calendar);
  file.after('proof', { part: letter.number, from: Math.min(from, file.at) });
}

/** Delivered or refused is served; returned is served only under an address clause, else another way must be found. */
export async function recordDelivery(
  file: Case,
  { emsNo, result, on, proofDocId }: Collection['events']['delivery'],
): Promise<void> {
  const letter = file.data.letters.find((one) => one.emsNo === emsNo);
  if (!letter)
    return file.refuse('validation-failed', '本案没有这个邮件号的函件 no letter of this case has that number', {
      field: 'emsNo',
    });
  if (letter.state === 'served') return;
  requirePast(file, 'on', on, letter.postedOn);
  const [sale] = await look.saleBriefs([file.saleKey ?? '']);
  const isServed = result !== 'returned' || sale?.contractTerms.addressClause === true;
  Object.assign(letter, {
    result,
    resultOn: on,
    proofDocId,
    state: isServed ? 'served' : 'not-served',
  } satisfies Partial<Letter>);
  file.drop('proof', letter.number);
  file.allow('record-delivery');
  if (result === 'returned') {
    const consequence = isServed
      ? '合同有送达条款，视为送达。'
      : '合同无送达条款，不视为送达，请核实地址后重新送达。';
    file.notify(
      'collection.letter-returned',
      { roles: ['customer-service', 'lawyer'] },
      { ...facts(file), letterNo: letter.number, emsNo, consequence },
    );
  }
  if (!isServed) {
    if (letter.kind === 'lawyer') askForLetter(file);
    return;
  }
  file.data.interruptedOn.push(on);
  await setLimitation(file);
  if (letter.kind === 'lawyer') await served(file, letter, on, sale);
}

/** From the service the legal clock runs [law 11]; the contract's own period prevails. */
async function served(file: Case, letter: Letter, on: string, sale: SaleBrief | undefined): Promise<void> {
  const { data, policy, calendar } = file;
  if (data.servedOn !== undefined) return;
  data.servedOn = on;
  if (file.status === 'letter' || file.status === 'reminding') file.to('demanded');
  const period = sale?.contractTerms.demandPeriod;
  file.after('demand', { from: instantOf(on, '12:00', calendar), ...(period === undefined ? {} : { period }) });
  file.until('payWithin', Math.max(endOf(on, letter.payWithin ?? policy.payBy, calendar), file.at), {
    quiet: true,
  });
  file.allow('file-suit');
}

/** Letters that have not gone are withdrawn, their documents void. */
export function withdrawLetters(file: Case, kind?: Letter['kind']): void {
  for (const letter of file.data.letters) {
    const isUnsent = letter.state === 'draft' || letter.state === 'approved';
    if (!isUnsent || (kind && letter.kind !== kind)) continue;
    letter.state = 'withdrawn';
    file.voidDocument(letter.documentId, '未寄出，撤回');
  }
  if (kind === 'lawyer') file.shut('approve-letter', 'return-letter', 'send-letter');
}

/** The legal clocks run from such dates: not after today, nor before what must have come first. */
export function requirePast(file: Case, field: string, on: string, notBefore = on): void {
  if (on > file.today) file.refuse('validation-failed', `${on} 还没到 it is still to come`, { field });
  if (on < notBefore) file.refuse('validation-failed', `${on} 早于 ${notBefore} it is before that`, { field });
}

function latest(file: Case, state: 'draft' | 'approved'): Letter {
  const letter = [...file.data.letters].reverse().find((one) => one.kind === 'lawyer' && one.state === state);
  return (
    letter ??
    file.refuse(
      'step-not-open',
      `没有${state === 'draft' ? '待批准' : '已批准'}的律师函 there is no letter that is ${state}`,
    )
  );
}
