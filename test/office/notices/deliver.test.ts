import { createHmac } from 'node:crypto';
import { createChannels } from '../../../activities/channels';
import { deliverChunk } from '../../../activities/notices/deliver';
import { makeWorld, type World } from '../../harness/world';
import { openGateway, openMailServer } from './gateway';
import { clear, client, MINUTE, PROJECT, queue, row, stored, task, TEN } from './outbox-room';

const SECRET = 'a shared secret';
let world: World;
let gateway: Awaited<ReturnType<typeof openGateway>>;
let mail: Awaited<ReturnType<typeof openMailServer>>;

beforeAll(async () => {
  world = await makeWorld({ workers: false, sandbox: false });
  gateway = await openGateway();
  mail = await openMailServer();
});
beforeEach(async () => {
  await clear(world);
  mail.answer.next = 'take';
  mail.mails.length = 0;
  gateway.received.length = 0;
});
afterAll(async () => {
  await gateway?.close();
  await mail?.close();
  await world?.stop();
});

/** One chunk at a business instant. */
function deliver(now: number, env: Record<string, string> = {}) {
  const all = {
    SMTP_URL: mail.url,
    SMTP_FROM: 'office@example.com',
    WEBHOOK_URL: gateway.url,
    WEBHOOK_SECRET: SECRET,
    ...env,
  };
  return deliverChunk(
    world.deps,
    createChannels(all, world.deps.log),
    { projectId: PROJECT, now },
    new AbortController().signal,
  );
}

describe('sent once', () => {
  test('a mail reaches the agreed address, and not again', async () => {
    await client(world, 'c1', 'smtp', 'c1@example.com');
    await queue(world, [row('n1', { clientId: 'c1' })]);
    expect(await deliver(TEN)).toEqual({ sent: 1, forPeople: 0, more: false });
    expect(await deliver(TEN + MINUTE)).toEqual({ sent: 0, forPeople: 0, more: false });
    expect(mail.mails.map(({ to }) => to)).toEqual([['c1@example.com']]);
    expect(await stored(world, 'n1')).toMatchObject({
      state: 'sent',
      channel: 'smtp',
      sentAt: new Date(TEN),
      attempts: 1,
    });
  });

  test('a webhook is signed over time and body, and carries the notice id', async () => {
    await client(world, 'c1', 'webhook', '13800000000');
    await queue(world, [row('n#1', { clientId: 'c1', documentId: undefined })]);
    await deliver(TEN);
    const [{ headers, body }] = gateway.received as [(typeof gateway.received)[0]];
    const [, t, v1] = /^t=(\d+),v1=([0-9a-f]{64})$/.exec(String(headers['x-estateflow-signature'])) ?? [];
    expect(v1).toBe(createHmac('sha256', SECRET).update(`${t}.${body}`).digest('hex'));
    expect(headers['idempotency-key']).toBe('n#1');
    expect(JSON.parse(body)).toMatchObject({ id: 'n#1', to: '13800000000', title: '标题n#1' });
  });

  test('two deliveries at one time send each notice once', async () => {
    await client(world, 'c1', 'webhook', '13800000000');
    await queue(
      world,
      Array.from({ length: 60 }, (_, i) => row(`n${i}`, { clientId: 'c1' })),
    );
    await Promise.all([deliver(TEN), deliver(TEN)]);
    await deliver(TEN);
    expect(new Set(gateway.received.map(({ headers }) => headers['idempotency-key'])).size).toBe(60);
    expect(await world.deps.models.outbox.countDocuments({ state: 'sent' })).toBe(60);
  });
});

describe('when sending fails', () => {
  test('three tries within an hour, then a person calls', async () => {
    await client(world, 'c1', 'webhook', '13800000000');
    await queue(world, [row('n1', { clientId: 'c1' })]);
    gateway.answers.push(503, 500, 429);
    expect(await deliver(TEN)).toMatchObject({ sent: 0, next: { at: TEN + 10 * MINUTE, inMs: 10 * MINUTE } });
    expect(await deliver(TEN + 10 * MINUTE)).toMatchObject({
      sent: 0,
      next: { at: TEN + 50 * MINUTE, inMs: 40 * MINUTE },
    });
    expect(await deliver(TEN + 50 * MINUTE)).toEqual({ sent: 0, forPeople: 1, more: false });
    expect(await stored(world, 'n1')).toMatchObject({ state: 'failed', attempts: 3, lastError: 'HTTP 429' });
    expect(await task(world, 'call#n1')).toMatchObject({
      step: 'call-client',
      state: 'open',
      roles: ['customer-service'],
      key: 'n1',
    });
  });

  test('every try is the same message under the same id, though more reminders came meanwhile', async () => {
    await client(world, 'c1', 'webhook', '13800000000');
    const reminder = { clientId: 'c1', kind: 'reminder' } as const;
    await queue(world, [row('n1', reminder), row('n2', reminder)]);
    gateway.answers.push(503);
    await deliver(TEN);
    await queue(world, [row('n3', reminder)]);
    await deliver(TEN + 10 * MINUTE);
    const [first, ...others] = gateway.received.map(({ headers, body }) => [headers['idempotency-key'], body]);
    expect(others).toContainEqual(first);
    expect(others.map(([id]) => id).sort()).toEqual(['n1', 'n3']);
  });

  test('a mail refused for good is not tried again; one refused for now is', async () => {
    await client(world, 'c1', 'smtp', 'c1@example.com');
    await queue(world, [row('n1', { clientId: 'c1' })]);
    mail.answer.next = { code: 451, at: 'DATA' };
    expect(await deliver(TEN)).toMatchObject({ forPeople: 0, next: { at: TEN + 10 * MINUTE, inMs: 10 * MINUTE } });
    mail.answer.next = { code: 550, at: 'RCPT' };
    expect(await deliver(TEN + 10 * MINUTE)).toMatchObject({ forPeople: 1 });
    expect(await stored(world, 'n1')).toMatchObject({ state: 'failed', attempts: 2, lastError: 'EENVELOPE 550' });
  });

  test('a conversation that breaks off after the text is a question to a person, not a second mail', async () => {
    await client(world, 'c1', 'smtp', 'c1@example.com');
    await queue(world, [row('n1', { clientId: 'c1' })]);
    mail.answer.next = 'break';
    expect(await deliver(TEN)).toEqual({ sent: 0, forPeople: 1, more: false });
    expect(await stored(world, 'n1')).toMatchObject({ state: 'unsure' });
    expect(await task(world, 'unsure#n1')).toMatchObject({ step: 'confirm-sent', state: 'open' });
  });

  test('a mail server that is not there is tried again', async () => {
    await client(world, 'c1', 'smtp', 'c1@example.com');
    await queue(world, [row('n1', { clientId: 'c1' })]);
    expect(await deliver(TEN, { SMTP_URL: 'smtp://127.0.0.1:1' })).toMatchObject({
      forPeople: 0,
      next: { at: TEN + 10 * MINUTE, inMs: 10 * MINUTE },
    });
    expect(await stored(world, 'n1')).toMatchObject({ state: 'queued', attempts: 1 });
  });

  test('a notice to staff that fails is a task of the administrator', async () => {
    await queue(world, [row('n1', { staffId: 'consultant-a1', attempts: 2 })]);
    gateway.answers.push(500);
    await deliver(TEN, { STAFF_CHANNEL: 'webhook' });
    expect(await task(world, 'failed#n1')).toMatchObject({ step: 'tell-staff', roles: ['admin'] });
  });
});

describe('what a crash left on its way', () => {
  test('a webhook is sent again with the same id', async () => {
    await client(world, 'c1', 'webhook', '13800000000');
    await queue(world, [
      row('n1', { clientId: 'c1', state: 'sending', attempts: 1, channel: 'webhook', sendingBy: 'crashed' }),
    ]);
    await deliver(TEN);
    expect(gateway.received.map(({ headers }) => headers['idempotency-key'])).toEqual(['n1']);
    expect(await stored(world, 'n1')).toMatchObject({ state: 'sent', attempts: 2 });
  });

  test('reminders half marked go out together', async () => {
    await client(world, 'c1', 'webhook', '13800000000');
    const reminder = { clientId: 'c1', kind: 'reminder' } as const;
    await queue(world, [
      row('n1', reminder),
      row('n2', { ...reminder, state: 'sending', mergedInto: 'n1', sendingBy: 'crashed' }),
    ]);
    expect(await deliver(TEN)).toEqual({ sent: 1, forPeople: 0, more: false });
    expect(await stored(world, 'n2')).toMatchObject({ state: 'sent', mergedInto: 'n1' });
  });
});

describe('clients', () => {
  test('are not written to at night; staff are', async () => {
    const night = TEN + 11 * 60 * MINUTE; // 21:00
    await client(world, 'c1', 'webhook', '13800000000');
    await queue(world, [row('n1', { clientId: 'c1', kind: 'demand' }), row('n2', { staffId: 'consultant-a1' })]);
    expect(await deliver(night)).toEqual({
      sent: 1,
      forPeople: 0,
      more: false,
      next: { at: TEN + 23 * 60 * MINUTE, inMs: 12 * 60 * MINUTE, shown: '2026-03-11 09:00 +08:00' },
    });
    expect(await stored(world, 'n1')).toMatchObject({ state: 'queued' });
    expect(await deliver(TEN + 23 * 60 * MINUTE)).toEqual({ sent: 1, forPeople: 0, more: false });
  });

  test('get the reminders of a day as one message, demands alone', async () => {
    await client(world, 'c1', 'webhook', '13800000000');
    const later = new Date(TEN + 3 * 60 * MINUTE);
    await queue(world, [
      row('n1', { clientId: 'c1', kind: 'reminder' }),
      row('n2', { clientId: 'c1', kind: 'reminder', notBefore: later }),
      row('n3', { clientId: 'c1', kind: 'demand' }),
      row('n4', { clientId: 'c1', kind: 'reminder', notBefore: new Date(TEN + 24 * 60 * MINUTE) }),
    ]);
    expect(await deliver(TEN)).toEqual({
      sent: 2,
      forPeople: 0,
      more: false,
      next: { at: TEN + 24 * 60 * MINUTE, inMs: 24 * 60 * MINUTE, shown: '2026-03-11 10:00 +08:00' },
    });
    const [together] = gateway.received.map(({ body }) => JSON.parse(body)).filter(({ id }) => id === 'n1');
    expect(together.text).toMatch(/尊敬的客户c1[^]*内容n1[^]*内容n2/);
    expect(await stored(world, 'n2')).toMatchObject({ state: 'sent', mergedInto: 'n1', sentAt: new Date(TEN) });
    expect(await stored(world, 'n4')).toMatchObject({ state: 'queued' });
  });

  test.each([
    ['who agreed to be called', 'phone', '13800000000'],
    ['without an address on the channel', 'smtp', ''],
  ])('%s are called by a person, and get no other message', async (_, kind, address) => {
    await client(world, 'c1', kind, address);
    await queue(world, [row('n1', { clientId: 'c1' })]);
    expect(await deliver(TEN)).toEqual({ sent: 0, forPeople: 1, more: false });
    expect(await stored(world, 'n1')).toMatchObject({ state: 'call-needed', channel: 'phone' });
    expect(await task(world, 'call#n1')).toMatchObject({
      step: 'call-client',
      due: new Date('2026-03-13T00:00:00+08:00'),
    });
    expect(mail.mails).toEqual([]);
  });
});

test('a notice to an absent colleague goes to the stand-in, once, naming whom it is for', async () => {
  const { staff } = world.deps.models;
  const absent = (standInId: string) => ({
    from: new Date(TEN - MINUTE),
    to: new Date(TEN + MINUTE),
    reason: '休假',
    standInId,
  });
  await staff.collection.updateOne({ _id: 'consultant-a1' } as never, {
    $set: { absences: [absent('consultant-a2')] },
  });
  await staff.collection.updateOne({ _id: 'consultant-a2' } as never, {
    $set: { absences: [absent('consultant-a3')] },
  });
  await queue(world, [
    row('n1', { staffId: 'consultant-a1' }),
    row('n2', { staffId: 'consultant-a1', notBefore: new Date(TEN + MINUTE) }),
  ]);
  await deliver(TEN, { STAFF_CHANNEL: 'webhook' });
  await deliver(TEN + MINUTE, { STAFF_CHANNEL: 'webhook' });
  const name = (await staff.findById('consultant-a1').lean())?.name;
  const [first, second] = gateway.received.map(({ body }) => JSON.parse(body));
  expect(first).toMatchObject({
    id: 'n1',
    to: 'consultant-a3',
    text: expect.stringContaining(`${name}目前不在岗`),
  });
  expect(second).toMatchObject({ id: 'n2', to: 'consultant-a1' });
  expect(gateway.received).toHaveLength(2);
  expect(await stored(world, 'n1')).toMatchObject({ staffId: 'consultant-a1', standInId: 'consultant-a3' });
});

test('1,000 notices of a run go out in three chunks; one that is broken does not stop them', async () => {
  const ids = Array.from({ length: 1000 }, (_, i) => `c${i}`);
  await world.deps.models.clients.collection.insertMany(
    ids.map((_id) => ({ _id, name: _id, noticeChannel: { kind: 'webhook', address: '1' } })) as never,
  );
  await queue(
    world,
    ids.map((id) => row(`n-${id}`, { clientId: id, ...(id === 'c57' ? { clientId: 'nobody' } : {}) })),
  );
  const started = Date.now();
  const chunks = [];
  do chunks.push(await deliver(TEN));
  while (chunks.at(-1)?.more);
  expect(chunks).toHaveLength(3);
  expect(Date.now() - started).toBeLessThan(30_000);
  expect(new Set(gateway.received.map(({ headers }) => headers['idempotency-key'])).size).toBe(999);
  expect(gateway.received).toHaveLength(999);
  expect(await stored(world, 'n-c57')).toMatchObject({ state: 'call-needed' });
});
