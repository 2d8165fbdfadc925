import { z } from 'zod';
import { localDate } from '../../../workflows/kernel/calendar';
import { ACCOUNTS, METHODS } from '../../../workflows/books/ledger/rules';
import { PAPER_LOAN_STATUSES, PAPER_PHASES, type PaperDeal } from '../../../workflows/deal/sale/paper-deal';
import { objectionsTo } from '../../../workflows/deal/sale/paper-deal.rules';
import { saleContract } from '../../../workflows/deal/sale/contract';
import { requireProject } from '../../kernel/caller';
import { date, fen, instant, word } from '../../kernel/fields';
import { personal } from '../../kernel/personal';
import { answerStart } from '../../kernel/process-answers';
import { representationSchema } from '../../kernel/process-schema';
import { type FieldError, validationFailed } from '../../kernel/problems';
import { type Call, defineRoute, type Route } from '../../kernel/route';
import { saleTable } from './routes';
import { contractTerms, plan } from '../../books/terms';

const payment = z.strictObject({
  account: z.enum(ACCOUNTS),
  amountFen: fen(1),
  method: z.enum(METHODS),
  reference: word(64).optional(),
  receivedAt: instant(),
  receiptNo: word(64),
});

const body = z.strictObject({
  projectId: word(),
  unitId: word(),
  buyers: z.array(word()).min(1).max(10),
  consultantId: word(),
  priceFen: fen(1),
  depositFen: fen(1),
  plan,
  signBy: date(),
  mortgageBy: date().optional(),
  phase: z.enum(PAPER_PHASES, {
    error: `须为 one of ${PAPER_PHASES.join(', ')}；尚未交定金的请用 POST /v1/sales`,
  }),
  contract: z
    .strictObject({
      no: word(),
      signedAt: instant(),
      stampedAt: instant(),
      terms: contractTerms.default({}),
    })
    .optional(),
  payments: z.array(payment).max(200),
  mortgage: z
    .strictObject({ bankId: word(), loanFen: fen(1), status: z.enum(PAPER_LOAN_STATUSES), on: date() })
    .optional(),
  filing: z.strictObject({ no: word(), archivedOn: date() }).optional(),
  deliveredOn: date().optional(),
  reason: personal(),
});
type Body = z.infer<typeof body>;

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
  answer: representationSchema(saleContract, saleTable.data),
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
