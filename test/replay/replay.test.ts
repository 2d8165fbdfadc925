import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { Worker } from '@temporalio/worker';
import * as workflows from '../../workflows';
import { normalPhone } from '../../workflows/kernel/fields/phone';
import { SERVICE_ADDRESS } from '../money/money';
import { installRuntime } from '../harness/world';
import { readHistory } from './history-file';

const FOLDER = path.join(__dirname, 'histories');
const pathOf = (name: string) => path.join(FOLDER, name);
const files = fs.readdirSync(FOLDER).filter((name) => name.endsWith('.json'));

/** Names, phones, numbers and addresses of the example's clients. */
const CLIENTS = fs
  .readFileSync(path.join(__dirname, '../../examples/linjiang/clients.csv'), 'utf8')
  .trim()
  .split('\n')
  .slice(1)
  .flatMap((row) => {
    const [, name, phone, idNumber, , address] = row.split(',');
    const texts = [name, phone, phone && normalPhone(phone), idNumber, address];
    return texts.filter((text) => text !== undefined && text !== '') as string[];
  });

type History = ReturnType<typeof readHistory>;

async function replay(histories: { workflowId: string; history: History }[]): Promise<string[]> {
  const workflowBundle = { codePath: process.env.TEST_WORKFLOW_BUNDLE as string };
  const answers: string[] = [];
  for await (const { workflowId, error } of Worker.runReplayHistories({ workflowBundle }, histories)) {
    answers.push(`${workflowId}: ${error ? error.message : 'the same'}`);
  }
  return answers;
}

beforeAll(installRuntime);

/** Running processes go on under the code as it is now: what they have decided, it decides again. */
test('every recorded history replays against the code', async () => {
  expect(files.length).toBeGreaterThan(0);
  const histories = files.map((name) => ({ workflowId: name, history: readHistory(pathOf(name)) }));
  expect(await replay(histories)).toEqual(files.map((name) => `${name}: the same`));
});

test('of every workflow type there is a recorded history', () => {
  const recorded = files.map(
    (name) => readHistory(pathOf(name)).events?.[0]?.workflowExecutionStartedEventAttributes?.workflowType?.name,
  );
  expect(Object.keys(workflows).filter((type) => !recorded.includes(type))).toEqual([]);
});

test('a history that the code would not make is found', async () => {
  const history = readHistory(pathOf(files[0] as string));
  const scheduled = history.events
    ?.map((event) => event.activityTaskScheduledEventAttributes?.activityType)
    .find(Boolean);
  if (scheduled) scheduled.name = 'another';
  expect((await replay([{ workflowId: 'changed', history }]))[0]).toMatch(/determinism/i);
});

/** Names, phones and notes of the scenarios, and where they were recorded. */
test.each(files)('%s holds no personal data and no path of a machine', (name) => {
  const text = fs.readFileSync(pathOf(name), 'utf8');
  const payloads = [...text.matchAll(/"data":"([A-Za-z0-9+/=]+)"/g)].map(([, data]) =>
    Buffer.from(data ?? '', 'base64').toString(),
  );
  const all = `${text}${payloads.join('')}`;
  // what is looked through is what was told, in the clear
  expect(all).toMatch(/^(audit-anchor|calendar-year)-/.test(name) ? /"(chains|moved)":/ : 'linjiang');
  for (const secret of [
    '访客',
    '看中三房',
    '喜欢高层',
    '江城制药',
    '王小明',
    '钟女士',
    '139-0000-7001',
    '临江府4栋',
    '客户已失联',
    '答应周五付款',
    SERVICE_ADDRESS,
    ...CLIENTS,
    os.homedir(),
    process.cwd(),
    `@${os.hostname()}`,
    '/node_modules/',
  ]) {
    expect([secret, all.includes(secret)]).toEqual([secret, false]);
  }
});
