import type { Logger } from 'pino';
import type { Channel } from './channel';

/** The default: a line in the log. Whom it is for and its title, never its text, which names people and sums. */
export function consoleChannel(log: Logger): Channel {
  return {
    kind: 'console',
    repeatable: true,
    atOnce: 1,
    async send({ id, template, recipientId, title }) {
      log.info({ notice: id, template, to: recipientId, title }, '通知 notice');
    },
  };
}
