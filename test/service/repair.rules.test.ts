import { officialCalendar } from '../../activities/calendar/official-holidays';
import { clocksOf, ladderProblem, periodsProblem, warningAt } from '../../workflows/service/repair/clocks.rules';
import { isNight, onDutyAt, rosterProblem } from '../../workflows/service/repair/night.rules';
import { chargedFen, payerOf, quarterOf, sumOf } from '../../workflows/service/repair/money.rules';
import { maySign, signOffsProblem, unsigned } from '../../workflows/service/repair/sign-off.rules';
import { monthsBelowLaw, seasonProblem, termEnd, warrantyOf } from '../../workflows/service/repair/warranty.rules';

const c = officialCalendar();
const at = (text: string) => Date.parse(`${text.replace(' ', 'T')}:00+08:00`);
const seasons = {
  heating: ['11-15', '03-15'] as [string, string],
  cooling: ['06-15', '09-15'] as [string, string],
};
const papers = { ownerMonths: [{}], contractorMonths: {}, seasons };
const ladder = {
  urgent: { accept: '30 minutes', onSite: '2 hours', finish: '24 hours' },
  crack: { accept: '4 hours', onSite: '24 hours', finish: '7 days' },
  blemish: { accept: '1 days', onSite: '3 days', finish: '15 days' },
};

describe('warranty', () => {
  test.each([
    ['2026-05-11 23:50', true],
    ['2026-05-12 00:00', true],
    ['2026-05-12 00:10', false],
    ['2024-05-10 09:00', true],
    ['2024-01-01 09:00', true],
  ])('4-after-sale: repair 5: fit-out delivered 2024-05-10, reported %s: in warranty %s', (reported, isCovered) => {
    const warranty = warrantyOf('fit-out', at(reported), { ...papers, deliveredOn: '2024-05-10' }, c);
    expect(warranty).toMatchObject({ isCovered, untilOn: '2026-05-11', isContractorBound: true });
  });

  test('4-after-sale: repair 1: plumbing delivered 2025-06-01 is in warranty to 2027-06-01', () => {
    const warranty = warrantyOf('plumbing', at('2026-03-02 09:00'), { ...papers, deliveredOn: '2025-06-01' }, c);
    expect(warranty).toMatchObject({ isCovered: true, untilOn: '2027-06-01' });
  });

  test.each([
    ['structure', undefined],
    ['waterproofing', '2030-06-03'],
    ['wiring', '2027-06-01'],
    ['other', '2026-06-01'],
    ['heating', '2027-03-15'],
    ['cooling', '2026-09-15'],
  ] as const)('the law gives %s from 2025-06-01 until %s', (cls, untilOn) => {
    expect(termEnd(cls, '2025-06-01', [], seasons, c).untilOn).toBe(untilOn);
  });

  test('a season counts only if it lies wholly after the handover', () => {
    expect(termEnd('cooling', '2025-06-15', [], seasons, c).untilOn).toBe('2026-09-15');
    expect(termEnd('cooling', '2025-06-16', [], seasons, c).untilOn).toBe('2027-09-15');
    expect(termEnd('heating', '2025-11-16', [], seasons, c).untilOn).toBe('2028-03-15');
    expect(termEnd('heating', '2025-11-15', [], seasons, c).untilOn).toBe('2027-03-15');
  });

  test('a longer contract wins, a shorter one does not', () => {
    expect(termEnd('wiring', '2025-06-01', [{}, { wiring: 36 }], seasons, c).untilOn).toBe('2028-06-01');
    expect(termEnd('wiring', '2025-06-01', [{ wiring: 12 }], seasons, c).untilOn).toBe('2027-06-01');
    expect(termEnd('heating', '2025-06-01', [{ heating: 60 }], seasons, c).untilOn).toBe('2030-06-03');
    expect(monthsBelowLaw({ wiring: 23, waterproofing: 60, other: 12 })).toEqual(['wiring']);
  });

  test("the contractor's term runs from 竣工验收: only the owner's may live", () => {
    const dates = { ...papers, deliveredOn: '2025-06-01', completionAcceptedOn: '2024-01-10' };
    const warranty = warrantyOf('plumbing', at('2026-03-02 09:00'), dates, c);
    expect(warranty).toMatchObject({ isCovered: true, isContractorBound: false, contractorUntilOn: '2026-01-12' });
    expect(payerOf({ hasOwnerPaid: false, hasContractor: true, isContractorBound: false })).toBe('developer');
  });
});

describe('clocks', () => {
  const dispatched = at('2026-03-02 09:00');

  test('4-after-sale: repair 1: urgent is due 09:30, 11:00, and 09:00 the next day', () => {
    expect(clocksOf(ladder, 'urgent', dispatched, dispatched, c)).toEqual({
      countedFromAt: dispatched,
      acceptBy: at('2026-03-02 09:30'),
      onSiteBy: at('2026-03-02 11:00'),
      finishBy: at('2026-03-03 09:00'),
    });
  });

  test('an appointment in time moves nothing; a later one shifts all', () => {
    expect(clocksOf(ladder, 'urgent', dispatched, at('2026-03-02 11:00'), c).finishBy).toBe(at('2026-03-03 09:00'));
    expect(clocksOf(ladder, 'crack', dispatched, at('2026-03-05 10:00'), c)).toMatchObject({
      acceptBy: at('2026-03-05 14:00'),
      onSiteBy: at('2026-03-06 10:00'),
      finishBy: at('2026-03-12 10:00'),
    });
  });

  test('the warning comes half-way, the night ends in the morning', () => {
    expect(warningAt(dispatched, at('2026-03-03 09:00'), 50)).toBe(at('2026-03-02 21:00'));
    expect(
      ['19:59', '20:00', '23:40', '07:59', '08:00'].map((time) =>
        isNight(at(`2026-03-02 ${time}`), '20:00', '08:00', c),
      ),
    ).toEqual([false, true, true, true, false]);
  });

  test('until the morning the duty worker of the evening before is rung', () => {
    const roster = { mon: ['repair-1'], tue: ['repair-2'] };
    const rung = ['2026-03-02 23:40', '2026-03-03 00:10', '2026-03-03 20:00', '2026-03-05 02:00'].map((time) =>
      onDutyAt(at(time), roster, '08:00', c),
    );
    expect(rung).toEqual([['repair-1'], ['repair-1'], ['repair-2'], []]);
  });

  test('a wrong roster, season or list of reminders stops the start', () => {
    expect([rosterProblem({ mon: ['repair-1'] }), rosterProblem({})]).toEqual([undefined, undefined]);
    expect([rosterProblem(['repair-1']), rosterProblem({ monday: [] })].every(Boolean)).toBe(true);
    expect(seasonProblem(['11-15', '03-15'])).toBeUndefined();
    expect([seasonProblem(['11-15']), seasonProblem(['13-01', '03-15'])].every(Boolean)).toBe(true);
    expect(periodsProblem(['3 days', '6 days'])).toBeUndefined();
    expect([periodsProblem([]), periodsProblem(['soon'])].every(Boolean)).toBe(true);
  });

  test('a ladder with a gap is refused', () => {
    expect(ladderProblem(ladder)).toBeUndefined();
    expect(ladderProblem({ ...ladder, crack: { accept: '4 hours', onSite: 'soon', finish: '7 days' } })).toContain(
      'crack.onSite',
    );
  });
});

test('four sign, nobody twice or for their own work; 监理 may go', () => {
  const signed = [{ party: 'owner' as const, by: 'service-1', signedAt: 0 }];
  expect(unsigned(['repair-desk', 'owner', 'site-supervisor', 'project-department'], signed)).toHaveLength(3);
  expect([
    maySign('service-1', signed, []),
    maySign('repair-1', signed, ['repair-1']),
    maySign('repair-2', signed, ['repair-1']),
  ]).toEqual([false, false, true]);
  expect(signOffsProblem(['repair-desk', 'owner', 'project-department'])).toBeUndefined();
  expect(signOffsProblem(['repair-desk', 'owner'])).toContain('must list');
});

test('4-after-sale: repair 3: 48000 charged to the contractor in 2026Q1; the handling fee goes on top', () => {
  const sum = sumOf([{ item: '更换水管', qty: 4, priceFen: 12_000 }]);
  expect([
    sum,
    chargedFen(sum, 'contractor', 0),
    chargedFen(sum, 'contractor', 5),
    chargedFen(sum, 'owner', 5),
  ]).toEqual([48_000, 48_000, 50_400, 48_000]);
  expect(['2026-01-01', '2026-03-31', '2026-04-01', '2026-12-31'].map(quarterOf)).toEqual([
    '2026Q1',
    '2026Q1',
    '2026Q2',
    '2026Q4',
  ]);
});
