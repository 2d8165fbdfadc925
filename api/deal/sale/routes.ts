import type { AnyContract } from '../../../workflows/kernel/contract';
import { z } from 'zod';
import type { RecordRow } from '../../../models/kernel';
import { type Sale, saleContract } from '../../../workflows/deal/sale/contract';
import { PHASES } from '../../../workflows/deal/sale/phases';
import { subscriptionContract } from '../../../workflows/front/subscription/contract';
import { word } from '../../kernel/fields';
import { personal } from '../../kernel/personal';
import type { ProcessTable } from '../../kernel/process-table';
import { type Representation, representInList } from '../../kernel/representation';
import { defineProcessRoutes } from '../../kernel/routes';
import type { Call } from '../../kernel/route';
import { zoneOf } from '../../kernel/time';
import { shownSale } from './shown';

interface SaleStart {
  projectId: string;
  unitId: string;
  buyers: string[];
  leadId?: string;
}

/** `/v1/sales` 交易. */
export const saleTable: ProcessTable<Sale, SaleStart> = {
  wing: 'sale',
  path: '/sales',
  data: shownSale,
  keyPrefix: 'S',
  start: {
    summary: '客户选定房号，开始认购 A client chooses a unit',
    body: z.strictObject({
      projectId: word(),
      unitId: word(),
      buyers: z.array(word()).min(1).max(10),
      leadId: word().optional(),
    }),
    prepare({ projectId, unitId, buyers, leadId }, { caller, target }) {
      const key = `S-${target}`;
      const input = { unitId, buyers: [...new Set(buyers)], consultantId: caller.staffId, leadId };
      return { key, projectId, saleKey: key, input };
    },
  },
  steps: {
    cancel: {
      body: z.strictObject({
        reason: personal(),
        by: z.enum(['client', 'company']).default('client'),
        applicationFileId: word().optional(),
      }),
      settled: isCancelHeard,
    },
    reassign: { body: z.strictObject({ consultantId: word(), reason: personal() }) },
    contact: { body: z.strictObject({ channel: word(), summary: personal() }) },
    // below 0 when more has come in than the price
    'confirm-ledger': { body: z.strictObject({ owedFen: z.int() }) },
  },
  events: {},
  filters: {
    unitId: { field: 'data.unitId', schema: word() },
    buyer: { field: 'data.buyers', schema: word() },
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
    const { workflowId, status, statusTitle, statusSince, open, dueAt, openSteps, deadlines } = representInList(
      phase,
      row,
      zone,
    );
    phases[phase.name] = { workflowId, status, statusTitle, statusSince, open, dueAt, openSteps, deadlines };
  }
  return { ...view, phases };
}
