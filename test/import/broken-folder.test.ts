import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Connection } from 'mongoose';
import { formatBadRow, ImportRefused } from '../../activities/import/bad-rows';
import { importFolder } from '../../activities/import/import-folder';
import { openDatabase } from './database';

const linjiang = resolve(__dirname, '../../examples/linjiang');
const now = Date.parse('2026-03-10T10:00:00+08:00');
const businessNow = async () => now;

let connection: Connection;
let folder: string;

beforeAll(async () => {
  connection = await openDatabase('import-broken');
});

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'estateflow-import-'));
  await cp(linjiang, folder, { recursive: true });
});

afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
  // Whatever was wrong, nothing of the folder may have been written.
  const collections = await connection.db?.listCollections().toArray();
  for (const { name } of collections ?? [])
    expect([name, await connection.collection(name).countDocuments()]).toEqual([name, 0]);
});

afterAll(async () => {
  await connection.dropDatabase();
  await connection.close();
});

/** Changes one line (1-based) of a file: a string replaces the line, a function edits its cells. */
async function line(file: string, at: number, change: string | ((cells: string[]) => void)): Promise<void> {
  const lines = (await readFile(join(folder, file), 'utf8')).split('\n');
  const cells = (lines[at - 1] ?? '').split(',');
  if (typeof change === 'function') change(cells);
  lines[at - 1] = typeof change === 'function' ? cells.join(',') : change;
  await writeFile(join(folder, file), lines.join('\n'));
}

async function refusals(): Promise<string[]> {
  const refused = await importFolder(folder, connection, { businessNow }).catch((error: unknown) => error);
  expect(refused).toBeInstanceOf(ImportRefused);
  return (refused as ImportRefused).badRows.map(formatBadRow);
}

const cell = (at: number, value: string) => (cells: string[]) => {
  cells[at] = value;
};

test('every bad row of every file is named at once', async () => {
  await line('units.csv', 3, cell(5, '89.555'));
  await line('units.csv', 4, cell(7, '1110696.95'));
  await line('units.csv', 5, cell(0, 'linjiang-1-203'));
  await line('units.csv', 6, cell(9, 'maybe'));
  await line('units.csv', 7, cell(10, 'client-999'));
  await line('units.csv', 8, (cells) => cells.push('extra'));
  await line('units.csv', 9, cell(1, ''));
  await line('units.csv', 10, cell(7, ''));
  await line('units.csv', 11, cell(0, 'other-1-402'));
  await line('staff.csv', 3, cell(2, 'consultant;boss'));
  await line('staff.csv', 7, cell(2, 'consultant'));
  await line('staff.csv', 38, cell(4, 'contractor-9'));
  await line('banks.csv', 2, cell(5, 'no'));
  await line('banks.csv', 3, cell(5, 'no'));
  await line('contractors.csv', 2, cell(5, '1;7'));
  await line('contractors.csv', 3, cell(6, 'plumbing;waterproofing'));
  await line('clients.csv', 2, cell(4, '1971-02-30'));
  await line('clients.csv', 4, cell(8, 'client-777'));
  await line('clients.csv', 5, cell(4, '1970-01-01'));
  const found = await refusals();
  for (const expected of [
    'units.csv:3: area: must be square metres with at most two decimals',
    'units.csv:4: total_price: is off area × unit_price (1110695 yuan) by 1 yuan or more',
    'units.csv:5: id: linjiang-1-203 is in line 4 already',
    'units.csv:6: hold: must be one of none, whole-floor, cross, natural',
    'units.csv:7: owner: client-999 is not in clients.csv',
    'units.csv:7: hold: must be blank for a unit that has an owner',
    'units.csv:8: row: has 14 cells, the header 13',
    'units.csv:9: building: is missing',
    'units.csv:10: total_price: unit_price and total_price must be given together',
    'units.csv:11: id: other-1-402 must begin with linjiang-',
    'staff.csv:3: roles: must be one of consultant, team-leader',
    'staff.csv:7: groups: group B has no team-leader',
    'staff.csv:38: contractor: contractor-9 is not in contractors.csv',
    'banks.csv:1: partner: at least 2 partner banks are needed, not 1',
    "contractors.csv:3: classes: waterproofing is contractor-1's already, such as in linjiang-1-201",
    'clients.csv:2: birth_date: must be a date such as 2026-03-10',
    'clients.csv:4: spouse: client-777 is not in clients.csv',
    'clients.csv:5: birth_date: is not the one in id_number',
  ]) {
    expect(found).toContainEqual(expect.stringContaining(expected));
  }
  // Each mistake is told once: consultants of group B see their leader missing, nothing else is on top.
  expect(found.filter((row) => !row.includes('group B'))).toHaveLength(17);
});

test('a total off by less than 1 yuan is a rounding, by 1 yuan a mistake (1-unit-control price-mismatch)', async () => {
  await line('units.csv', 3, cell(7, '1109801'));
  expect(await refusals()).toEqual([
    'units.csv:3: total_price: is off area × unit_price (1109800 yuan) by 1 yuan or more',
  ]);
  await line('units.csv', 3, cell(7, '1109800.99'));
  await line('units.csv', 4, cell(6, 'twelve'));
  expect(await refusals()).toEqual(['units.csv:4: unit_price: must be yuan with at most two decimals']);
});

test('a contractor who answers for no unit of the files is named', async () => {
  await line('contractors.csv', 2, cell(5, '1;7;linjiang-9-'));
  expect(await refusals()).toEqual([
    'contractors.csv:2: scope: 7 fits no unit of units.csv',
    'contractors.csv:2: scope: linjiang-9- fits no unit of units.csv',
  ]);
});

test('project.yaml is checked with its lines', async () => {
  const path = join(folder, 'project.yaml');
  const yaml = await readFile(path, 'utf8');
  const broken = yaml
    .replace('handoverOn: 2028-06-30', 'handoverOn: June')
    .replace('latePaymentPpm: 100', 'latePaymentPpm: 0.1')
    .replace('zone: Asia/Shanghai', 'zone: Mars/Olympus')
    .replace('city: 江城市', 'town: 江城市');
  await writeFile(path, broken);
  const lineOf = (words: string) => broken.split('\n').findIndex((each) => each.includes(words)) + 1;
  const found = await refusals();
  expect(found).toEqual(
    expect.arrayContaining([
      `project.yaml:${lineOf('handoverOn')}: contractTemplate.handoverOn: must be a date such as 2026-03-10`,
      `project.yaml:${lineOf('latePaymentPpm')}: contractTemplate.latePaymentPpm: must be a whole number of millionths a day`,
      `project.yaml:${lineOf('zone:')}: zone: must be an IANA time zone such as Asia/Shanghai`,
      expect.stringMatching(/^project\.yaml:1: city: is missing$/),
      expect.stringContaining(`project.yaml:${lineOf('town:')}: town: `),
    ]),
  );
  await writeFile(path, yaml.replace('bank: abc', 'bank: icbc'));
  expect(await refusals()).toEqual([
    expect.stringMatching(/^project\.yaml:\d\d: supervisedAccounts\.1\.bank: icbc is not in banks\.csv$/),
  ]);
  await writeFile(path, `${yaml}\n  - [`);
  expect(await refusals()).toEqual(expect.arrayContaining([expect.stringMatching(/^project\.yaml:\d+: file: /)]));
});

test('files that are missing, empty, not UTF-8, not CSV or with other columns are named', async () => {
  await rm(join(folder, 'banks.csv'));
  await writeFile(join(folder, 'contractors.csv'), '');
  await writeFile(join(folder, 'staff.csv'), Buffer.from([0xd6, 0xd0, 0xce, 0xc4]));
  await line('units.csv', 1, (cells) => void cells.splice(5, 1, 'size'));
  await line('units.csv', 1, (cells) => void cells.push('floor'));
  await line('clients.csv', 3, 'client-002,"袁秀兰');
  const found = await refusals();
  expect(found).toEqual(
    expect.arrayContaining([
      'banks.csv:1: file: is not in the folder',
      'contractors.csv:1: file: is empty',
      expect.stringMatching(/^staff\.csv:1: file: is not UTF-8 text: .*CSV UTF-8/),
      'units.csv:1: size: is not a column of this table',
      'units.csv:1: area: column is missing',
      'units.csv:1: floor: column is there twice',
      expect.stringMatching(/^clients\.csv:\d+: row: cannot be read as CSV/),
    ]),
  );
  // What refers to a file that cannot be read is not blamed.
  expect(found).toHaveLength(7);
});

test('a folder that is not there is refused', async () => {
  await rm(folder, { recursive: true });
  expect(await refusals()).toContain('project.yaml:1: file: is not in the folder');
});
