/** The stamp makes the contract effective; then the file is closed and the register handed over. */
import type { Draft } from '../../kernel/draft';
import { look } from '../../kernel/look';
import { lateInService } from '../escalation';
import { putPlan } from '../../books/ledger/booking';
import { planFromTerms } from '../../books/ledger/rules';
import { facts, tellSale } from './appointment';
import type { ContractDraft, Signing } from './contract';
import { refuseUnpaid } from './money';
import { copyFor } from './rules';
import { writeCopy } from './sign';
import { markSigned } from '../../books/unit/row';

type Sign = Draft<Signing>;

/** 盖章: checked once more, then terms are pinned and the plan is the ledger's next version. @throws as `refuseUnpaid` */
export async function stamp(signing: Sign): Promise<void> {
  const { data } = signing;
  await refuseUnpaid(signing);
  const { contractNo, terms, plan } = data.draft as ContractDraft;
  Object.assign(data, { stampedAt: signing.at, stampedBy: signing.actor.staffId });
  data.terms = { ...data.terms, plan };
  const { version } = await look.ledgerOf(signing.key);
  putPlan(signing, signing.key, version + 1, planFromTerms(data.terms));
  await markSigned(signing, data.terms.unitId, signing.key);
  signing.to('effective');
  signing.shut('settle');
  askForFile(signing);
  const stamped = { ...facts(signing), contractNo, stampedAt: signing.say(signing.at) };
  signing.notify('signing.stamped', { clientId: data.terms.buyers[0] }, stamped);
  // 销控 keeps the written record [S1]; the others go on with filing, money and file.
  signing.notify(
    'signing.stamped-staff',
    {
      staffIds: [data.terms.consultantId],
      roles: ['controller', 'customer-service', 'contract-clerk', 'assistant', 'sales-manager'],
    },
    stamped,
  );
  tellSale(signing, 'contract-stamped', { stampedAt: signing.at, contractNo, terms, plan });
}

/** 成交客户档案 with customer service, 成交客户登记表 with the assistant [S0]. */
function askForFile(signing: Sign): void {
  for (const [step, role] of [
    ['close-file', 'customer-service'],
    ['receive-register', 'assistant'],
  ] as const) {
    signing.ask(step, {
      of: { roles: [role] },
      within: signing.policy.step,
      policyKey: 'step',
      escalate: lateInService(signing),
    });
  }
}

/** Contract, supplement and copies of identity go to the archive [S0]. */
export function closeFile(signing: Sign, { fileIds }: Signing['steps']['close-file']): void {
  Object.assign(signing.data, { fileIds, closedBy: signing.actor.staffId });
  for (const [nth, no] of signing.data.copyNos.entries())
    if (copyFor(nth) === 'company') writeCopy(signing, no, { holder: 'archivist' });
  signing.notify(
    'signing.file-handed-over',
    { roles: ['archivist'] },
    {
      unit: { unit: signing.data.terms.unitId },
      contractNo: signing.data.draft?.contractNo ?? '',
      count: String(fileIds.length),
    },
  );
  closeWhenDone(signing);
}

export function receiveRegister(signing: Sign): void {
  signing.data.registerReceivedBy = signing.actor.staffId;
  closeWhenDone(signing);
}

function closeWhenDone(signing: Sign): void {
  if (signing.data.closedBy && signing.data.registerReceivedBy) signing.finish('closed');
}
