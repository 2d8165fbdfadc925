import { z } from 'zod';
import { saleSchema } from '../../../workflows/deal/sale/schema';
import { localDate } from '../../../workflows/kernel/calendar';
import { type PaperDeal } from '../../../workflows/deal/sale/paper-deal';
import { objectionsTo } from '../../../workflows/deal/sale/paper-deal.rules';
import { saleContract } from '../../../workflows/deal/sale/contract';
import { requireProject } from '../../kernel/caller';
import { answerStart } from '../../kernel/process-answers';
import { representationSchema } from '../../kernel/process-schema';
import { type FieldError, validationFailed } from '../../kernel/problems';
import { type Call, defineRoute, type Route } from '../../kernel/route';
import { saleTable } from './routes';

const body = saleSchema.takeOver;
type Body = z.output<typeof body>;

/** `POST /v1/sales/take-over` 纸质交易接管. */
export const takeOverRoute: Route = defineRoute<Body>({
  method: 'post',
  path: '/sales/take-over',
  wing: 'sale',
  summary: '纸质交易接管 Take over a deal made on paper',
  roles: ['admin'],
  body,
  status: 201,
  keyRequired: true,
  answer: representationSchema(saleContract, saleSchema.data, saleTable.shown),
  handle: (call) => answerStart(saleContract, { ...saleTable, start: { summary: '', body, prepare } }, call),
});

async function prepare(asked: Body, call: Call<Body>) {
  const { projectId, unitId, buyers, consultantId, ...deal } = asked;
  requireProject(call.caller, projectId);
  const takeOver: PaperDeal = deal;
  const now = await call.deps.businessNow(projectId);
  const today = localDate(now, await call.deps.calendarOf(projectId));
  const errors = [...(await unknownIn(asked, call)), ...objectionsTo(takeOver, now, today)];
  if (errors.length > 0) throw validationFailed(errors);
  const key = `S-${call.target}`;
  return {
    key,
    projectId,
    saleKey: key,
    input: { unitId, buyers: [...new Set(buyers)], consultantId, takeOver },
  };
}

/** Everybody and everything that is named and not there. */
async function unknownIn(
  { projectId, unitId, buyers, consultantId, mortgage }: Body,
  { deps: { models } }: Call<Body>,
): Promise<FieldError[]> {
  const [unit, clients, consultant, bank] = await Promise.all([
    models.units.exists({ _id: unitId, projectId }),
    models.clients.find({ _id: { $in: buyers }, projectId }, { _id: 1 }).lean(),
    models.staff.exists({ _id: consultantId, projects: projectId, roles: 'consultant', active: true }),
    mortgage ? models.banks.exists({ _id: mortgage.bankId }) : true,
  ]);
  const known = new Set(clients.map(({ _id }) => _id));
  const missing = (field: string, message: string) => ({ field, message });
  return [
    ...(unit ? [] : [missing('unitId', '本项目没有该房号 no such unit in this project')]),
    ...buyers.flatMap((id, n) =>
      known.has(id) ? [] : [missing(`buyers.${n}`, '本项目没有该客户 no such client')],
    ),
    ...(consultant ? [] : [missing('consultantId', '本项目没有该置业顾问 no such consultant in this project')]),
    ...(bank ? [] : [missing('mortgage.bankId', '没有该银行 no such bank')]),
  ];
}
