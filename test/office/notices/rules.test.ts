import { clientSendAt, parcelsOf } from '../../../activities/notices/rules';
import { MINUTE, row, TEN } from './outbox-room';

const hours = { from: '09:00', to: '20:00' };
const at = (text: string) => Date.parse(`${text}+08:00`);
const sendAt = (text: string) => clientSendAt(at(text), hours, 'Asia/Shanghai');

describe('clients are written to from 09:00 to 20:00, project time', () => {
  test.each([
    ['before nine waits for nine', '2026-03-10T08:59:59', '2026-03-10T09:00:00'],
    ['at nine is in time', '2026-03-10T09:00:00', '2026-03-10T09:00:00'],
    ['at eight in the evening is in time', '2026-03-10T20:00:00', '2026-03-10T20:00:00'],
    ['after eight waits for the next morning', '2026-03-10T20:00:00.001', '2026-03-11T09:00:00'],
    ['at the end of a year too', '2026-12-31T23:30:00', '2027-01-01T09:00:00'],
  ])('%s', (_, from, to) => {
    expect(sendAt(from)).toBe(at(to));
  });
});

describe('what goes out as one message', () => {
  const reminder = (id: string, minutes: number, more = {}) =>
    row(id, { kind: 'reminder', clientId: 'c1', notBefore: new Date(TEN + minutes * MINUTE), ...more });
  const ids = (parcels: ReturnType<typeof parcelsOf>) =>
    parcels.map((p) => [p.first._id, ...p.merged.map((m) => m._id)]);

  test("reminders to one client join the day's first, also those due later that day", () => {
    expect(ids(parcelsOf([reminder('b', -1), reminder('a', -2)], [reminder('c', 90), reminder('b', -1)]))).toEqual([
      ['a', 'b', 'c'],
    ]);
  });
  test('another client, a demand, a notice and staff go alone', () => {
    const others = [
      reminder('b', -1, { clientId: 'c2' }),
      reminder('d', -1, { kind: 'demand' }),
      reminder('n', -1, { kind: 'notice' }),
    ];
    const staff = [
      reminder('s', -1, { clientId: undefined, staffId: 'p1' }),
      reminder('t', -1, { clientId: undefined, staffId: 'p1' }),
    ];
    expect(ids(parcelsOf([reminder('a', -2), ...others, ...staff], []))).toEqual([
      ['a'],
      ['b'],
      ['d'],
      ['n'],
      ['s'],
      ['t'],
    ]);
  });
  test('a message that has been tried keeps its rows and takes no more', () => {
    const tried = reminder('a', -9, { attempts: 1 });
    expect(
      ids(parcelsOf([tried, reminder('c', -1)], [reminder('b', -5, { mergedInto: 'a', attempts: 1 })])),
    ).toEqual([['a', 'b'], ['c']]);
  });
});
