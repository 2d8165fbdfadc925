import fc from 'fast-check';
import { officialCalendar } from '../../activities/calendar/official-holidays';
import { instantOf } from '../../workflows/kernel/calendar';
import { interestStretches, interestThrough } from '../../workflows/books/ledger/interest';
import {
  accountsOf,
  isBalanced,
  type LedgerLine,
  ledgerOn,
  openThrough,
  overdueOn,
  type PlanRow,
  planFromTerms,
} from '../../workflows/books/ledger/rules';

const calendar = officialCalendar('Asia/Shanghai');
const RATE = [{ from: '2000-01-01', ppmPerDay: 100 }];

let nth = 0;
function line(on: string, amountFen: number, more: Partial<LedgerLine> = {}): LedgerLine {
  nth += 1;
  const receivedAt = instantOf(on, '10:00', calendar);
  return {
    id: `L${nth}`,
    paymentId: `P${nth}`,
    saleKey: 'S-1',
    account: 'house',
    payer: 'client',
    amountFen,
    receivedAt,
    ...more,
  };
}

const due = (dueOn: string, amountFen = 300_000_00, no = 1): PlanRow => ({
  no,
  kind: 'instalment',
  amountFen,
  dueOn,
  payer: 'client',
});

describe('the first plan', () => {
  const price = 2_000_000_00;
  const deposit = 20_000_00;

  test('a lump sum: deposit, then the rest', () => {
    const rows = planFromTerms({
      plan: { kind: 'lump', payBy: '2026-03-31' },
      priceFen: price,
      depositFen: deposit,
    });
    expect(rows).toEqual([
      { no: 0, kind: 'deposit', amountFen: deposit, payer: 'client' },
      { no: 1, kind: 'instalment', amountFen: price - deposit, dueOn: '2026-03-31', payer: 'client' },
    ]);
  });

  test('a mortgage: down payment less the deposit, loan from the bank without a date', () => {
    const plan = {
      kind: 'mortgage',
      downPercent: 30,
      downPaymentFen: 600_000_00,
      downPaymentBy: '2026-03-10',
      loanFen: 1_400_000_00,
    } as const;
    const rows = planFromTerms({ plan, priceFen: price, depositFen: deposit });
    expect(rows.map((row) => row.amountFen)).toEqual([deposit, 580_000_00, 1_400_000_00]);
    expect(rows[2]).toEqual({ no: 2, kind: 'loan', amountFen: 1_400_000_00, payer: 'bank' });
  });

  test('always sums to the price', () => {
    const instalments = fc.array(fc.integer({ min: 1, max: 1_000_000_00 }), { minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(instalments, fc.nat(100), (amounts, percent) => {
        const priceFen = amounts.reduce((sum, fen) => sum + fen, 0);
        const depositFen = Math.floor((priceFen * percent) / 100);
        const rows = amounts.map((amountFen, i) => ({
          amountFen,
          dueBy: `2026-${String(i + 1).padStart(2, '0')}-15`,
        }));
        expect(
          isBalanced(planFromTerms({ plan: { kind: 'instalment', rows }, priceFen, depositFen }), priceFen),
        ).toBe(true);
      }),
    );
  });
});

describe('3-money: payments, allocation', () => {
  test('payments 2: 250,000.00 of 300,000.00 leaves 50,000.00; then 60,000.00 leaves 10,000.00 of credit', () => {
    const plan = [due('2026-06-10'), due('2026-09-10', 300_000_00, 2)];
    const first = [line('2026-06-09', 250_000_00)];
    expect(ledgerOn(plan, first, '2026-06-11', calendar).rows[0]?.openFen).toBe(50_000_00);
    const both = [...first, line('2026-06-20', 60_000_00)];
    expect(ledgerOn(plan, both, '2026-06-20', calendar)).toMatchObject({
      creditFen: 10_000_00,
      rows: [{ openFen: 0 }, { openFen: 300_000_00 }],
    });
    expect(ledgerOn(plan, both, '2026-09-10', calendar)).toMatchObject({
      creditFen: 0,
      rows: [{ openFen: 0 }, { openFen: 290_000_00 }],
    });
  });

  test('payments 3: a bounced cheque leaves all due since its own date', () => {
    const plan = [due('2026-06-10')];
    const bounced = [line('2026-06-10', 300_000_00, { reversed: true })];
    expect(overdueOn(plan, bounced, '2026-06-11', calendar)).toMatchObject([{ no: 1, openFen: 300_000_00 }]);
    expect(interestThrough(plan, bounced, RATE, '2026-06-12', calendar)).toBe(60_00);
  });

  test('the instalment named comes first, what is over goes to the oldest due', () => {
    const plan = [due('2026-06-10', 100_00), due('2026-07-10', 100_00, 2)];
    const { rows, creditFen } = ledgerOn(
      plan,
      [line('2026-07-01', 130_00, { instalmentNo: 2 })],
      '2026-07-01',
      calendar,
    );
    expect(rows.map((row) => row.paidFen)).toEqual([30_00, 100_00]);
    expect(creditFen).toBe(0);
  });

  test('law 203: due on a Saturday, the next workday is in time', () => {
    const plan = [due('2026-06-13')];
    expect(overdueOn(plan, [], '2026-06-15', calendar)).toEqual([]);
    expect(overdueOn(plan, [], '2026-06-16', calendar)).toHaveLength(1);
  });

  test('money paid ahead leaves nothing open on the day it is due', () => {
    expect(
      openThrough([due('2026-06-10')], [line('2026-06-06', 300_000_00)], '2026-06-07', '2026-06-10', calendar),
    ).toEqual([]);
  });

  test('a loan without a date is never overdue, and takes only the bank’s money', () => {
    const plan: PlanRow[] = [due('2026-06-10', 100_00), { no: 2, kind: 'loan', amountFen: 500_00, payer: 'bank' }];
    const lines = [line('2026-06-10', 150_00), line('2026-06-11', 500_00, { payer: 'bank' })];
    expect(ledgerOn(plan, lines, '2027-01-01', calendar)).toMatchObject({
      creditFen: 50_00,
      rows: [{ paidFen: 100_00 }, { paidFen: 500_00 }],
    });
    expect(overdueOn(plan, [], '2027-01-01', calendar).map((row) => row.no)).toEqual([1]);
  });
});

describe('interest', () => {
  test('collection 1: 300,000.00 late from 2026-02-09, paid on the 21st, at 100 ppm: 360.00', () => {
    const stretches = interestStretches(
      [due('2026-02-09')],
      [line('2026-02-21', 300_000_00)],
      RATE,
      '2026-03-31',
      calendar,
    );
    expect(stretches).toEqual([
      {
        from: '2026-02-10',
        to: '2026-02-21',
        days: 12,
        balanceFen: 300_000_00,
        ppmPerDay: 100,
        interestFen: 360_00,
      },
    ]);
  });

  test('a part payment begins a new stretch the day after', () => {
    const lines = [line('2026-02-11', 100_000_00)];
    const stretches = interestStretches([due('2026-02-09')], lines, RATE, '2026-02-13', calendar);
    expect(stretches.map(({ days, balanceFen }) => [days, balanceFen])).toEqual([
      [2, 300_000_00],
      [2, 200_000_00],
    ]);
  });

  test('in time on the workday after a rest day: none', () => {
    expect(
      interestThrough([due('2026-06-13')], [line('2026-06-15', 300_000_00)], RATE, '2026-12-31', calendar),
    ).toBe(0);
  });

  test('a new rate begins a new stretch', () => {
    const rates = [
      { from: '2026-01-01', ppmPerDay: 100 },
      { from: '2026-02-12', ppmPerDay: 200 },
    ];
    const stretches = interestStretches([due('2026-02-09')], [], rates, '2026-02-13', calendar);
    expect(stretches.map(({ days, ppmPerDay }) => [days, ppmPerDay])).toEqual([
      [2, 100],
      [2, 200],
    ]);
  });
});

describe('always', () => {
  const dates = ['2026-01-10', '2026-02-09', '2026-02-24', '2026-03-31', '2026-06-13'];
  const plans = fc
    .array(fc.tuple(fc.constantFrom(...dates), fc.integer({ min: 1, max: 500_000_00 })), {
      minLength: 1,
      maxLength: 5,
    })
    .map((rows) => rows.map(([dueOn, amountFen], i) => due(dueOn, amountFen, i + 1)));
  const ledgers = fc
    .array(
      fc.record({
        on: fc.constantFrom('2026-01-05', '2026-02-09', '2026-02-10', '2026-04-01', '2026-07-01'),
        amountFen: fc.integer({ min: -100_000_00, max: 400_000_00 }),
        instalmentNo: fc.option(fc.integer({ min: 1, max: 6 }), { nil: undefined }),
        account: fc.constantFrom('house' as const, 'maintenance-fund' as const, 'forfeit' as const),
        reversed: fc.boolean(),
      }),
      { maxLength: 8 },
    )
    .map((lines) => lines.map(({ on, amountFen, ...more }) => line(on, amountFen, more)));
  const days = fc.constantFrom('2026-01-01', '2026-02-09', '2026-02-10', '2026-05-01', '2026-12-31');

  test('per account: in − out = allocated + credit', () => {
    fc.assert(
      fc.property(plans, ledgers, days, (plan, lines, on) => {
        const { rows, creditFen } = ledgerOn(plan, lines, on, calendar);
        for (const state of accountsOf(plan, lines, on, calendar)) {
          expect(state.inFen - state.outFen).toBe(state.allocatedFen + state.creditFen);
          if (state.account !== 'house') continue;
          expect(state.creditFen).toBe(creditFen);
          expect(state.allocatedFen).toBe(rows.reduce((sum, row) => sum + row.paidFen, 0));
        }
      }),
    );
  });

  test('no row is paid below nothing or above its amount, and nothing due stays open beside credit', () => {
    fc.assert(
      fc.property(plans, ledgers, days, (plan, lines, on) => {
        const { rows, creditFen } = ledgerOn(plan, lines, on, calendar);
        for (const row of rows) {
          expect(row.paidFen).toBeGreaterThanOrEqual(0);
          expect(row.openFen).toBe(row.amountFen - row.paidFen);
          expect(row.openFen).toBeGreaterThanOrEqual(0);
          if (creditFen > 0 && (row.dueOn as string) <= on) expect(row.openFen).toBe(0);
          if (creditFen < 0) expect(row.paidFen).toBe(0);
        }
      }),
    );
  });

  test('the order in which money is booked changes nothing', () => {
    fc.assert(
      fc.property(plans, ledgers, days, (plan, lines, on) => {
        expect(ledgerOn(plan, [...lines].reverse(), on, calendar)).toEqual(ledgerOn(plan, lines, on, calendar));
      }),
    );
  });

  test('interest only grows with the days', () => {
    fc.assert(
      fc.property(plans, ledgers, days, days, (plan, lines, a, b) => {
        const [first, second] = [a, b].sort() as [string, string];
        const at = (on: string) => interestThrough(plan, lines, RATE, on, calendar);
        expect(at(first)).toBeLessThanOrEqual(at(second));
      }),
    );
  });
});
