import { z } from 'zod';
import { visitClaimContract } from '../../../workflows/front/visit-claim/contract';
import { requireRole } from '../../kernel/caller';
import { instant, word } from '../../kernel/fields';
import { personal } from '../../kernel/personal';
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
    projectId: word(),
    contactedBefore: z.enum(['no', 'named', 'forgotten']),
    namedStaffId: word().optional(),
    clientName: z.string().trim().min(1).max(100),
    employer: personal().optional(),
    phone: z.string().trim().min(5).max(30).optional(),
    source: personal(word()).optional(),
    receiverId: word().optional(),
    reason: personal().optional(),
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
    packMissing: z.array(word()).max(50).optional(),
    unitsShown: z.array(word()).max(50),
    nextVisitAt: instant().optional(),
    noNextVisitReason: personal().optional(),
    notes: personal(),
  })
  .refine((b) => b.packComplete || b.packMissing?.length, { path: ['packMissing'], error: '资料不齐须写明缺什么' })
  .refine((b) => b.nextVisitAt !== undefined || b.noNextVisitReason, {
    path: ['nextVisitAt'],
    error: '须约定下次见面时间，或说明未约原因',
  });

/** `/v1/visits` 上门客户登记. */
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
    'answer-call': { body: z.strictObject({ present: z.boolean(), absence: personal().optional() }) },
    'name-consultant': { body: z.strictObject({ staffId: word() }) },
    quote: { body: z.strictObject({ unitId: word(), method, downPercent: z.int().min(15).max(100).optional() }) },
    leave: step({
      body: leaving,
      async prepare(left, { deps, record }) {
        await requireUnits(deps, record.projectId, left.unitsShown, (i) => `unitsShown.${i}`);
        return left;
      },
    }),
    'brief-owner': { body: z.strictObject({ notes: personal() }) },
    acknowledge: { body: nothing },
    'notify-leaders': { body: nothing },
    'tell-team': { body: nothing },
    claim: {
      body: z
        .strictObject({ visitorBookNo: word().optional(), leadEntryNo: word().optional() })
        .refine((b) => b.visitorBookNo || b.leadEntryNo, {
          path: ['visitorBookNo'],
          error: '须有登记号或跟进记录号',
        }),
    },
    'withdraw-claim': { body: nothing },
    dispute: { body: z.strictObject({ reason: personal() }) },
    'decide-dispute': { body: z.strictObject({ ownerId: word(), reason: personal() }) },
    cancel: { body: z.strictObject({ reason: personal() }) },
  },
  events: {},
  filters: {
    day: { field: 'data.day', schema: word() },
    bookNo: { field: 'data.bookNo', schema: word() },
    clientId: { field: 'data.clientId', schema: word() },
  },
});
