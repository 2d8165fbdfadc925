import { randomUUID } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import mongoose, { type Connection } from 'mongoose';
import { importFolder } from '../../activities/import/import-folder';
import { databaseNamed } from './database';
import { asTheyAre, type Names } from './names';

const { BSON } = mongoose.mongo;
const EXAMPLE = path.resolve(__dirname, '../../examples/linjiang');

/** The example's own name. */
export const EXAMPLE_PROJECT = 'linjiang';
/** Whose ids are names, beside the project's and its homes'. */
const NAMED = ['staff', 'clients', 'contractors', 'banks'];

type Rows = Record<string, Record<string, unknown>[]>;

let kept: Promise<Rows> | undefined;

/** Put the example into a database, by the ids of a project. It is imported once in a run; this copies the rows. */
export async function loadExample(database: Connection, names: Names = asTheyAre): Promise<void> {
  const rows = names.toIds(await exampleRows());
  await Promise.all(
    Object.entries(rows).map(([name, of]) =>
      database
        .collection(name)
        .insertMany(of.map((row) => ({ ...row, _id: names.idOf(String(row._id)) })) as never),
    ),
  );
}

export async function namesOfExample(): Promise<string[]> {
  const rows = await exampleRows();
  const named = NAMED.flatMap((name) => rows[name]?.map(({ _id }) => String(_id)) ?? []);
  // a bank's message is its project's by the account
  const [project] = rows.projects as unknown as { supervisedAccounts: { no: string }[] }[];
  return [...named, ...(project?.supervisedAccounts.map(({ no }) => no) ?? [])];
}

function exampleRows(): Promise<Rows> {
  kept ??= readOrImport();
  return kept;
}

/** Shared by the Jest processes of a run through a file. */
async function readOrImport(): Promise<Rows> {
  const file = path.join(process.env.TEST_DATA as string, 'example.bson');
  if (fs.existsSync(file)) return BSON.deserialize(fs.readFileSync(file)) as Rows;
  const rows = await importExample();
  const mine = `${file}.${process.pid}`;
  fs.writeFileSync(mine, BSON.serialize(rows));
  fs.renameSync(mine, file);
  return rows;
}

async function importExample(): Promise<Rows> {
  const database = await mongoose
    .createConnection(databaseNamed(`example-${randomUUID().slice(0, 8)}`))
    .asPromise();
  try {
    await importFolder(EXAMPLE, database, {});
    const rows: Rows = {};
    for (const { name } of await database.listCollections()) {
      const found = await database.collection(name).find().toArray();
      if (found.length > 0) rows[name] = found;
    }
    return rows;
  } finally {
    await database.dropDatabase();
    await database.close();
  }
}
