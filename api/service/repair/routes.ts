import { z } from 'zod';
import { defectClasses } from '../../../models/resources/defect-classes';
import { instantOf, localDate } from '../../../workflows/kernel/calendar';
import { addMonths } from '../../../workflows/kernel/zone';
import { SEVERITIES } from '../../../workflows/service/repair/clocks.rules';
import { repairContract } from '../../../workflows/service/repair/contract';
import { sumOf } from '../../../workflows/service/repair/money.rules';
import { PARTIES } from '../../../workflows/service/repair/sign-off.rules';
import { requireProject } from '../../kernel/caller';
import { fen, instant, word } from '../../kernel/fields';
import { personal } from '../../kernel/personal';
import { validationFailed } from '../../kernel/problems';
import { step } from '../../kernel/process-table';
import type { Representation } from '../../kernel/representation';
import type { Call, Route } from '../../kernel/route';
import { defineProcessRoutes } from '../../kernel/routes';
import { shownRepair } from './shown';
import { repairRegister } from './register';

/** Every step takes a note and files. */
const remark = { note: personal().optional(), fileIds: z.array(word()).max(50).optional() };
const body = <T extends z.ZodRawShape>(fields: T) => z.strictObject({ ...fields, ...remark });

const defectClass = z.enum(defectClasses);
const severity = z.enum(SEVERITIES);
const decision = z.enum(['accept', 'refuse']);
const files = z.array(word()).min(1).max(50);

const items = {
  content: personal().optional(),
  name: personal().optional(),
  address: personal().optional(),
  phone: personal().optional(),
  appointmentAt: instant().optional(),
};

const report = body({
  ...items,
  unitId: word(),
  clientId: word().optional(),
  content: personal(),
  channel: z.enum(['phone', 'written', 'counter', 'handover']),
  reportedAt: instant(),
  defectClass: defectClass.optional(),
  severity: severity.optional(),
  separate: z.boolean().optional(),
});

const changes = z
  .strictObject({
    ...items,
    defectClass: defectClass.optional(),
    severity: severity.optional(),
    reportedAt: instant().optional(),
    unitId: word().optional(),
  })
  .refine((given) => Object.values(given).some((value) => value !== undefined), { error: '须写明更正什么' });

/** 100 million RMB: more for one repair is a slip of the pen. */
const MOST_FEN = 10_000_000_000;
const meterLine = z.strictObject({ item: word(200), qty: z.int().min(1), priceFen: fen() });

/** Two different people, or the key stays where it is. */
const witnesses = z
  .array(word())
  .min(2)
  .max(10)
  .refine((names) => new Set(names).size === names.length, { error: '须为不同的人' })
  .pipe(z.array(personal()));

/** @throws Problem `validation-failed` for a fact dated in the future */
async function inThePast(call: Call, projectId: string, field: string, at: number | undefined): Promise<void> {
  if (at !== undefined && at > (await call.deps.businessNow(projectId))) {
    throw validationFailed([{ field, message: '不能晚于现在 not in the future' }]);
  }
}

/** A report on paper is entered late, though not by years: its day decides the warranty [ours]. */
const ENTERED_WITHIN_MONTHS = 12;

/** @throws Problem `validation-failed` for a report of the future, or of more than a year before it was entered */
async function isReportDay(
  call: Call,
  projectId: string,
  { field, at, enteredAt }: { field: string; at: number | undefined; enteredAt?: number },
): Promise<void> {
  if (at === undefined) return;
  await inThePast(call, projectId, field, at);
  const calendar = await call.deps.calendarOf(projectId);
  const entered = localDate(enteredAt ?? (await call.deps.businessNow(projectId)), calendar);
  if (at >= instantOf(addMonths(entered, -ENTERED_WITHIN_MONTHS), '00:00', calendar)) return;
  const months = ENTERED_WITHIN_MONTHS;
  throw validationFailed([
    { field, message: `不能早于登记前${months}个月 not more than ${months} months before it is entered` },
  ]);
}

/** The unit tells the project. @throws Problem `validation-failed` */
async function projectOf(call: Call, unitId: string, clientId: string | undefined): Promise<string> {
  const { units, clients } = call.deps.models;
  const unit = await units.findById(unitId, { projectId: 1 }).lean();
  if (!unit) throw validationFailed([{ field: 'unitId', message: '没有这个房号 no such unit' }]);
  requireProject(call.caller, unit.projectId);
  if (clientId && !(await clients.exists({ _id: clientId, projectId: unit.projectId }))) {
    throw validationFailed([{ field: 'clientId', message: '没有这个客户 no such client' }]);
  }
  return unit.projectId;
}

/** What is between the house and the owner is not a contractor's to see. */
const NOT_FOR_CONTRACTORS = [
  'ownClaim',
  'quoteFen',
  'paymentId',
  'entry',
  'history',
  'findings',
  'remarks',
] as const;

function forContractor(view: Representation): Representation {
  const hidden = Object.fromEntries(NOT_FOR_CONTRACTORS.map((field) => [field, undefined]));
  return { ...view, ...hidden };
}

const processRoutes = defineProcessRoutes(repairContract, {
  wing: 'service',
  path: '/repairs',
  data: shownRepair,
  outsiders: true,
  keyPrefix: 'R',
  start: {
    summary: '报修登记 A defect is reported',
    body: report,
    async prepare(input, call) {
      const projectId = await projectOf(call, input.unitId, input.clientId);
      await isReportDay(call, projectId, { field: 'reportedAt', at: input.reportedAt });
      return { projectId, input };
    },
  },
  steps: {
    complete: { body: body({ items: z.strictObject(items) }) },
    triage: { body: body({ defectClass, severity, contractorId: word().optional() }) },
    accept: { body: body({ plannedAt: instant() }) },
    extend: { body: body({ finishBy: instant(), reason: personal() }) },
    dispute: { body: body({ ground: z.enum(['expired', 'misuse', 'third-party', 'not-mine']) }) },
    verify: {
      body: body({
        finding: z.enum(['warranty', 'other-contractor', 'owner-liable']),
        reason: personal(),
        quoteFen: fen(1).optional(),
        contractorId: word().optional(),
        expert: personal().optional(),
      }),
    },
    'owner-choice': { body: body({ choice: z.enum(['pay', 'withdraw', 'object']) }) },
    'record-payment': { body: body({ paymentId: word() }), moneyMoves: true },
    visit: {
      body: body({
        result: z.enum(['worked', 'no-access', 'parts-needed']),
        newAppointmentAt: instant().optional(),
      }),
    },
    'assign-own': { body: body({ workerId: word(), finishBy: instant() }) },
    finish: step({
      body: body({ finishedAt: instant(), photos: files }),
      async prepare(told, call) {
        await inThePast(call, call.record.projectId, 'finishedAt', told.finishedAt);
        return told;
      },
    }),
    'sign-off': {
      body: body({ party: z.enum(PARTIES), decision, reason: personal().optional() }).refine(
        (told) => told.decision === 'accept' || told.reason,
        { path: ['reason'], error: '拒签须说明原因' },
      ),
    },
    'return-order': step({
      body: body({ completedAt: instant() }),
      async prepare(told, call) {
        await inThePast(call, call.record.projectId, 'completedAt', told.completedAt);
        return told;
      },
    }),
    meter: {
      body: body({
        lines: z
          .array(meterLine)
          .min(1)
          .max(200)
          .refine((lines) => sumOf(lines) <= MOST_FEN, { error: '合计金额过大 the sum is too large' }),
        payTo: personal(word()),
        chargeTo: z.enum(['contractor', 'owner', 'developer']),
      }),
    },
    'approve-meter': {
      body: body({ decision, reason: personal().optional() }).refine(
        (told) => told.decision === 'accept' || told.reason,
        {
          path: ['reason'],
          error: '退回须说明原因',
        },
      ),
    },
    chase: { body: body({ text: personal() }) },
    'claim-own-repair': { body: body({ costFen: fen(1), invoices: files }) },
    'decide-claim': { body: body({ acceptFen: fen(), reason: personal() }) },
    'pay-claim': { body: body({ reference: word().optional() }), moneyMoves: true },
    reopen: { body: body({ reason: personal() }) },
    correct: step({
      body: body({ changes, reason: personal() }),
      async prepare(told, call) {
        const { projectId, startedAt } = call.record;
        const { reportedAt } = told.changes;
        await isReportDay(call, projectId, {
          field: 'changes.reportedAt',
          at: reportedAt,
          enteredAt: startedAt,
        });
        return told;
      },
    }),
    cancel: { body: body({ reason: personal() }) },
    'authorise-entry': {
      body: body({
        witnesses,
        ownerConsent: z.literal(true).optional(),
        attempts: z.int().min(1).optional(),
      }).refine((told) => told.ownerConsent || told.attempts, {
        path: ['ownerConsent'],
        error: '须有业主同意，或写明联系次数',
      }),
    },
  },
  events: {},
  filters: {
    unitId: { field: 'data.unitId', schema: word() },
    clientId: { field: 'data.clientId', schema: word() },
    contractorId: { field: 'data.contractorId', schema: word() },
    defectClass: { field: 'data.defectClass', schema: defectClass },
    severity: { field: 'data.severity', schema: severity },
    orderNo: { field: 'data.orderNo', schema: word() },
    outcome: { field: 'data.outcome', schema: word() },
  },
  visible: ({ data }, { caller }) =>
    caller.contractorId === undefined || (data as { contractorId?: string }).contractorId === caller.contractorId,
  represent: (view, { caller }) => (caller.contractorId === undefined ? view : forContractor(view)),
});

/** `/v1/repairs` 报修. */
export const repairRoutes: Route[] = [repairRegister, ...processRoutes];
