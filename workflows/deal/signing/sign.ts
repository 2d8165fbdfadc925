/** The signature and the checks after it: lawyer, service supervisor, sales manager (S0 篇2 §2). */
import type { ContractCopyRow } from '../../../models/deal';
import { localDate } from '../../kernel/calendar';
import type { Draft } from '../../kernel/draft';
import { look } from '../../kernel/look';
import { lateInService } from '../escalation';
import { askToExplain, tellSale } from './appointment';
import type { Signing } from './contract';
import { refuseChanged } from './draft';
import { refuseUnpaid } from './money';
import { copyFor, mayAllSign } from './rules';

type Sign = Draft<Signing>;

/**
 * The buyers sign what they accepted, or holders of their written authority do.
 * @throws `terms-open`, `draft-changed`, `not-qualified`, `money-missing`, `fund-mismatch`, `bank-contract-missing`,
 *   `signer-not-authorised`, `date-in-past`
 */
export async function sign(signing: Sign, body: Signing['steps']['sign']): Promise<void> {
  const { data } = signing;
  if (data.openTerms.length > 0)
    signing.refuse('terms-open', '特殊要求尚未批复 special terms are still being decided');
  if (body.draftHash !== data.acceptedHash || body.draftHash !== data.draft?.draftHash) refuseChanged(signing);
  if (!mayAllSign(data.terms.buyers, body.signerClientIds, body.agentAuthorityFileId !== undefined)) {
    signing.refuse(
      'signer-not-authorised',
      '须全体买受人签字，或由持书面委托的人代签 all buyers sign, or somebody with their written authority',
      { field: 'signerClientIds' },
    );
  }
  const preparedOn = localDate(data.draft.preparedAt, signing.calendar);
  if (localDate(body.signedAt, signing.calendar) < preparedOn) {
    signing.refuse('date-in-past', `签字不能早于备好合同之日 ${preparedOn} that is when the draft was prepared`, {
      field: 'signedAt',
    });
  }
  await passGates(signing);
  const { signerClientIds, agentAuthorityFileId, signedAt } = body;
  Object.assign(data, { signerClientIds, agentAuthorityFileId, signedAt, signedWith: signing.actor.staffId });
  delete data.returnReason;
  registerCopies(signing, body.copies);
  signing.to('signed');
  signing.drop('noShow');
  signing.drop('demand');
  signing.shut('prepare', 'explain', 'reschedule', 'record-special-terms', 'alert', 'record-delivery');
  askToCheck(signing);
  tellSale(signing, 'contract-signed', { signedAt });
}

/** Qualified; 认购书 and 定金收据 there; with bank contract or money before signing, those too [S3]. */
async function passGates(signing: Sign): Promise<void> {
  const { formNo, depositReceiptNo, plan } = signing.data.terms;
  const passed = await look.missingGates(signing.projectId);
  if (!passed.includes('qualification'))
    signing.refuse('not-qualified', '买受人的购房资格未通过 the buyers are not qualified');
  if (!formNo || !depositReceiptNo)
    signing.refuse('money-missing', '认购书和定金收据须齐全 form and deposit receipt must be in');
  if (plan.kind === 'mortgage') {
    const mortgage = await look.bankContractOf(signing.key);
    if (mortgage?.timing === 'before-signing' && !mortgage.bankContractNo) {
      signing.refuse('bank-contract-missing', '须先签贷款合同 the bank contract is signed first');
    }
  }
  if (signing.policy.moneyBefore === 'sign') await refuseUnpaid(signing);
}

/** 合同收发登记: numbered copies, with customer service until they are handed on. */
function registerCopies(signing: Sign, copies: number): void {
  const { data } = signing;
  const first = data.lastCopyNo + 1;
  data.copyNos = Array.from({ length: copies }, (_, i) => first + i);
  data.lastCopyNo += copies;
  for (const [i, no] of data.copyNos.entries()) {
    writeCopy(signing, no, { for: copyFor(i), holder: 'customer-service', void: false });
  }
}

export function writeCopy(
  signing: Sign,
  no: number,
  set: Partial<Pick<ContractCopyRow, 'for' | 'holder' | 'void'>>,
): void {
  const { key: saleKey, projectId } = signing;
  signing.put('contract_copies', `${saleKey}:${no}`, {
    saleKey,
    projectId,
    no,
    ...set,
    since: { $date: signing.at },
  });
}

function askToCheck(signing: Sign): void {
  for (const step of ['lawyer-check', 'supervisor-check'] as const) {
    signing.ask(step, {
      of: {},
      notBy: ownWork(signing),
      within: signing.policy.step,
      policyKey: 'step',
      escalate: lateInService(signing),
    });
  }
}

/** Contract, and for a loan 月薪证明 and identity [S0]. */
export function lawyerChecks(
  signing: Sign,
  { contractOk, mortgagePapersOk, note }: Signing['steps']['lawyer-check'],
): void {
  const ok = contractOk && mortgagePapersOk !== false;
  signing.data.lawyerCheck = { ok, mortgagePapersOk, note, by: signing.actor.staffId, at: signing.at };
  afterCheck(signing, ok, note);
}

export function supervisorChecks(signing: Sign, { ok, note }: Signing['steps']['supervisor-check']): void {
  signing.data.supervisorCheck = { ok, note, by: signing.actor.staffId, at: signing.at };
  afterCheck(signing, ok, note);
}

/** Nobody checks what they prepared or signed for the company. */
function ownWork({ data }: Sign): (string | undefined)[] {
  return [data.draft?.preparedBy, data.signedWith];
}

function afterCheck(signing: Sign, ok: boolean, note: string): void {
  const { lawyerCheck, supervisorCheck } = signing.data;
  if (!ok) return returnContract(signing, note);
  if (!lawyerCheck?.ok || !supervisorCheck?.ok) return;
  signing.ask('approve', {
    of: { roles: ['sales-manager'] },
    notBy: [...ownWork(signing), lawyerCheck.by, supervisorCheck.by],
    within: signing.policy.step,
    policyKey: 'step',
    escalate: [{ to: { roles: ['executive'] }, after: signing.policy.escalateFirst }],
  });
}

/** 营销经理签字. */
export function approve(signing: Sign, { decision, reason }: Signing['steps']['approve']): void {
  const { data } = signing;
  if (decision === 'return') return returnContract(signing, reason ?? '');
  Object.assign(data, { approvedBy: signing.actor.staffId, approvedAt: signing.at });
  signing.to('approved');
  askForStamp(signing);
}

/** Approved: finance settles, then stamps. */
export function askForStamp(signing: Sign): void {
  const step = signing.data.settled ? 'stamp' : 'settle';
  signing.ask(step, {
    of: { roles: ['finance'] },
    within: signing.policy.step,
    policyKey: 'step',
    escalate: lateInService(signing),
  });
}

/** A check was not passed: back to the prepared contract, the signed copies are void. */
function returnContract(signing: Sign, reason: string): void {
  const { data } = signing;
  voidCopies(signing);
  for (const field of [
    'signedAt',
    'signedWith',
    'acceptedHash',
    'lawyerCheck',
    'supervisorCheck',
    'approvedBy',
    'approvedAt',
  ] as const) {
    delete data[field];
  }
  data.signerClientIds = [];
  data.returnReason = reason;
  signing.to('prepared');
  signing.shut('lawyer-check', 'supervisor-check', 'approve', 'stamp');
  signing.allow('prepare');
  signing.allow('record-special-terms');
  signing.allow('reschedule', { roles: ['customer-service'] });
  askToExplain(signing);
  signing.notify(
    'signing.returned',
    { roles: ['customer-service', 'contract-clerk'], staffIds: [data.terms.consultantId] },
    {
      unit: { unit: data.terms.unitId },
      reason: { personal: reason },
    },
  );
  tellSale(signing, 'contract-returned', {});
}

export function voidCopies(signing: Sign): void {
  for (const no of signing.data.copyNos) writeCopy(signing, no, { void: true });
  signing.data.copyNos = [];
}
