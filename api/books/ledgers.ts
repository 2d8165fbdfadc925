import { z } from 'zod';
import { type LedgerOfSale, ledgerReads, type SaleBrief } from '../../activities/reads/books/ledger';
import { localDate } from '../../workflows/kernel/calendar';
import { interestStretches, openInterest, type Rate } from '../../workflows/books/ledger/interest';
import { ACCOUNTS, accountsOf, lateRows, type LedgerLine, ledgerOn } from '../../workflows/books/ledger/rules';
import { ratesOf } from '../../workflows/books/terms/late-rates';
import { requireProject } from '../kernel/caller';
import { notFound } from '../kernel/problems';
import { type Call, defineRoute, type Route } from '../kernel/route';
import { date, time } from '../kernel/shown';
import { withIsoTimes } from '../kernel/time';
import { planRow } from './payment-plans';

const account = z.enum(ACCOUNTS);
const ledgerAnswer = z
  .object({
    saleKey: z.string(),
    projectId: z.string(),
    unitId: z.string(),
    on: date(),
    priceFen: z.int().optional(),
    planVersion: z.int().meta({ description: '0: there is no plan yet' }),
    plan: z.array(planRow.extend({ paidFen: z.int(), openFen: z.int() })),
    creditFen: z.int(),
    overdueFen: z.int(),
    interest: z.object({
      isRateKnown: z.boolean(),
      accruedFen: z.int(),
      waivedFen: z.int(),
      openFen: z.int(),
      stretches: z.array(
        z.object({
          from: date(),
          to: date(),
          days: z.int(),
          balanceFen: z.int(),
          ppmPerDay: z.number(),
          interestFen: z.int(),
        }),
      ),
    }),
    accounts: z.array(
      z.object({
        account,
        inFen: z.int(),
        outFen: z.int(),
        allocatedFen: z.int(),
        creditFen: z.int(),
      }),
    ),
    lines: z.array(
      z.object({
        id: z.string(),
        paymentId: z.string(),
        saleKey: z.string(),
        account,
        amountFen: z.int().meta({ description: 'money out is below 0' }),
        instalmentNo: z.int().optional(),
        payer: z.enum(['client', 'bank']),
        receivedAt: time(),
        reversed: z.boolean().optional(),
      }),
    ),
  })
  .meta({ title: 'Ledger' });

/** `/v1/ledgers/{saleKey}`: what is due, paid, open and late, and every line it follows from. */
export const ledgerRoutes: Route[] = [
  defineRoute({
    method: 'get',
    path: '/ledgers/:saleKey',
    wing: 'money',
    summary: '房款台账 Ledger of a sale',
    answer: ledgerAnswer,
    async handle(call) {
      const { sale, ledger, waivedFen, foundPpm } = await readLedger(call);
      const calendar = await call.deps.calendarOf(sale.projectId);
      const on = localDate(await call.deps.businessNow(sale.projectId), calendar);
      const { rows, creditFen } = ledgerOn(ledger.plan, ledger.lines, on, calendar);
      const table = call.deps.settings.policyOf('collection', sale.projectId).lateRates;
      const rates = ratesOf(foundPpm ?? sale.contractTerms.latePaymentPpm, (table ?? []) as unknown as Rate[]);
      const stretches = interestStretches(ledger.plan, ledger.lines, rates, on, calendar);
      const overdue = lateRows(rows, on, calendar);
      const body = {
        saleKey: sale.saleKey,
        projectId: sale.projectId,
        unitId: sale.unitId,
        on,
        priceFen: sale.priceFen,
        planVersion: ledger.version,
        plan: rows,
        creditFen,
        overdueFen: overdue.reduce((sum, row) => sum + row.openFen, 0),
        interest: {
          // silent contract and no published rate: nobody guesses
          isRateKnown: rates.length > 0,
          accruedFen: stretches.reduce((sum, stretch) => sum + stretch.interestFen, 0),
          waivedFen,
          /** Neither paid nor waived. */
          openFen: openInterest(ledger.plan, ledger.lines, rates, on, waivedFen, calendar),
          stretches,
        },
        accounts: accountsOf(ledger.plan, ledger.lines, on, calendar),
        lines: ledger.lines.map(showLine),
      };
      return { status: 200, body: withIsoTimes(body, calendar.zone) };
    },
  }),
];

/** A line without what only the commit knows it by. */
function showLine({
  id,
  paymentId,
  saleKey,
  account,
  amountFen,
  instalmentNo,
  payer,
  receivedAt,
  reversed,
}: LedgerLine): LedgerLine {
  return { id, paymentId, saleKey, account, amountFen, instalmentNo, payer, receivedAt, reversed };
}

/** @throws Problem `not-found`, or `forbidden` for another project's */
async function readLedger({ deps, caller, params }: Call): Promise<{
  sale: SaleBrief;
  ledger: LedgerOfSale;
  waivedFen: number;
  foundPpm: number | undefined;
}> {
  const { saleBriefs, repairBriefs, ledgerOf, waivedInterest, foundRate } = ledgerReads(deps);
  const keys = [params.saleKey ?? ''];
  const [sale] = [...(await saleBriefs(keys)), ...(await repairBriefs(keys))];
  if (!sale) throw notFound('交易 sale');
  requireProject(caller, sale.projectId);
  const { saleKey } = sale;
  const [ledger, waivedFen, foundPpm] = await Promise.all([
    ledgerOf(saleKey),
    waivedInterest(saleKey),
    foundRate(saleKey),
  ]);
  return { sale, ledger, waivedFen, foundPpm };
}
