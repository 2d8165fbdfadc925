import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Connection } from 'mongoose';
import { auditImport } from '../../activities/import/audit-import';
import { ImportRefused } from '../../activities/import/bad-rows';
import { importFolder } from '../../activities/import/import-folder';
import { defineModels } from '../../models';
import { type ResourceModels, resourceModels } from '../../models/resources';
import type { UnitStatus } from '../../models/resources/unit';
import { openDatabase } from './database';

const linjiang = resolve(__dirname, '../../examples/linjiang');
const now = Date.parse('2026-03-10T10:00:00+08:00');
const businessNow = async () => now;

let connection: Connection;
let models: ResourceModels;
let folder: string;

beforeAll(async () => {
  connection = await openDatabase('import-example');
  models = resourceModels(connection);
});

beforeEach(async () => {
  await connection.dropDatabase();
  folder = await mkdtemp(join(tmpdir(), 'estateflow-import-'));
  await cp(linjiang, folder, { recursive: true });
});

afterEach(() => rm(folder, { recursive: true, force: true }));

afterAll(async () => {
  await connection.dropDatabase();
  await connection.close();
});

/** Replaces text in one file of the folder; the text must be there. */
async function edit(file: string, from: string | RegExp, to: string): Promise<void> {
  const before = await readFile(join(folder, file), 'utf8');
  const after = before.replace(from, to);
  expect(after).not.toBe(before);
  await writeFile(join(folder, file), after);
}

async function counts() {
  const result = await importFolder(folder, connection, { businessNow });
  if (result.skipped) throw new Error('skipped');
  return result.counts;
}

/** Everything stored but the log of the imports themselves. */
async function everything() {
  const { imports: _imports, ...resources } = models;
  const all = Object.entries(resources) as [
    string,
    { find(): { sort(by: object): { lean(): Promise<unknown> } } },
  ][];
  return Object.fromEntries(
    await Promise.all(all.map(async ([name, m]) => [name, await m.find().sort({ _id: 1 }).lean()])),
  );
}

describe('issue 3 §4: the example project', () => {
  test('imports with its fixed ids', async () => {
    await counts();
    expect(await models.projects.findById('linjiang').lean()).toMatchObject({
      name: '临江府',
      zone: 'Asia/Shanghai',
      rev: 1,
    });
    expect(await models.units.countDocuments({ projectId: 'linjiang' })).toBeGreaterThanOrEqual(420);
    expect((await models.units.distinct('building')).sort()).toEqual(['1', '2', '3', '4']);
    const staff = ['leader', 'consultant'].flatMap((role) =>
      ['a', 'b'].flatMap((group) =>
        role === 'leader' ? [`leader-${group}`] : [1, 2, 3, 4].map((n) => `${role}-${group}${n}`),
      ),
    );
    const others =
      `assistant-1 supervisor-1 manager-1 manager-2 controller-1 controller-2 service-1 service-lead-1 clerk-1
      finance-1 finance-2 lawyer-1 engineer-1 engineer-2 repair-1 repair-2 site-1 projectdept-1 property-1 property-manager-1 archivist-1
      agent-1 executive-1 auditor-1 admin-1 contractor-1 contractor-2`.split(/\s+/);
    expect((await models.staff.distinct('_id')).sort()).toEqual([...staff, ...others].sort());
    expect((await models.banks.distinct('_id')).sort()).toEqual(['abc', 'ccb', 'rcu']);
    expect((await models.contractors.distinct('_id')).sort()).toEqual(['contractor-1', 'contractor-2']);
  });

  test('buildings 1 and 2 are on sale with some units retained, 3 is unreleased, 4 is partly handed over', async () => {
    await counts();
    const count = (building: string, status: UnitStatus) => models.units.countDocuments({ building, status });
    expect(await count('1', 'available')).toBeGreaterThan(100);
    expect(await count('1', 'retained')).toBeGreaterThan(0);
    expect(await count('2', 'available')).toBeGreaterThan(100);
    expect(await count('3', 'unreleased')).toBe(await models.units.countDocuments({ building: '3' }));
    const delivered = await models.units.find({ deliveredOn: { $exists: true } }).lean();
    expect(delivered.length).toBeGreaterThanOrEqual(30);
    for (const unit of delivered)
      expect(unit).toMatchObject({ building: '4', status: 'signed', ownerClientId: expect.any(String) });
    expect(await models.units.findById('linjiang-4-201').lean()).toMatchObject({
      contractors: { waterproofing: 'contractor-1', plumbing: 'contractor-2' },
      completionAcceptedOn: '2024-03-28',
    });
  });

  test('price list 1 and release plan 1 are in force, prices in exact fen', async () => {
    await counts();
    const list = await models.priceLists.findById('linjiang:1').lean();
    expect(list).toMatchObject({ no: 1, status: 'confirmed', note: 'imported' });
    const price = list?.rows.find((row) => row.unitId === 'linjiang-1-1202');
    expect(price).toMatchObject({ areaHundredths: 8950, unitPriceFen: 1260000, totalFen: 112770000 });
    const plan = await models.releasePlans.findById('linjiang:1').lean();
    expect(plan).toMatchObject({ no: 1, status: 'confirmed', permitNo: expect.stringContaining('2025') });
    expect(plan?.openAt.getTime()).toBeLessThan(now);
  });

  test("today's rota alternates the groups, without the leaders", async () => {
    await counts();
    const rota = await models.dutyRotas.findById('linjiang:2026-03-10').lean();
    expect(rota?.order.slice(0, 4)).toEqual(['consultant-a1', 'consultant-b1', 'consultant-a2', 'consultant-b2']);
    expect(rota?.order).toHaveLength(8);
  });

  test('stands in the audit once per import, and ifEmpty leaves it alone afterwards', async () => {
    const { audit: chain } = defineModels(connection);
    const audit = auditImport(defineModels(connection));
    await importFolder(folder, connection, { businessNow, actorId: 'admin-1', audit });
    expect(await importFolder(folder, connection, { businessNow, ifEmpty: true, audit })).toEqual({
      skipped: true,
    });
    const entries = await chain.find({ chain: 'project:linjiang' }).lean();
    expect(entries).toMatchObject([{ seq: 1, action: 'import', actor: { staffId: 'admin-1' }, at: new Date(now) }]);
    const again = { action: 'import', projectId: 'linjiang', actorId: 'admin-1', at: now, counts: {} } as const;
    await audit({ ...again, importId: String(entries[0]?.facts.importId) });
    expect(await chain.countDocuments()).toBe(1);
  });
});

describe('re-import', () => {
  test('of the same files changes nothing', async () => {
    await counts();
    const before = await everything();
    const again = await counts();
    for (const each of Object.values(again)) expect(each).toMatchObject({ created: 0, updated: 0, removed: 0 });
    expect(await everything()).toEqual(before);
  });

  test('updates what differs, and a new price is a new price list', async () => {
    await counts();
    await edit('staff.csv', '何静', '何婧');
    await edit('units.csv', /(linjiang-1-1202.*?),12600,1127700,/, '$1,12700,1136650,');
    const again = await counts();
    expect(again.staff).toMatchObject({ created: 0, updated: 1 });
    expect(again.units).toMatchObject({ created: 0, updated: 0 });
    expect(await models.staff.findById('assistant-1').lean()).toMatchObject({ name: '何婧', rev: 2 });
    const list = await models.priceLists.findById('linjiang:2').lean();
    expect(list).toMatchObject({ status: 'confirmed', effectiveFrom: new Date(now) });
    expect(list?.rows.find((row) => row.unitId === 'linjiang-1-1202')?.totalFen).toBe(113665000);
    expect(await models.releasePlans.countDocuments()).toBe(1);
  });

  test('keeps the status of units in use while idle ones follow a new release plan', async () => {
    await counts();
    const sold = { status: 'sold', saleKey: 'S-1', statusSince: new Date(now) };
    await models.units.updateOne({ _id: 'linjiang-1-1201' }, { $set: sold });
    await edit('units.csv', /^(linjiang-1-120[12],.*),none,/gm, '$1,natural,');
    await counts();
    expect(await models.units.findById('linjiang-1-1201').lean()).toMatchObject({
      status: 'sold',
      saleKey: 'S-1',
    });
    expect(await models.units.findById('linjiang-1-1202').lean()).toMatchObject({ status: 'retained' });
    expect(await models.releasePlans.countDocuments()).toBe(2);
    const log = await connection.collection('unit_log').find().toArray();
    expect(log).toMatchObject([
      {
        _id: 'linjiang-1-1202#2',
        by: 'import',
        process: 'project:linjiang',
        action: 'import',
        before: { status: 'available' },
        after: { status: 'retained', since: new Date(now) },
      },
    ]);
  });

  test('changes nothing that stands on the papers of a sale, and takes nothing back from a plan by silence', async () => {
    await counts();
    const sold = { status: 'sold', saleKey: 'S-1', statusSince: new Date(now) };
    await models.units.updateOne({ _id: 'linjiang-1-1201' }, { $set: sold });
    await models.units.updateOne({ _id: 'linjiang-1-1203' }, { $set: { status: 'retained', waitlist: 1 } });
    await edit(
      'units.csv',
      /^linjiang-1-1201,1,12,01,([^,]*),[^,]*,[^,]*,[^,]*/m,
      'linjiang-1-1201,1,12,1,$1,100,100,10000',
    );
    await edit('units.csv', /^(linjiang-1-1202,.*),none,/m, '$1,,');
    const before = await everything();
    const refused = await importFolder(folder, connection, { businessNow }).catch((error: unknown) => error);
    const lines = (refused as ImportRefused).badRows.map(({ field, reason }) => `${field}: ${reason}`);
    expect(lines.sort()).toEqual([
      'area: cannot change: linjiang-1-1201 is sold',
      'floor_price: is above total_price',
      'hold: is blank, but release plan 1 names linjiang-1-1202: keep it back with natural, cross or whole-floor',
      'hold: linjiang-1-1203 is waited for: release it by a release plan of the controller',
      'room: cannot change: linjiang-1-1201 is sold',
    ]);
    expect(await everything()).toEqual(before);
  });

  test('does not take back who has left', async () => {
    await counts();
    await models.staff.updateOne({ _id: 'consultant-a4' }, { $set: { active: false } });
    await edit('staff.csv', '何静', '何婧');
    await counts();
    expect(await models.staff.findById('consultant-a4').lean()).toMatchObject({ active: false });
  });

  test('of files that Excel has saved, with BOM, CRLF, quotes and blank rows, is the same import', async () => {
    await counts();
    const before = await everything();
    for (const file of ['units.csv', 'staff.csv', 'banks.csv', 'contractors.csv', 'clients.csv']) {
      const lines = (await readFile(join(folder, file), 'utf8')).trimEnd().split('\n');
      const quoted = lines.map((line) =>
        line
          .split(',')
          .map((cell) => `"${cell}"`)
          .join(','),
      );
      await writeFile(join(folder, file), `\uFEFF${quoted.join('\r\n')}\r\n\r\n,,,\r\n`);
    }
    await edit('project.yaml', /\n/g, '\r\n');
    await edit('project.yaml', /^/, '\uFEFF');
    for (const each of Object.values(await counts())) expect(each).toMatchObject({ created: 0, updated: 0 });
    expect(await everything()).toEqual(before);
  });

  test('removes a unit that is idle and refuses to remove one in use', async () => {
    await counts();
    await models.units.updateOne({ _id: 'linjiang-1-1201' }, { $set: { status: 'held' } });
    await edit('units.csv', /^linjiang-1-120[12],.*\n/gm, '');
    const refused = await importFolder(folder, connection, { businessNow }).catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(ImportRefused);
    expect((refused as ImportRefused).badRows).toEqual([
      { file: 'units.csv', line: 1, field: 'id', reason: 'linjiang-1-1201 is missing, but it is held' },
    ]);
    expect(await models.units.exists({ _id: 'linjiang-1-1202' })).not.toBeNull();
    await models.units.updateOne({ _id: 'linjiang-1-1201' }, { $set: { status: 'available' } });
    expect((await counts()).units?.removed).toBe(2);
  });

  test('gives an idle unit another id at the same place', async () => {
    await counts();
    await edit('units.csv', 'linjiang-1-1202,', 'linjiang-1-1202a,');
    expect((await counts()).units).toMatchObject({ created: 1, removed: 1 });
  });

  test('finishes an import that was interrupted, under the same id', async () => {
    // The database refuses price lists, so the import stops half way.
    await connection.createCollection('price_lists', { validator: { $jsonSchema: { required: ['never'] } } });
    await expect(importFolder(folder, connection, { businessNow })).rejects.toThrow();
    expect(await models.units.countDocuments()).toBeGreaterThan(0);
    expect(await models.projects.countDocuments()).toBe(0);
    const running = await models.imports.findOne({ status: 'running' }).lean();
    await connection.dropCollection('price_lists');
    const result = await importFolder(folder, connection, { businessNow, ifEmpty: true });
    expect(result).toMatchObject({ skipped: false, resumed: true, importId: running?._id });
    expect(await models.imports.find().lean()).toMatchObject([{ _id: running?._id, status: 'done' }]);
    expect(await models.projects.countDocuments()).toBe(1);
    expect(await models.units.countDocuments({ status: 'available' })).toBeGreaterThan(0);
  });
});
