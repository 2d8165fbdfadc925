import type { Logger } from 'pino';
import { CHANNEL_KINDS, type Channel, type ChannelKind } from './channel';
import { consoleChannel } from './console';
import { smtpChannel } from './smtp';
import { webhookChannel } from './webhook';

export * from './channel';

export interface Channels {
  /** Undefined: not set up on this machine. */
  of(kind: ChannelKind): Channel | undefined;
  staff: ChannelKind;
  /** Where a member of staff is reached on the staff channel: by staff id, or `<staffId>@<STAFF_MAIL_DOMAIN>`. */
  staffAddress(staffId: string): string;
}

type Env = Record<string, string | undefined>;

/**
 * The channels that the environment sets up: console always, SMTP by SMTP_URL and SMTP_FROM, the webhook by
 * WEBHOOK_URL and WEBHOOK_SECRET. STAFF_CHANNEL says how staff hear (default console); on `smtp` STAFF_MAIL_DOMAIN
 * makes their addresses.
 * @throws Error naming the variable that is missing or wrong
 */
export function createChannels(env: Env, log: Logger): Channels {
  const staff = (env.STAFF_CHANNEL ?? 'console') as ChannelKind;
  if (!CHANNEL_KINDS.includes(staff)) throw new Error(`STAFF_CHANNEL must be one of ${CHANNEL_KINDS.join(', ')}`);
  const all = [consoleChannel(log)];
  if (env.SMTP_URL) all.push(smtpChannel(env.SMTP_URL, needed(env, 'SMTP_FROM', 'SMTP_URL')));
  if (env.WEBHOOK_URL) all.push(webhookChannel(env.WEBHOOK_URL, needed(env, 'WEBHOOK_SECRET', 'WEBHOOK_URL')));
  if (!all.some(({ kind }) => kind === staff))
    throw new Error(`STAFF_CHANNEL=${staff} needs ${staff.toUpperCase()}_URL`);
  const domain = staff === 'smtp' ? needed(env, 'STAFF_MAIL_DOMAIN', 'STAFF_CHANNEL=smtp') : undefined;
  return {
    of: (kind) => all.find((channel) => channel.kind === kind),
    staff,
    staffAddress: (staffId) => (domain ? `${staffId}@${domain}` : staffId),
  };
}

function needed(env: Env, name: string, by: string): string {
  const value = env[name];
  if (!value) throw new Error(`${by} needs ${name}`);
  return value;
}
