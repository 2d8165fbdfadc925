/** Who hears of a late task: the holder when due; the team leader for a consultant's task, else the service supervisor; then the sales manager. */
import type { Shape } from '../kernel/contract';
import type { Draft } from '../kernel/draft';
import type { Ask } from '../kernel/draft.steps';
import { look } from '../kernel/look';
import type { Who } from '../kernel/words';

export interface EscalationPolicy {
  escalateFirst: string;
  escalateSecond: string;
}

type Escalations = NonNullable<Ask['escalate']>;
type Late = Pick<Draft<Shape>, 'projectId' | 'at'> & { policy: EscalationPolicy };

/** For a task of customer service, contract clerks, finance, lawyers. */
export function lateInService({ policy }: Late): Escalations {
  return ladder(policy, { roles: ['service-supervisor'] });
}

/** For a consultant's task: the leader of the group; outside groups the supervisor. */
export async function lateInSales({ policy, projectId, at }: Late, consultantId: string): Promise<Escalations> {
  const leader = await look.leaderOf(projectId, consultantId, at);
  return ladder(policy, leader ? { staffIds: [leader] } : { roles: ['supervisor'] });
}

function ladder({ escalateFirst, escalateSecond }: EscalationPolicy, first: Who): Escalations {
  return [
    { to: first, after: escalateFirst },
    { to: { roles: ['sales-manager'] }, after: escalateSecond },
  ];
}
