import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { BadRow } from './bad-rows';
import { type ProjectFile, readProject } from './read-project';
import { readTable, type Table, unreadTable } from './read-table';
import type { TableName } from './tables';

/** A company's folder, each row good by itself. */
export type Folder = { project?: ProjectFile } & { [Name in TableName]: Table<Name> };

/** Reads the six files of a folder; what is wrong in them is added to `bad`. Files are UTF-8, a BOM is tolerated. */
export async function readFolder(folder: string, bad: BadRow[]): Promise<Folder> {
  const yaml = await readText(folder, 'project.yaml', bad);
  async function table<Name extends TableName>(name: Name): Promise<Table<Name>> {
    const csv = await readText(folder, `${name}.csv`, bad);
    return csv === undefined ? unreadTable<Name>() : readTable(name, csv, bad);
  }
  return {
    project: yaml === undefined ? undefined : readProject(yaml, bad),
    units: await table('units'),
    staff: await table('staff'),
    banks: await table('banks'),
    contractors: await table('contractors'),
    clients: await table('clients'),
  };
}

/** Excel in China saves CSV as GBK unless told otherwise. */
const NOT_UTF8 = 'is not UTF-8 text: 请在 Excel 中另存为“CSV UTF-8（逗号分隔）”';

async function readText(folder: string, file: string, bad: BadRow[]): Promise<string | undefined> {
  let bytes: Buffer;
  try {
    bytes = await readFile(join(folder, file));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'ENOENT' && code !== 'ENOTDIR') throw error;
    bad.push({ file, line: 1, field: 'file', reason: 'is not in the folder' });
    return undefined;
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    bad.push({ file, line: 1, field: 'file', reason: NOT_UTF8 });
    return undefined;
  }
}
