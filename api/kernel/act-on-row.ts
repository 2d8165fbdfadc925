import { appendAudit, hashOf } from '../../activities/commit/audit';
import { actorOf } from './caller';
import type { Call } from './route';

/** What somebody did to a plain resource. */
export interface RowAct {
  projectId: string;
  /** The chain it is kept in: `<resource>:<id>`. */
  chain: string;
  action: string;
  outcome: string;
  facts?: Record<string, unknown>;
}

/** Plain resources are audited like a step: who, when, in which role, on what, with which outcome. */
export async function auditAct(call: Pick<Call, 'deps' | 'caller' | 'target'>, act: RowAct): Promise<void> {
  const { deps, caller, target } = call;
  const { staffId, roles, actingFor } = actorOf(caller);
  const entry = {
    chain: act.chain,
    at: new Date(await deps.businessNow(act.projectId)),
    actor: { staffId, roles, ...(actingFor ? { actingFor } : {}) },
    action: act.action,
    projectId: act.projectId,
    outcome: act.outcome,
    facts: act.facts ?? {},
  };
  await appendAudit(deps.models, { ...entry, changeHash: hashOf({ ...entry, at: undefined, target }) });
}
