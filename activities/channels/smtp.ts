import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { createTransport } from 'nodemailer';
import { type Channel, type Message, NotDelivered } from './channel';

/** Real time for each part of the conversation. */
const TIMEOUTS = { connectionTimeout: 10_000, greetingTimeout: 10_000, socketTimeout: 20_000, dnsTimeout: 10_000 };

/**
 * Mail. A connection per message, not a pool: a pool puts a message whose connection broke in line again, which
 * could be a second mail. SMTP cannot tell a repetition, so a conversation that broke after the text had begun to
 * flow, before the server's answer, is `unsure`.
 */
export function smtpChannel(url: string, from: string): Channel {
  const transport = createTransport({ url, ...TIMEOUTS }, { from });
  const begun = new Set<string>();
  transport.use('stream', (mail, done) => {
    const { messageId } = mail.data as { messageId: string };
    mail.message.processFunc((text: Readable) => noting(text, () => begun.add(messageId)));
    done();
  });
  return {
    kind: 'smtp',
    repeatable: false,
    atOnce: 5,
    async send(message) {
      const messageId = messageIdOf(message);
      try {
        await transport.sendMail({
          messageId,
          to: { name: '', address: message.to },
          subject: message.title,
          text: message.text,
          attachments: message.enclosures.map(({ number, html }) => ({
            filename: `${number}.html`,
            content: html(),
          })),
          disableFileAccess: true,
          disableUrlAccess: true,
        });
      } catch (error) {
        throw notDelivered(error as SmtpError, begun.has(messageId));
      } finally {
        begun.delete(messageId);
      }
    },
  };
}

interface SmtpError extends Error {
  code?: string;
  responseCode?: number;
}

/** The server's own words are not kept: they repeat the address. */
function notDelivered({ code = 'ESMTP', responseCode }: SmtpError, textBegun: boolean): NotDelivered {
  const what = responseCode ? `${code} ${responseCode}` : code;
  // our own log-in, not this message, is refused
  if (code === 'EAUTH') return new NotDelivered('later', what);
  if (responseCode) return new NotDelivered(responseCode >= 500 ? 'never' : 'later', what);
  return new NotDelivered(textBegun ? 'unsure' : 'later', what);
}

/** The same at every try, and no one's name: a mail server may recognise a repetition by it. */
function messageIdOf({ id }: Message): string {
  return `<${createHash('sha256').update(id).digest('hex').slice(0, 40)}@estateflow>`;
}

/** The same bytes; `start` is called when the first are asked for, which is after the server has said "go ahead". */
function noting(text: Readable, start: () => void): Readable {
  async function* bytes() {
    start();
    yield* text;
  }
  return Readable.from(bytes(), { objectMode: false });
}
