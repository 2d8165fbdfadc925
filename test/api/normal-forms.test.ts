import { ulid } from 'ulid';
import type { Http } from '../harness/http';
import { SigningDriver } from '../harness/signing-driver';
import { makeWorld, type World } from '../harness/world';
import { SPELLINGS } from '../kernel/spellings';
import { due, entryOf, inDays, putSale } from '../money/money';

/** Who counts as the same person, paper or room. */
let world: World;
let http: Http;
beforeAll(async () => {
  world = await makeWorld();
  http = await world.http();
});
afterAll(() => world?.stop());

const visitor = (phone: string, clientName = '访客') =>
  http.as('assistant-1').post('/v1/visits', { projectId: 'linjiang', contactedBefore: 'no', clientName, phone });

const wrong = (field: string, message: string) => ({
  status: 400,
  body: { code: 'validation-failed', errors: [{ field, message: expect.stringContaining(message) }] },
});

describe('phone', () => {
  test('13 spellings of one number are one client', async () => {
    const clients = new Set<string>();
    for (const phone of SPELLINGS) clients.add((await visitor(phone)).body.clientId);
    expect(clients.size).toBe(1);
    const [id] = clients;
    expect(await world.deps.models.clients.findById(id).lean()).toMatchObject({ phone: '13900010001' });
  });

  test('two visitors of one number at the same moment are one client', async () => {
    const both = await Promise.all([visitor('13900010002'), visitor('139 0001 0002')]);
    expect(both.map(({ status }) => status)).toEqual([201, 201]);
    expect(new Set(both.map(({ body }) => body.clientId)).size).toBe(1);
  });

  test('不愿留电话 is no number: two strangers stay two', async () => {
    expect(await visitor('不愿留电话')).toMatchObject(wrong('phone', '不是电话号码'));
    expect(await world.deps.models.clients.countDocuments({ phone: '不愿留电话' })).toBe(0);
  });

  test('a client of the example comes in under another spelling', async () => {
    expect((await visitor('+86 139 0000 0001')).body.clientId).toBe('client-001');
  });
});

describe('text', () => {
  test.each(['   ', '\u200b\u200b', '\u3000'])('a name of %j is asked for', async (clientName) => {
    expect(await visitor('13900010003', clientName)).toMatchObject(wrong('clientName', '必填 required'));
  });

  test('half a character and hidden marks are refused', async () => {
    expect(await visitor('13900010003', '王\ud800')).toMatchObject(wrong('clientName', '残缺字符'));
    expect(await visitor('13900010003', '王\u202e五')).toMatchObject(wrong('clientName', '方向'));
  });
});

describe('reference', () => {
  const sale = async () => putSale(world, { key: `S-${ulid()}`, rows: [due(await inDays(world, 30))] });

  test('one transfer under five spellings is booked once', async () => {
    const key = await sale();
    const number = `FT${ulid()}a`;
    const spellings = [
      number,
      number.toLowerCase(),
      ` ${number.slice(0, 4)} ${number.slice(4)} `,
      number.replace(/\d/g, (digit) => String.fromCharCode(digit.charCodeAt(0) + 0xfee0)),
      `\u200b${number}\ufeff`,
    ];
    const answers = [];
    for (const reference of spellings)
      answers.push(await http.as('finance-1').post('/v1/payments', entryOf(key, 20_000_00, { reference })));
    expect(answers.map(({ status }) => status)).toEqual([201, 200, 200, 200, 200]);
    expect(new Set(answers.map(({ body }) => body.id)).size).toBe(1);
    expect(answers[0]?.body.reference).toBe(number.toUpperCase());
    const told = {
      eventId: `E-${number}`,
      amountFen: 20_000_00,
      method: 'transfer',
      reference: number.toLowerCase(),
      receivedAt: new Date(Date.now() - 1000).toISOString(),
      payeeAccount: '6200-0000-0001 ',
    };
    const heard = await http.channel('ccb').post('/v1/payments/events/received', told);
    expect(heard).toMatchObject({ status: 200, body: { id: answers[0]?.body.id } });
  });

  test('a contract number is one contract’s in its project, also when a draft gets another', async () => {
    const sums = { priceFen: 200_000_000, downPaymentFen: 60_000_000, loanFen: 140_000_000 };
    const [first, second] = (await Promise.all(
      ['S-NUMBER-1', 'S-NUMBER-2'].map((key) => SigningDriver.begin(world, key, sums)),
    )) as [SigningDriver, SigningDriver];
    for (const signing of [first, second]) await signing.alert();
    expect((await first.prepare({ contractNo: 'ht-2026-001' })).body.draft.contractNo).toBe('HT-2026-001');
    const taken = { status: 409, body: { code: 'contract-number-taken', errors: [{ field: 'contractNo' }] } };
    expect(await second.prepare({ contractNo: 'HT－2026－001 ' })).toMatchObject(taken);
    expect((await first.prepare({ contractNo: 'HT-2026-001' })).status).toBe(200);
    const draftOf = (contractNo: string) => ({ draft: { contractNo } });
    expect((await first.prepare({ contractNo: 'HT-2026-002' })).body).toMatchObject(draftOf('HT-2026-002'));
    expect((await second.prepare({ contractNo: 'HT-2026-003' })).body).toMatchObject(draftOf('HT-2026-003'));
  });
});

test('a building is found under each of its names', async () => {
  const of = async (building: string) =>
    (await http.as('controller-1').get(`/v1/units?limit=500&building=${encodeURIComponent(building)}`)).body.items;
  const units = await of('1');
  expect(units.length).toBeGreaterThan(0);
  expect(await of('01栋')).toEqual(units);
});
