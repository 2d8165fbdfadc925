import { repairSchema } from '../../../workflows/service/repair/schema';
import { client, contractor, reference, unit } from '../../../workflows/kernel/fields';
import { instantOf, localDate } from '../../../workflows/kernel/calendar';
import { addMonths } from '../../../workflows/kernel/zone';
import { repairContract } from '../../../workflows/service/repair/contract';
import { requireProject } from '../../kernel/caller';
import { validationFailed } from '../../kernel/problems';
import type { Representation } from '../../kernel/representation';
import type { Call, Route } from '../../kernel/route';
import { defineProcessRoutes } from '../../kernel/routes';
import { repairRegister } from './register';

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
  schema: repairSchema,
  outsiders: true,
  keyPrefix: 'R',
  start: {
    summary: '报修登记 A defect is reported',
    body: repairSchema.input,
    async prepare(input, call) {
      const projectId = await projectOf(call, input.unitId, input.clientId);
      await isReportDay(call, projectId, { field: 'reportedAt', at: input.reportedAt });
      return { projectId, input };
    },
  },
  steps: {
    'record-payment': { moneyMoves: true },
    finish: {
      async prepare(told, call) {
        await inThePast(call, call.record.projectId, 'finishedAt', told.finishedAt);
        return told;
      },
    },
    'return-order': {
      async prepare(told, call) {
        await inThePast(call, call.record.projectId, 'completedAt', told.completedAt);
        return told;
      },
    },
    'pay-claim': { moneyMoves: true },
    correct: {
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
    },
  },
  filters: {
    unitId: { field: 'data.unitId', schema: unit('房号') },
    clientId: { field: 'data.clientId', schema: client('客户') },
    contractorId: { field: 'data.contractorId', schema: contractor('责任单位') },
    defectClass: { field: 'data.defectClass', schema: repairSchema.data.shape.defectClass },
    severity: { field: 'data.severity', schema: repairSchema.data.shape.severity },
    orderNo: { field: 'data.orderNo', schema: reference('报修单号') },
    outcome: { field: 'data.outcome', schema: repairSchema.data.shape.outcome },
  },
  visible: ({ data }, { caller }) =>
    caller.contractorId === undefined || (data as { contractorId?: string }).contractorId === caller.contractorId,
  represent: (view, { caller }) => (caller.contractorId === undefined ? view : forContractor(view)),
});

/** `/v1/repairs` 报修. */
export const repairRoutes: Route[] = [repairRegister, ...processRoutes];
