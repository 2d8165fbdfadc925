import type { AnyContract } from '../../../workflows/kernel/contract';
import { z } from 'zod';
import { saleSchema } from '../../../workflows/deal/sale/schema';
import { client, unit } from '../../../workflows/kernel/fields';
import type { RecordRow } from '../../../models/kernel';
import { type Sale, saleContract } from '../../../workflows/deal/sale/contract';
import { PHASES } from '../../../workflows/deal/sale/phases';
import { subscriptionContract } from '../../../workflows/front/subscription/contract';
import type { ProcessTable } from '../../kernel/process-table';
import { envelopeOf, type Representation } from '../../kernel/representation';
import { defineProcessRoutes } from '../../kernel/routes';
import type { Call } from '../../kernel/route';
import { phaseAnswer } from '../../kernel/process-schema';
import { zoneOf } from '../../kernel/time';

/** `/v1/sales` 交易. */
export const saleTable: ProcessTable<Sale, z.output<typeof saleSchema.start>> = {
  wing: 'sale',
  path: '/sales',
  schema: saleSchema,
  shown: { phases: z.record(z.string(), phaseAnswer).optional() },
  keyPrefix: 'S',
  start: {
    summary: '客户选定房号，开始认购 A client chooses a unit',
    body: saleSchema.start,
    prepare({ projectId, unitId, buyers, leadId }, { caller, target }) {
      const key = `S-${target}`;
      const input = { unitId, buyers: [...new Set(buyers)], consultantId: caller.staffId, leadId };
      return { key, projectId, saleKey: key, input };
    },
  },
  steps: { cancel: { settled: isCancelHeard } },
  filters: {
    unitId: { field: 'data.unitId', schema: unit('房号') },
    buyer: { field: 'data.buyers', schema: client('买受人') },
  },
  represent: withPhases,
};

export const saleRoutes = defineProcessRoutes(saleContract, saleTable);

/** The subscription has ended, or somebody decides whose fault it is. */
export async function isCancelHeard({ deps }: Call, key: string): Promise<boolean> {
  const [sale, subscription] = await Promise.all([
    deps.models.recordsOf(saleContract).findById(key, { open: 1 }).lean(),
    deps.models.recordsOf(subscriptionContract).findById(key, { open: 1, status: 1 }).lean(),
  ]);
  if (!sale?.open) return true;
  return subscription?.open === true && ['fault-decision', 'paying-back'].includes(subscription.status);
}

/** `phases{}`: each phase that has begun, from its own record at this moment, or was done on paper. Lists go without. */
async function withPhases(view: Representation, { deps }: Call, record: RecordRow): Promise<Representation> {
  if (view.history === undefined) return view;
  const zone = await zoneOf(deps, record.projectId);
  const { takenOver } = record.data as unknown as Sale['data'];
  const onPaper = { status: 'done', statusTitle: { zh: '纸面已办结', en: 'done on paper' }, open: false };
  const phases: Record<string, unknown> = Object.fromEntries(
    (takenOver?.done ?? []).map((name) => [name, onPaper]),
  );
  for (const phase of PHASES as readonly AnyContract[]) {
    const row = await deps.models.recordsOf(phase).findById(record._id).lean<RecordRow | null>();
    if (!row) continue;
    const { workflowId, status, statusTitle, statusSince, open, dueAt, openSteps, deadlines } = envelopeOf(
      phase,
      row,
      zone,
    );
    phases[phase.name] = { workflowId, status, statusTitle, statusSince, open, dueAt, openSteps, deadlines };
  }
  return { ...view, phases };
}
