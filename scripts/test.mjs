/**
 * `npm test [-- <jest arguments>]`: installs what is missing, runs the tests on servers of their own with
 * throw-away data, names the ten slowest files, and ends with one line, `N passed, N failed, N skipped`. A test
 * file that does not load counts as one failure; a run without any test fails. `npm test -- test/money` runs a wing.
 */
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { installDependencies } from './local/dependencies.mjs';
import { exitWith } from './local/failure.mjs';
import { PROJECT } from './local/servers.mjs';

// The terminal sends Ctrl-C to Jest too; this process stays to report what Jest then says.
process.on('SIGINT', () => {});

installDependencies((line) => console.log(`· ${line}`))
  .then(runJest)
  .then(report, (error) => {
    console.log('0 passed, 1 failed, 0 skipped');
    exitWith(error);
  });

async function runJest() {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'estateflow-result-'));
  const outputFile = path.join(folder, 'result.json');
  const args = [path.join(PROJECT, 'node_modules/jest/bin/jest.js'), '--json', '--outputFile', outputFile];
  const child = spawn(process.execPath, [...args, ...process.argv.slice(2)], {
    cwd: PROJECT,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  process.on('SIGTERM', () => child.kill('SIGTERM'));
  const code = await new Promise((resolve) => child.once('exit', (exit) => resolve(exit ?? 1)));
  const result = fs.existsSync(outputFile) ? JSON.parse(fs.readFileSync(outputFile, 'utf8')) : undefined;
  fs.rmSync(folder, { recursive: true, force: true });
  return { code, result };
}

function report({ code, result }) {
  const passed = result?.numPassedTests ?? 0;
  // Without a result Jest itself failed, for instance because the servers did not start.
  const failed = result ? result.numFailedTests + result.numRuntimeErrorTestSuites : 1;
  const skipped = result ? result.numPendingTests + result.numTodoTests : 0;
  if (passed + failed === 0) console.error('No test ran.');
  // Titles of tests that a machine cannot run say why; those left out by a filter say nothing.
  for (const { title } of result?.testResults.flatMap(({ assertionResults }) => assertionResults) ?? [])
    if (title.includes('(skipped: ')) console.log(`○ ${title}`);
  if (result) tellSlowest(result.testResults);
  process.exitCode = code || (failed > 0 || passed === 0 ? 1 : 0);
  console.log(`${passed} passed, ${failed} failed, ${skipped} skipped`);
}

/** Where the time goes: the ten files that took longest. */
function tellSlowest(files) {
  const timed = files.map(({ name, startTime, endTime }) => ({ name, seconds: (endTime - startTime) / 1000 }));
  const slowest = timed.sort((a, b) => b.seconds - a.seconds).slice(0, 10);
  console.log('Slowest files:');
  for (const { name, seconds } of slowest)
    console.log(`${seconds.toFixed(1).padStart(7)} s  ${path.relative(PROJECT, name)}`);
}
