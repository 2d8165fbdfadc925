import { createConnection } from 'mongoose';
import { auditImport } from '../activities/import/audit-import';
import { formatBadRow, ImportRefused } from '../activities/import/bad-rows';
import { offsetOf } from '../activities/sandbox/clock';
import { type ImportResult, importFolder } from '../activities/import/import-folder';
import { defineModels } from '../models';

const usage = 'usage: import <folder> [--if-empty]   (MONGODB_URI names the database)';

/** `import <folder> [--if-empty]`: exit code 0 done, 1 rows refused (all named), 2 wrong use or no database. */
async function main(): Promise<number> {
  const args = process.argv.slice(2);
  const [folder, ...rest] = args.filter((arg) => arg !== '--if-empty');
  const uri = process.env.MONGODB_URI;
  if (folder === undefined || rest.length > 0 || folder.startsWith('-')) return complain(usage);
  if (!uri) return complain('MONGODB_URI is not set.');

  const connection = createConnection(uri, { serverSelectionTimeoutMS: 5_000 });
  try {
    await connection.asPromise();
    const models = defineModels(connection);
    const result = await importFolder(folder, connection, {
      ifEmpty: args.includes('--if-empty'),
      // a clock that a sandbox has moved; there is none elsewhere
      businessNow: async (projectId) => Date.now() + (await offsetOf(models, projectId)),
      audit: auditImport(models),
    });
    report(folder, result);
    return 0;
  } catch (error) {
    if (error instanceof ImportRefused) {
      for (const row of error.badRows) console.error(formatBadRow(row));
      console.error(`${error.badRows.length} bad rows in ${folder}: nothing was imported.`);
      return 1;
    }
    return complain(
      `The import of ${folder} failed, run it again: ${error instanceof Error ? error.message : error}`,
    );
  } finally {
    await connection.close();
  }
}

function report(folder: string, result: ImportResult): void {
  if (result.skipped) {
    console.log(`A project is there already: ${folder} was not imported.`);
    return;
  }
  const again = result.resumed ? ', finishing an interrupted import' : '';
  console.log(`Imported ${folder} as project ${result.projectId}${again}:`);
  for (const [name, { created, updated, unchanged, removed }] of Object.entries(result.counts)) {
    console.log(`  ${name}: ${created} created, ${updated} updated, ${unchanged} unchanged, ${removed} removed`);
  }
}

function complain(message: string): number {
  console.error(message);
  return 2;
}

void main().then((code) => {
  process.exitCode = code;
});
