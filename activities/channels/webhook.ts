import { createHmac } from 'node:crypto';
import { type Channel, NotDelivered } from './channel';

/** Real time that the gateway has to answer. */
const ANSWER_WITHIN_MS = 10_000;
/** The gateway understood the request and will never take this message. */
const REFUSED_FOR_GOOD = [400, 410, 413, 422];

/**
 * Messages for a gateway (SMS, WeCom), posted as JSON. The notice's id is the `Idempotency-Key`, so the gateway
 * can drop a repetition. `X-Estateflow-Signature: t=<unix seconds>,v1=<hex>` carries the HMAC-SHA256 of
 * `<t>.<body>`; a receiver checks it and refuses an old `t`.
 */
export function webhookChannel(url: string, secret: string): Channel {
  return {
    kind: 'webhook',
    repeatable: true,
    atOnce: 10,
    async send({ id, template, to, title, text, enclosures }) {
      const documents = enclosures.map((enclosure) => ({ id: enclosure.id, number: enclosure.number }));
      const body = JSON.stringify({ id, template, to, title, text, documents });
      const status = await post(url, body, {
        'content-type': 'application/json',
        // a header takes no other characters
        'idempotency-key': encodeURI(id),
        'x-estateflow-signature': sign(body, secret, Math.floor(Date.now() / 1000)),
      });
      if (status >= 200 && status < 300) return;
      throw new NotDelivered(REFUSED_FOR_GOOD.includes(status) ? 'never' : 'later', `HTTP ${status}`);
    },
  };
}

/** The value of the signature header. @param at unix seconds, real time: the receiver's clock is the real one */
function sign(body: string, secret: string, at: number): string {
  return `t=${at},v1=${createHmac('sha256', secret).update(`${at}.${body}`).digest('hex')}`;
}

async function post(url: string, body: string, headers: Record<string, string>): Promise<number> {
  try {
    const signal = AbortSignal.timeout(ANSWER_WITHIN_MS);
    const response = await fetch(url, { method: 'POST', body, headers, redirect: 'manual', signal });
    await response.body?.cancel();
    return response.status;
  } catch (error) {
    const cause = (error as Error).cause as { code?: string } | undefined;
    throw new NotDelivered('later', cause?.code ?? (error as Error).name);
  }
}
