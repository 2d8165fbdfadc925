import { z } from 'zod';
import {
  address,
  client,
  contractor,
  fen,
  file,
  instant,
  payment,
  personal,
  phone,
  reference,
  staff,
  text,
  underId,
  unit,
} from '../../../workflows/kernel/fields';
import { defectClasses } from '../../../models/resources/defect-classes';
import { instantOf, localDate } from '../../../workflows/kernel/calendar';
import { addMonths } from '../../../workflows/kernel/zone';
import { SEVERITIES } from '../../../workflows/service/repair/clocks.rules';
import { repairContract } from '../../../workflows/service/repair/contract';
import { sumOf } from '../../../workflows/service/repair/money.rules';
import { PARTIES } from '../../../workflows/service/repair/sign-off.rules';
import { requireProject } from '../../kernel/caller';
import { validationFailed } from '../../kernel/problems';
import { step } from '../../kernel/process-table';
import type { Representation } from '../../kernel/representation';
import type { Call, Route } from '../../kernel/route';
import { defineProcessRoutes } from '../../kernel/routes';
import { shownRepair } from './shown';
import { repairRegister } from './register';

/** Every step takes a note and files (spec 4). */
const remark = { note: personal('备注').optional(), fileIds: z.array(file('文件')).max(50).optional() };
const body = <T extends z.ZodRawShape>(fields: T) => z.strictObject({ ...fields, ...remark });

const defectClass = z.enum(defectClasses);
const severity = z.enum(SEVERITIES);
const decision = z.enum(['accept', 'refuse']);
const files = z.array(file('文件')).min(1).max(50);

const items = {
  content: personal('报修内容').optional(),
  name: personal('住户姓名').optional(),
  address: address('地址').optional(),
  phone: underId(phone('联系电话')).optional(),
  appointmentAt: instant('预约维修时间').optional(),
};

const report = body({
  ...items,
  unitId: unit('房号'),
  clientId: client('客户').optional(),
  content: personal('报修内容'),
  channel: z.enum(['phone', 'written', 'counter', 'handover']),
  reportedAt: instant('报修时间'),
  defectClass: defectClass.optional(),
  severity: severity.optional(),
  separate: z.boolean().optional(),
});

const changes = z
  .strictObject({
    ...items,
    defectClass: defectClass.optional(),
    severity: severity.optional(),
    reportedAt: instant('报修时间').optional(),
    unitId: unit('房号').optional(),
  })
  .refine((given) => Object.values(given).some((value) => value !== undefined), { error: '须写明更正什么' });

/** 100 million RMB: more for one repair is a slip of the pen. */
const MOST_FEN = 10_000_000_000;
const meterLine = z.strictObject({
  item: text('维修项目', { max: 200 }),
  qty: z.int().min(1),
  priceFen: fen('单价'),
});

/** Two different people, or the key stays where it is. */
const witnesses = z
  .array(text('见证人'))
  .min(2)
  .max(10)
  .refine((names) => new Set(names).size === names.length, { error: '须为不同的人' })
  .pipe(z.array(underId(text('见证人'))));

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
    triage: { body: body({ defectClass, severity, contractorId: contractor('责任单位').optional() }) },
    accept: { body: body({ plannedAt: instant('计划上门时间') }) },
    extend: { body: body({ finishBy: instant('完成期限'), reason: personal('原因') }) },
    dispute: { body: body({ ground: z.enum(['expired', 'misuse', 'third-party', 'not-mine']) }) },
    verify: {
      body: body({
        finding: z.enum(['warranty', 'other-contractor', 'owner-liable']),
        reason: personal('原因'),
        quoteFen: fen('报价', { min: 1 }).optional(),
        contractorId: contractor('责任单位').optional(),
        expert: personal('专家').optional(),
      }),
    },
    'owner-choice': { body: body({ choice: z.enum(['pay', 'withdraw', 'object']) }) },
    'record-payment': { body: body({ paymentId: payment('款项') }), moneyMoves: true },
    visit: {
      body: body({
        result: z.enum(['worked', 'no-access', 'parts-needed']),
        newAppointmentAt: instant('新的预约时间').optional(),
      }),
    },
    'assign-own': { body: body({ workerId: staff('维修人员'), finishBy: instant('完成期限') }) },
    finish: step({
      body: body({ finishedAt: instant('完工时间'), photos: files }),
      async prepare(told, call) {
        await inThePast(call, call.record.projectId, 'finishedAt', told.finishedAt);
        return told;
      },
    }),
    'sign-off': {
      body: body({ party: z.enum(PARTIES), decision, reason: personal('原因').optional() }).refine(
        (told) => told.decision === 'accept' || told.reason,
        { path: ['reason'], error: '拒签须说明原因' },
      ),
    },
    'return-order': step({
      body: body({ completedAt: instant('返单时间') }),
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
        payTo: personal('付给', { max: 100 }),
        chargeTo: z.enum(['contractor', 'owner', 'developer']),
      }),
    },
    'approve-meter': {
      body: body({ decision, reason: personal('原因').optional() }).refine(
        (told) => told.decision === 'accept' || told.reason,
        {
          path: ['reason'],
          error: '退回须说明原因',
        },
      ),
    },
    chase: { body: body({ text: personal('内容') }) },
    'claim-own-repair': { body: body({ costFen: fen('费用', { min: 1 }), invoices: files }) },
    'decide-claim': { body: body({ acceptFen: fen('认可金额'), reason: personal('原因') }) },
    'pay-claim': { body: body({ reference: reference('凭证号').optional() }), moneyMoves: true },
    reopen: { body: body({ reason: personal('原因') }) },
    correct: step({
      body: body({ changes, reason: personal('原因') }),
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
    cancel: { body: body({ reason: personal('原因') }) },
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
    unitId: { field: 'data.unitId', schema: unit('房号') },
    clientId: { field: 'data.clientId', schema: client('客户') },
    contractorId: { field: 'data.contractorId', schema: contractor('责任单位') },
    defectClass: { field: 'data.defectClass', schema: defectClass },
    severity: { field: 'data.severity', schema: severity },
    orderNo: { field: 'data.orderNo', schema: reference('报修单号') },
    outcome: { field: 'data.outcome', schema: personal('结果') },
  },
  visible: ({ data }, { caller }) =>
    caller.contractorId === undefined || (data as { contractorId?: string }).contractorId === caller.contractorId,
  represent: (view, { caller }) => (caller.contractorId === undefined ? view : forContractor(view)),
});

/** `/v1/repairs` 报修 (spec 4, repair). */
export const repairRoutes: Route[] = [repairRegister, ...processRoutes];
