/** The sales centre as the demo uses it: the public API only, one token per person, narrated. */

const ZONE = 'Asia/Shanghai';
/** Real time for which a system that is not available, or not at rest, is asked again. */
const PATIENCE_MS = 60_000;

export class Centre {
  constructor(url, { say }) {
    this.url = url;
    this.say = say;
    this.tokens = new Map();
    this.begun = Date.now();
  }

  /** Somebody does something; anything but the expected status stops the demo with what the API said. */
  async post(who, path, body = {}, expected) {
    const answer = await this.#send(who, 'POST', path, body);
    if (expected === undefined ? answer.status >= 300 : answer.status !== expected)
      throw unexpected(who, path, answer);
    return answer.body;
  }

  async get(who, path) {
    const answer = await this.#send(who, 'GET', path);
    if (answer.status >= 300)
      throw new Error(`${who} GET ${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
    return answer.body;
  }

  /** Ask until it is so: what one process tells another takes a moment. */
  async until(who, path, isSo, what) {
    for (let tries = 0; tries < 100; tries += 1) {
      const body = await this.get(who, path);
      if (isSo(body)) return body;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    throw new Error(`${what} did not happen: GET ${path}`);
  }

  /** Move the project's clock; answers the new business time. While a process does not come to rest, it is asked again. */
  async forward(by) {
    const path = '/v1/sandbox/fast-forward';
    const target = later(await this.now(), by);
    const endsBy = Date.now() + PATIENCE_MS;
    for (let asked = by; ; asked = periodUntil(target, await this.now())) {
      const answer = await this.#send('admin-1', 'POST', path, { projectId: 'linjiang', by: asked });
      if (answer.status < 300) {
        const { to, acts } = answer.body;
        await this.narrate(`⏩ ${by} later: ${acts.length} things came due`);
        return { to, acts };
      }
      if (answer.body.code !== 'sandbox-busy' || Date.now() > endsBy) throw unexpected('admin-1', path, answer);
      await this.narrate(`… the clock waits: ${answer.body.detail}`);
    }
  }

  async now() {
    return new Date((await this.get('admin-1', '/v1/sandbox/clock?projectId=linjiang')).now);
  }

  /** A local date some days from now. */
  async day(days) {
    return dayOf(new Date((await this.now()).getTime() + days * 86_400_000));
  }

  async narrate(text) {
    const at = new Intl.DateTimeFormat('sv-SE', { timeZone: ZONE, dateStyle: 'short', timeStyle: 'short' }).format(
      await this.now(),
    );
    this.say(`  ${at}  ${text}`);
  }

  /** As a careful client: unavailable means unknown, so the same is asked again under the same key. */
  async #send(who, method, path, body) {
    const headers = {
      authorization: `Bearer ${await this.#token(who)}`,
      ...(body ? { 'content-type': 'application/json' } : {}),
      ...(method === 'POST' ? { 'idempotency-key': crypto.randomUUID() } : {}),
    };
    for (const endsBy = Date.now() + PATIENCE_MS; ; ) {
      const response = await fetch(`${this.url}${path}`, { method, headers, body: body && JSON.stringify(body) });
      const text = await response.text();
      if (response.status === 503 && Date.now() < endsBy) {
        const seconds = Number(response.headers.get('retry-after') ?? 1);
        await new Promise((resolve) => setTimeout(resolve, seconds * 1000));
        continue;
      }
      const isJson = response.headers.get('content-type')?.includes('json');
      return { status: response.status, body: isJson ? JSON.parse(text) : text };
    }
  }

  async #token(staffId) {
    if (!this.tokens.has(staffId)) {
      const response = await fetch(`${this.url}/v1/sandbox/tokens`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ staffId }),
      });
      if (!response.ok) throw new Error(`no token for ${staffId}: ${response.status} ${await response.text()}`);
      this.tokens.set(staffId, (await response.json()).token);
    }
    return this.tokens.get(staffId);
  }
}

/** `2026-03-10` in the project's zone. */
export function dayOf(at) {
  return new Intl.DateTimeFormat('sv-SE', { timeZone: ZONE }).format(at);
}

function unexpected(who, path, { status, body }) {
  return new Error(`${who} POST ${path}: ${status} ${JSON.stringify(body)}`);
}

/** The instant `21 days` or `1 months` after another. */
function later(at, by) {
  const [count, unit] = by.split(' ');
  const then = new Date(at);
  if (unit === 'months') then.setUTCMonth(then.getUTCMonth() + Number(count));
  else then.setTime(then.getTime() + Number(count) * (unit === 'days' ? 86_400_000 : 3_600_000));
  return then;
}

/** What is left, to the hour where it is long. */
function periodUntil(target, now) {
  const minutes = Math.max(1, Math.ceil((target - now) / 60_000));
  return minutes < 1_000 ? `${minutes} minutes` : `${Math.ceil(minutes / 60)} hours`;
}
