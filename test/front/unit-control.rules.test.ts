import { notOnSale, refusedTo, statusOf, type UnitOnOffer, untilOf } from '../../workflows/books/unit/rules';

/** unit-control: what a unit's status is, and who may have it. */
const OPEN_AT = Date.parse('2026-03-10T10:00:00+08:00');
const FREE: UnitOnOffer = {
  id: 'B1-1203',
  released: 'available',
  rivals: [],
  waitlist: 0,
  release: { planNo: 1, permitNo: '2026-001', openAt: OPEN_AT },
  switches: { holdBlocksRivals: false, exclusiveConfirmation: false },
};
const priority = (leadId: string) => ({ staffId: 'wang', leadId, until: OPEN_AT + 1 });
const SALE = { saleKey: 'S-1', consultantId: 'li', leadId: 'L-1' };
const RIVAL = { saleKey: 'S-2', consultantId: 'sun' };
const code = (change: Partial<UnitOnOffer>, at = OPEN_AT) => refusedTo({ ...FREE, ...change }, SALE, at)?.[0];

test.each<[string, Partial<UnitOnOffer>, string]>([
  ['nothing', {}, 'available'],
  ['kept back', { released: 'retained' }, 'retained'],
  ['a hold', { hold: priority('L-2') }, 'held'],
  ['a hold and a confirmed sale', { hold: priority('L-2'), rivals: [RIVAL] }, 'reserved'],
  ['an offer', { offer: priority('L-2') }, 'offered'],
  ['an offer on its way', { offerDue: true }, 'offered'],
  ['a block over all that is not sold', { blocked: { reason: '', by: 'kong', at: 0 }, rivals: [RIVAL] }, 'blocked'],
  ['a deposit', { saleKey: 'S-2', hold: priority('L-2') }, 'sold'],
  ['a stamped contract', { saleKey: 'S-2', signedAt: 1 }, 'signed'],
  ['sold before this system', { soldBefore: true }, 'signed'],
])('status: %s', (_case, facts, status) => {
  expect(statusOf({ ...FREE, ...facts })).toBe(status);
});

test.each<[string, Partial<UnitOnOffer>, string | undefined]>([
  ['free', {}, undefined],
  ['sold', { saleKey: 'S-2' }, 'already-sold'],
  ['blocked', { blocked: { reason: '', by: 'kong', at: 0 } }, 'unit-blocked'],
  ['in no plan', { released: 'unreleased', release: undefined }, 'unit-not-released'],
  ['retained', { released: 'retained' }, 'unit-retained'],
  ['without a permit', { release: { planNo: 1, openAt: OPEN_AT } }, 'no-presale-permit'],
  ['offered to another', { offer: priority('L-2') }, 'unit-offered'],
  ['offered to this client', { offer: priority('L-1') }, undefined],
  ['about to be offered', { offerDue: true }, 'unit-offered'],
  ['held: an enquiry keeps nobody away [S1]', { hold: priority('L-2') }, undefined],
  [
    'held, where holds block',
    { hold: priority('L-2'), switches: { ...FREE.switches, holdBlocksRivals: true } },
    'unit-held',
  ],
  [
    'own hold, where holds block',
    { hold: priority('L-1'), switches: { ...FREE.switches, holdBlocksRivals: true } },
    undefined,
  ],
  ['reserved by a rival: both may [S1]', { rivals: [RIVAL] }, undefined],
  [
    'reserved, where one sale is confirmed at a time',
    { rivals: [RIVAL], switches: { ...FREE.switches, exclusiveConfirmation: true } },
    'unit-held',
  ],
])('a sale asks for a unit that is %s', (_case, facts, refused) => {
  expect(code(facts)).toBe(refused);
});

test('a unit is on sale from the very instant its plan opens', () => {
  expect(notOnSale(FREE, OPEN_AT - 1)?.[0]).toBe('unit-not-released');
  expect(notOnSale(FREE, OPEN_AT)).toBeUndefined();
});

test('a sale without a lead has the offer made to its consultant', () => {
  const sale = { saleKey: 'S-3', consultantId: 'wang' };
  expect(refusedTo({ ...FREE, offer: priority('L-2') }, sale, OPEN_AT)).toBeUndefined();
});

test('the end that shows is the offer’s before the hold’s; a sold unit shows none', () => {
  const offer = { ...priority('L-2'), until: 5 };
  expect(untilOf({ ...FREE, offer, hold: priority('L-1') })).toBe(5);
  expect(untilOf({ ...FREE, offer, saleKey: 'S-2' })).toBeUndefined();
});
