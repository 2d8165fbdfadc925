import type { AnyContract } from '../../../workflows/kernel/contract';
import { z } from 'zod';
import { ledgerReads } from '../../../activities/reads/books/ledger';
import type { AuditRow, DocumentRow, RecordRow } from '../../../models/kernel';
import { localDate } from '../../../workflows/kernel/calendar';
import { ledgerOn } from '../../../workflows/books/ledger/rules';
import { saleContract } from '../../../workflows/deal/sale/contract';
import { PHASES } from '../../../workflows/deal/sale/phases';
import { requireProject } from '../../kernel/caller';
import { notFound } from '../../kernel/problems';
import { type Call, defineRoute, type Route } from '../../kernel/route';
import { bilingual, time } from '../../kernel/shown';
import { isoIn, withIsoTimes, zoneOf } from '../../kernel/time';
import { type Audience, timelineOf } from './timeline';

const timelineAnswer = z.object({
  asOf: time(),
  entries: z.array(
    z.object({
      at: time().nullable().meta({ description: 'null: no date yet, it comes after something' }),
      kind: z.enum(['past', 'due', 'expected']),
      phase: z.string(),
      what: bilingual,
      why: z.string().optional(),
      who: z.string().optional(),
      documentNo: z.string().optional(),
      after: z.string().optional(),
      calendarKnown: z.boolean(),
    }),
  ),
});

/** `GET /v1/sales/{key}/timeline`: what was, what is due, what is to be expected. */
export const timelineRoute: Route = defineRoute({
  method: 'get',
  path: '/sales/:key/timeline',
  wing: 'sale',
  summary: '交易时间表 Timeline of a sale',
  query: z.object({ audience: z.enum(['staff', 'buyer']).default('staff') }),
  answer: timelineAnswer,
  handle: async (call) => ({ status: 200, body: await timeline(call) }),
});

async function timeline({ deps, caller, params, query }: Call<unknown, { audience: Audience }>) {
  const key = params.key ?? '';
  const sale = await deps.models.recordsOf(saleContract).findById(key).lean<RecordRow | null>();
  if (!sale) throw notFound(`${saleContract.title.zh} ${saleContract.title.en}`);
  requireProject(caller, sale.projectId);
  const [zone, calendar, now, audit, documents, ledger, records] = await Promise.all([
    zoneOf(deps, sale.projectId),
    deps.calendarOf(sale.projectId),
    deps.businessNow(sale.projectId),
    deps.models.audit.find({ saleKey: key }).sort({ at: 1, seq: 1 }).lean<AuditRow[]>(),
    deps.models.documents.find({ saleKey: key }, { number: 1, workflowId: 1 }).lean<DocumentRow[]>(),
    ledgerReads(deps).ledgerOf(key),
    Promise.all(
      (PHASES as readonly AnyContract[]).map((phase) =>
        deps.models.recordsOf(phase).findById(key).lean<RecordRow | null>(),
      ),
    ),
  ]);
  const phases = [
    { contract: saleContract, record: sale },
    ...PHASES.map((contract, i) => ({ contract, record: records[i] ?? undefined })),
  ];
  const { rows } = ledgerOn(ledger.plan, ledger.lines, localDate(now, calendar), calendar);
  const plan = sale.open
    ? rows.filter((row) => row.openFen > 0).map((row) => ({ ...row, amountFen: row.openFen }))
    : [];
  const entries = timelineOf(phases, { audit, documents, plan }, query.audience, calendar);
  return { asOf: isoIn(zone, now), entries: withIsoTimes(entries, zone) };
}
