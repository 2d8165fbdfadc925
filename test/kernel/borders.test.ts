import { execFile } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { contracts } from '../../workflows/contracts';

const ROOT = path.resolve(__dirname, '../..');
const SLIPS = path.join(__dirname, 'borders/slips.ts');
const TSC = path.join(ROOT, 'node_modules/typescript/bin/tsc');

/** What the compiler says of the slips. */
function compile(): Promise<string> {
  const project = path.join(__dirname, 'borders/tsconfig.json');
  return new Promise((resolve) => {
    execFile(process.execPath, [TSC, '--pretty', 'false', '-p', project], { cwd: ROOT }, (_error, stdout, stderr) =>
      resolve(stdout + stderr),
    );
  });
}

test('a slip at any border of a process does not compile, and nothing else is refused', async () => {
  const lines = fs.readFileSync(SLIPS, 'utf8').split('\n');
  const slips = lines.flatMap((line, i) =>
    line.trim().startsWith('// slip:') ? [`${i + 2}${line.trim().slice(2)}`] : [],
  );
  expect(slips.length).toBeGreaterThan(40);

  const said = await compile();
  const errors = [...said.matchAll(/^(?<file>\S[^(\n]*)\((?<at>\d+),\d+\): error/gm)].map(
    ({ groups }) => groups ?? {},
  );
  const failing = new Set(
    errors.map(({ file = '', at }) => (file.endsWith('borders/slips.ts') ? Number(at) : `${file}:${at}`)),
  );
  expect({ compiled: slips.filter((slip) => !failing.has(Number.parseInt(slip, 10))) }).toEqual({ compiled: [] });
  const meant = new Set(slips.map((slip) => Number.parseInt(slip, 10)));
  expect([...failing].filter((at) => typeof at === 'string' || !meant.has(at))).toEqual([]);
}, 240_000);

test('a workflow id is made by workflowIdOf, nowhere by hand', () => {
  const names = contracts.map(({ name }) => name).join('|');
  const byHand = new RegExp(`['"\`](?:${names}):`);
  const found = ['workflows', 'activities', 'api', 'scripts', 'worker'].flatMap((room) =>
    fs
      .readdirSync(path.join(ROOT, room), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.ts'))
      .flatMap((name) =>
        fs
          .readFileSync(path.join(ROOT, room, name), 'utf8')
          .split('\n')
          .flatMap((line, i) =>
            byHand.test(line) && !line.trim().startsWith('*') && !line.trim().startsWith('/*')
              ? [`${room}/${name}:${i + 1} ${line.trim()}`]
              : [],
          ),
      ),
  );
  expect(contracts.length).toBeGreaterThan(10);
  expect(found).toEqual([]);
});
