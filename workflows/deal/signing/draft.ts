/** The contract before it is signed: prepared from the sale's data, explained, special terms decided, accepted. */
import { patched } from '@temporalio/workflow';
import type { Draft } from '../../kernel/draft';
import { look } from '../../kernel/look';
import { roleNames } from '../../kernel/refusal';
import type { Role } from '../../kernel/words';
import { lateInService } from '../escalation';
import { isBalanced, planFromTerms } from '../../books/ledger/rules';
import type { Plan } from '../../books/terms/sale';
import { allowReschedule, askToExplain, facts } from './appointment';
import type { ContractDraft, Signing } from './contract';

type Sign = Draft<Signing>;

/**
 * Data from the sale, terms from the project's 合同样板 unless agreed otherwise; every draft has its own hash.
 * @throws `terms-open`, `unit-mismatch`, `plan-unbalanced`
 */
export async function prepare(
  signing: Sign,
  { unitNo, contractNo, plan, terms }: Signing['steps']['prepare'],
): Promise<void> {
  const { data } = signing;
  if (data.openTerms.length > 0)
    signing.refuse('terms-open', '特殊要求尚未批复 special terms are still being decided');
  const { unitId, buyers, priceFen } = data.terms;
  const { unitNames, areaHundredths, template } = await look.contractDefaults(signing.projectId, unitId);
  if (!unitNames.includes(unitNo)) {
    signing.refuse('unit-mismatch', `${unitNo} 不是认购的房号 it is not the unit that was sold`, {
      field: 'unitNo',
    });
  }
  takeContractNo(signing, contractNo);
  const agreedPlan = plan ?? data.terms.plan;
  refuseUnbalanced(signing, agreedPlan);
  const content = {
    version: data.draftVersion + 1,
    contractNo,
    plan: agreedPlan,
    terms: { addressClause: false, ...template, agreedAreaHundredths: areaHundredths, ...terms },
    papers: signing.policy.papers,
  };
  const draftHash = await look.hashOf({ ...content, unitId, buyers, priceFen } as never);
  data.draft = {
    ...content,
    draftHash,
    preparedBy: signing.actor.staffId,
    preparedAt: signing.at,
  } satisfies ContractDraft;
  data.draftVersion = data.draft.version;
  delete data.acceptedHash;
  signing.to('prepared');
  signing.shut('sign');
  signing.allow('prepare');
  signing.allow('settle');
  askToExplain(signing);
}

/** A contract number is one contract's in its project; a draft that gets another number gives its own up. */
function takeContractNo(signing: Sign, contractNo: string): void {
  const taken = {
    code: 'contract-number-taken',
    message: `合同编号 ${contractNo} 已用于其他合同 another contract has this number`,
    details: { field: 'contractNo' },
  } as const;
  const { projectId, key, data } = signing;
  const before = data.contractNo;
  if (before === undefined) signing.insertRow('sale_contracts', { _id: key, rev: 1, projectId, contractNo }, taken);
  else if (before !== contractNo)
    signing.changeRow('sale_contracts', key, { contractNo: before }, { contractNo }, { refusal: taken });
  data.contractNo = contractNo;
}

function refuseUnbalanced(signing: Sign, plan: Plan): void {
  const { priceFen, depositFen } = signing.data.terms;
  const isSum = isBalanced(planFromTerms({ plan, priceFen, depositFen }), priceFen);
  if (!isSum)
    signing.refuse('plan-unbalanced', '付款计划合计与总价不符 the plan does not sum to the price', {
      field: 'plan',
    });
}

/**
 * Consultant, customer service and lawyer explain; the client has read this very draft first [S0, S1].
 * @throws `draft-changed`, `explainer-missing`
 */
export async function explain(
  signing: Sign,
  { present, clientAccepts, draftHash }: Signing['steps']['explain'],
): Promise<void> {
  const { data } = signing;
  if (data.draft?.draftHash !== draftHash) refuseChanged(signing);
  const missing = patched('explainers-present') ? await missingExplainers(signing, present) : [];
  if (missing.length > 0) {
    signing.refuse(
      'explainer-missing',
      `讲解合同须有${roleNames(missing)}在场 nobody present is ${missing.join(', ')}`,
      { field: 'present', missing },
    );
  }
  data.explainedAt = signing.at;
  data.present = present;
  if (!clientAccepts) return askToExplain(signing);
  data.acceptedHash = draftHash;
  signing.to('accepted');
  signing.ask('sign', {
    of: { roles: ['customer-service'] },
    within: signing.policy.step,
    policyKey: 'step',
    escalate: lateInService(signing),
  });
}

/** Of which role nobody of the project is present. */
async function missingExplainers({ projectId, at }: Sign, present: string[]): Promise<Role[]> {
  const roles = ['consultant', 'lawyer'] as const;
  const holders = await Promise.all(roles.map((role) => look.holdersOf(projectId, role, at)));
  return roles.filter((_, i) => !holders[i]?.some(({ id }) => present.includes(id)));
}

export function refuseChanged(signing: Sign): never {
  return signing.refuse(
    'draft-changed',
    '合同文本已更新，须按最新文本办理 there is a newer draft than the one that was read',
    { field: 'draftHash' },
  );
}

/** 特殊要求: written down and referred up; nothing is signed before the answer [S0]. */
export function recordSpecialTerms(signing: Sign, { terms }: Signing['steps']['record-special-terms']): void {
  const { data } = signing;
  data.openTerms.push(...terms);
  delete data.acceptedHash;
  signing.to('terms-open');
  signing.shut('explain');
  if (data.draft) signing.allow('sign');
  signing.ask('record-term-decided', {
    of: {},
    within: signing.policy.step,
    policyKey: 'step',
    escalate: lateInService(signing),
  });
  for (const { clause, wanted } of terms) {
    signing.notify(
      'signing.special-terms',
      { roles: ['sales-manager'] },
      {
        ...facts(signing),
        clause: { personal: clause },
        wanted: { personal: wanted },
      },
    );
  }
}

/** Granted: a new draft. Declined: the old one stands, on another day if the client wants time. */
export function decideTerms(signing: Sign, { decision, note }: Signing['events']['term-decided']): void {
  const { data } = signing;
  if (data.openTerms.length === 0) return signing.fact('ignored', '没有待批复的特殊要求 no special term is open');
  data.openTerms = [];
  data.termDecision = { decision, note, by: signing.actor.staffId, at: signing.at };
  signing.shut('record-term-decided', 'sign');
  if (decision === 'granted') return replaceDraft(signing);
  if (signing.status !== 'terms-open') return;
  signing.to(data.draft ? 'prepared' : 'waiting');
  if (data.draft) askToExplain(signing);
  if (data.signingAt !== undefined) askToReschedule(signing);
}

function askToReschedule(signing: Sign): void {
  allowReschedule(signing);
  signing.ask('reschedule', {
    of: signing.find('reschedule')?.who ?? {},
    within: signing.policy.step,
    policyKey: 'step',
    escalate: lateInService(signing),
  });
}

/** What was prepared no longer stands. Before an appointment the next one asks for the new draft. */
function replaceDraft(signing: Sign): void {
  delete signing.data.draft;
  delete signing.data.acceptedHash;
  signing.shut('explain', 'sign');
  if (signing.data.signingAt !== undefined) askToPrepareAgain(signing);
}

/** Soon: the client waits for it. */
function askToPrepareAgain(signing: Sign): void {
  signing.ask('prepare', {
    of: { roles: ['contract-clerk', 'customer-service'] },
    within: signing.policy.step,
    policyKey: 'step',
    escalate: lateInService(signing),
  });
}

/** The unit was corrected: what was prepared for the wrong one is void. */
export function changeTerms(signing: Sign, terms: Signing['data']['terms']): void {
  const { data } = signing;
  const isOther = data.terms.unitId !== terms.unitId || data.terms.priceFen !== terms.priceFen;
  data.terms = terms;
  signing.about = terms.unitId;
  if (!isOther || !data.draft) return;
  replaceDraft(signing);
  if (signing.status === 'prepared' || signing.status === 'accepted') signing.to('waiting');
}
