import { execFile } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { ROOT, read } from '../deploy/sources';

const ROOMS = ['workflows', 'activities', 'api', 'models'];
const FILES = ['temporal.yaml', 'tsconfig.json', 'tsconfig.build.json', 'package.json'];
const LOADER = path.join(ROOT, 'test/harness/load-typescript.js');

interface Block {
  file: string;
  kind: string;
  text: string;
}

/** The blocks of the page, each with the file that is named last before it. */
function blocksOf(page: string): Block[] {
  let file = '';
  return [...page.matchAll(/^\*\*(?<named>[\w./-]+)\*\*$|^```(?<kind>ts|diff)\n(?<text>[\s\S]*?)^```$/gm)].flatMap(
    ({ groups }) => {
      if (groups?.named) file = groups.named;
      return groups?.kind ? [{ file, kind: groups.kind, text: groups.text as string }] : [];
    },
  );
}

/** Lines without their first sign: what was there (blank and minus), or what is to be there (blank and plus). */
function side(diff: string, signs: string): string {
  const lines = diff.split('\n').filter((line) => line !== '' && signs.includes(line[0] as string));
  return lines.map((line) => line.slice(1)).join('\n');
}

const blocks = blocksOf(read('docs/adding-a-process.md'));
const files = blocks.filter(({ kind }) => kind === 'ts');
const lines = blocks.filter(({ kind }) => kind === 'diff');
let tree: string;

beforeAll(() => {
  tree = fs.mkdtempSync(path.join(os.tmpdir(), 'adding-a-process-'));
  for (const name of [...ROOMS, ...FILES])
    fs.cpSync(path.join(ROOT, name), path.join(tree, name), { recursive: true });
  fs.symlinkSync(path.join(ROOT, 'node_modules'), path.join(tree, 'node_modules'));
  for (const { file, text } of files) {
    fs.mkdirSync(path.dirname(path.join(tree, file)), { recursive: true });
    fs.writeFileSync(path.join(tree, file), text, { flag: 'wx' });
  }
  for (const { file, text } of lines) {
    const parts = fs.readFileSync(path.join(tree, file), 'utf8').split(side(text, ' -'));
    if (parts.length !== 2) throw new Error(`${file} has ${parts.length - 1} places for:\n${text}`);
    fs.writeFileSync(path.join(tree, file), parts.join(side(text, ' +')));
  }
});
afterAll(() => fs.rmSync(tree, { recursive: true, force: true }));

/** What a program says, run in the tree with the new process. */
function said(...args: string[]): Promise<string> {
  return new Promise((resolve) => {
    execFile(process.execPath, args, { cwd: tree }, (_error, stdout, stderr) => resolve(stdout + stderr));
  });
}

test('the process of the page is made of at most seven files, its test among them', () => {
  expect(files.length).toBeGreaterThan(4);
  expect(files.length + 1).toBeLessThanOrEqual(7);
});

test('the process of the page compiles', async () => {
  const tsc = path.join(ROOT, 'node_modules/typescript/bin/tsc');
  expect(await said(tsc, '--noEmit', '--pretty', 'false', '-p', 'tsconfig.build.json')).toBe('');
}, 120_000);

test('its texts use what they declare, its workflow is exported, its steps have routes', async () => {
  const program = `
    require('./activities/texts/documents').checkDocuments();
    require('./activities/texts/notices').checkTemplates();
    const { contracts } = require('./workflows/contracts');
    const { routes } = require('./api/routes');
    const { type } = contracts.find(({ name }) => name === 'show-flat-loan');
    const paths = routes.filter(({ path }) => path.startsWith('/show-flat-loans'));
    console.log(JSON.stringify({
      workflow: typeof require('./workflows/front')[type],
      routes: paths.map(({ method, path }) => method + ' ' + path).sort(),
    }));`;
  expect(JSON.parse(await said('--require', LOADER, '-e', program))).toEqual({
    workflow: 'function',
    routes: [
      'get /show-flat-loans',
      'get /show-flat-loans/:key',
      'post /show-flat-loans',
      'post /show-flat-loans/:key/approve',
      'post /show-flat-loans/:key/decline',
      'post /show-flat-loans/:key/return',
    ],
  });
}, 60_000);
