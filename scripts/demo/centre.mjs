/** The sales centre as the demo uses it: the public API only, one token per person, narrated. */

const ZONE = 'Asia/Shanghai';

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
    if (expected === undefined ? answer.status >= 300 : answer.status !== expected) {
      throw new Error(`${who} POST ${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
    }
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

  /** Move the project's clock; answers the new business time. */
  async forward(by) {
    const { to, acts } = await this.post('admin-1', '/v1/sandbox/fast-forward', { projectId: 'linjiang', by });
    await this.narrate(`⏩ ${by} later: ${acts.length} things came due`);
    return { to, acts };
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

  async #send(who, method, path, body) {
    const response = await fetch(`${this.url}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${await this.#token(who)}`,
        ...(body ? { 'content-type': 'application/json' } : {}),
        ...(method === 'POST' ? { 'idempotency-key': crypto.randomUUID() } : {}),
      },
      body: body && JSON.stringify(body),
    });
    const text = await response.text();
    return {
      status: response.status,
      body: response.headers.get('content-type')?.includes('json') ? JSON.parse(text) : text,
    };
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
