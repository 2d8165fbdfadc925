import fs from 'node:fs';
import path from 'node:path';
import mongoose, { type Connection } from 'mongoose';
import { importFolder } from '../../activities/import/import-folder';

const { BSON } = mongoose.mongo;
const EXAMPLE = path.resolve(__dirname, '../../examples/linjiang');

type Rows = Record<string, Record<string, unknown>[]>;

/** Load the example project. The first world of a test run imports it; the others get a copy of the same rows. */
export async function loadExample(database: Connection): Promise<void> {
  const kept = path.join(process.env.TEST_DATA as string, 'example.bson');
  if (fs.existsSync(kept)) return insert(database, BSON.deserialize(fs.readFileSync(kept)) as Rows);
  await importFolder(EXAMPLE, database, {});
  const mine = `${kept}.${process.pid}`;
  fs.writeFileSync(mine, BSON.serialize(await allRows(database)));
  fs.renameSync(mine, kept);
}

async function allRows(database: Connection): Promise<Rows> {
  const rows: Rows = {};
  for (const { name } of await database.listCollections())
    rows[name] = await database.collection(name).find().toArray();
  return rows;
}

async function insert(database: Connection, rows: Rows): Promise<void> {
  for (const [name, of] of Object.entries(rows)) if (of.length > 0) await database.collection(name).insertMany(of);
}
