import { z } from 'zod';
import {
  client,
  day,
  instant,
  personal,
  phone,
  project,
  reference,
  staff,
  text,
  unit,
} from '../../../workflows/kernel/fields';
import { visitClaimContract } from '../../../workflows/front/visit-claim/contract';
import { requireRole } from '../../kernel/caller';
import { validationFailed } from '../../kernel/problems';
import { step } from '../../kernel/process-table';
import { defineProcessRoutes } from '../../kernel/routes';
import { requireUnits } from '../../resources/units-named';
import { clientOf } from './clients';
import { shownVisit } from './shown';

const nothing = z.strictObject({});
const method = z.enum(['lump', 'instalment', 'mortgage']);

const arrival = z
  .strictObject({
    projectId: project('项目'),
    contactedBefore: z.enum(['no', 'named', 'forgotten']),
    namedStaffId: staff('客户说出的顾问').optional(),
    clientName: text('客户姓名'),
    employer: personal('工作单位').optional(),
    phone: phone('联系电话').optional(),
    source: personal('客户来源', { max: 100 }).optional(),
    receiverId: staff('接访人').optional(),
    reason: personal('原因').optional(),
  })
  .refine((b) => b.contactedBefore !== 'named' || b.namedStaffId, {
    path: ['namedStaffId'],
    error: '客户说出姓名时必填',
  })
  .refine((b) => b.contactedBefore !== 'named' || b.employer, {
    path: ['employer'],
    error: '客户说出顾问时须问单位',
  })
  .refine((b) => !b.receiverId || b.reason, { path: ['reason'], error: '指定接访人须说明原因' });

const leaving = z
  .strictObject({
    packComplete: z.boolean(),
    packMissing: z.array(text('缺少的资料')).max(50).optional(),
    unitsShown: z.array(unit('看过的房号')).max(50),
    nextVisitAt: instant('下次见面时间').optional(),
    noNextVisitReason: personal('未约下次见面的原因').optional(),
    notes: personal('记录'),
  })
  .refine((b) => b.packComplete || b.packMissing?.length, { path: ['packMissing'], error: '资料不齐须写明缺什么' })
  .refine((b) => b.nextVisitAt !== undefined || b.noNextVisitReason, {
    path: ['nextVisitAt'],
    error: '须约定下次见面时间，或说明未约原因',
  });

/** `/v1/visits` 上门客户登记 (spec 1, visit-claim). */
export const visitClaimRoutes = defineProcessRoutes(visitClaimContract, {
  wing: 'sale',
  path: '/visits',
  data: shownVisit,
  keyPrefix: 'V',
  start: {
    summary: '客户到访登记 A visitor arrives',
    body: arrival,
    async prepare({ projectId, clientName, phone, receiverId, ...rest }, call) {
      if (receiverId) requireRole(call.caller, ['supervisor']);
      if (rest.contactedBefore !== 'named' && rest.namedStaffId) {
        throw validationFailed([{ field: 'namedStaffId', message: '客户未说出顾问姓名' }]);
      }
      const clientId = await clientOf(call, { projectId, name: clientName, phone });
      return { projectId, input: { ...rest, receiverId, clientId } };
    },
  },
  steps: {
    'answer-call': { body: z.strictObject({ present: z.boolean(), absence: personal('缺席原因').optional() }) },
    'name-consultant': { body: z.strictObject({ staffId: staff('员工') }) },
    quote: {
      body: z.strictObject({ unitId: unit('房号'), method, downPercent: z.int().min(15).max(100).optional() }),
    },
    leave: step({
      body: leaving,
      async prepare(left, { deps, record }) {
        await requireUnits(deps, record.projectId, left.unitsShown, (i) => `unitsShown.${i}`);
        return left;
      },
    }),
    'brief-owner': { body: z.strictObject({ notes: personal('记录') }) },
    acknowledge: { body: nothing },
    'notify-leaders': { body: nothing },
    'tell-team': { body: nothing },
    claim: {
      body: z
        .strictObject({
          visitorBookNo: reference('客户登记号').optional(),
          leadEntryNo: reference('跟进记录号').optional(),
        })
        .refine((b) => b.visitorBookNo || b.leadEntryNo, {
          path: ['visitorBookNo'],
          error: '须有登记号或跟进记录号',
        }),
    },
    'withdraw-claim': { body: nothing },
    dispute: { body: z.strictObject({ reason: personal('原因') }) },
    'decide-dispute': { body: z.strictObject({ ownerId: staff('归属人'), reason: personal('原因') }) },
    cancel: { body: z.strictObject({ reason: personal('原因') }) },
  },
  events: {},
  filters: {
    day: { field: 'data.day', schema: day('日期') },
    bookNo: { field: 'data.bookNo', schema: reference('登记号') },
    clientId: { field: 'data.clientId', schema: client('客户') },
  },
});
