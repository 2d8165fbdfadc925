import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { createChannels } from '../../../activities/channels';
import { deliverChunk } from '../../../activities/notices/deliver';
import { eventually, makeWorld, type World } from '../../harness/world';
import { openGateway, openMailServer } from './gateway';
import { client, PROJECT, queue, row, stored, task, TEN } from './outbox-room';

let world: World;
let gateway: Awaited<ReturnType<typeof openGateway>>;
let mail: Awaited<ReturnType<typeof openMailServer>>;
let child: ChildProcess | undefined;

beforeAll(async () => {
  world = await makeWorld({ workers: false, sandbox: false });
  gateway = await openGateway();
  mail = await openMailServer();
});
afterAll(async () => {
  child?.kill('SIGKILL');
  await gateway?.close();
  await mail?.close();
  await world?.stop();
});

const channels = () => ({
  SMTP_URL: mail.url,
  SMTP_FROM: 'office@example.com',
  WEBHOOK_URL: gateway.url,
  WEBHOOK_SECRET: 'secret',
});

function deliverInOwnProcess(): ChildProcess {
  const args = [path.join(__dirname, 'deliver-alone.ts'), world.databaseUri, PROJECT, String(TEN)];
  const env = { ...process.env, ...channels() };
  return spawn(process.execPath, ['--require', path.join(__dirname, '../../harness/load-typescript.js'), ...args], {
    env,
    stdio: 'inherit',
  });
}

async function kill(running: ChildProcess): Promise<void> {
  const ended = once(running, 'exit');
  running.kill('SIGKILL');
  await ended;
}

function deliver() {
  return deliverChunk(
    world.deps,
    createChannels(channels(), world.deps.log),
    { projectId: PROJECT, now: TEN },
    new AbortController().signal,
  );
}

test('killed in the middle of mails: those are a question to a person, the others are sent, none twice', async () => {
  const ids = ['1', '2', '3', '4', '5', '6', '7', '8'];
  for (const id of ids) {
    await client(world, `c${id}`, 'smtp', `c${id}@example.com`);
    await queue(world, [row(`n${id}`, { clientId: `c${id}` })]);
  }
  mail.answer.next = 'hold';
  child = deliverInOwnProcess();
  await eventually(async () => mail.seen.conversations === 5, 30_000);
  await kill(child);
  mail.answer.next = 'take';
  expect(await deliver()).toEqual({ sent: 3, forPeople: 5, more: false });
  expect(await deliver()).toEqual({ sent: 0, forPeople: 0, more: false });

  const unsure = await world.deps.models.outbox.find({ state: 'unsure' }).lean();
  expect(unsure).toHaveLength(5);
  for (const { _id } of unsure)
    expect(await task(world, `unsure#${_id}`)).toMatchObject({ state: 'open', step: 'confirm-sent' });
  expect(mail.mails.flatMap(({ to }) => to).sort()).toEqual(
    ids.filter((id) => !unsure.some(({ _id }) => _id === `n${id}`)).map((id) => `c${id}@example.com`),
  );
});

test('killed while the gateway answers: sent again under the same id', async () => {
  await client(world, 'w1', 'webhook', '13800000000');
  await queue(world, [row('w#1', { clientId: 'w1' })]);
  gateway.answers.push('hold');
  child = deliverInOwnProcess();
  await eventually(async () => gateway.received.length === 1, 30_000);
  await kill(child);
  expect(await stored(world, 'w#1')).toMatchObject({ state: 'sending' });
  await deliver();
  const [first, second] = gateway.received;
  expect(second?.headers['idempotency-key']).toBe(first?.headers['idempotency-key']);
  expect(second?.body).toBe(first?.body);
  expect(gateway.received).toHaveLength(2);
  expect(await stored(world, 'w#1')).toMatchObject({ state: 'sent' });
});
