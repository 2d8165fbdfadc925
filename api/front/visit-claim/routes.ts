import { client, day, reference } from '../../../workflows/kernel/fields';
import { visitClaimContract } from '../../../workflows/front/visit-claim/contract';
import { visitClaimSchema } from '../../../workflows/front/visit-claim/schema';
import { requireRole } from '../../kernel/caller';
import { validationFailed } from '../../kernel/problems';
import { defineProcessRoutes } from '../../kernel/routes';
import { requireUnits } from '../../resources/units-named';
import { clientOf } from './clients';

/** `/v1/visits` 上门客户登记. */
export const visitClaimRoutes = defineProcessRoutes(visitClaimContract, {
  wing: 'sale',
  path: '/visits',
  schema: visitClaimSchema,
  keyPrefix: 'V',
  start: {
    summary: '客户到访登记 A visitor arrives',
    body: visitClaimSchema.start,
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
    leave: {
      async prepare(left, { deps, record }) {
        await requireUnits(deps, record.projectId, left.unitsShown, (i) => `unitsShown.${i}`);
        return left;
      },
    },
  },
  filters: {
    day: { field: 'data.day', schema: day('日期') },
    bookNo: { field: 'data.bookNo', schema: reference('登记号') },
    clientId: { field: 'data.clientId', schema: client('客户') },
  },
});
