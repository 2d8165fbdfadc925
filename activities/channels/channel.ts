/** A numbered form that goes along with a message. */
export interface Enclosure {
  id: string;
  number: string;
  /** The print-ready page; rendered only where it is sent along. */
  html(): string;
}

/** One message to one person. `id` is the notice's id, the same at every try. */
export interface Message {
  id: string;
  template: string;
  /** Client or staff id: what may be logged instead of name and address. */
  recipientId: string;
  /** Mail address, phone number or gateway id. */
  to: string;
  title: string;
  text: string;
  enclosures: readonly Enclosure[];
}

export const CHANNEL_KINDS = ['console', 'smtp', 'webhook'] as const;
export type ChannelKind = (typeof CHANNEL_KINDS)[number];

/** A way by which messages leave the house. */
export interface Channel {
  kind: ChannelKind;
  /** The other side drops a message it has already had under the same id, so it may be sent again after a crash. */
  repeatable: boolean;
  /** Messages on their way at one time. */
  atOnce: number;
  /** Resolves when the other side has taken the message. @throws NotDelivered */
  send(message: Message): Promise<void>;
}

/**
 * What became of a message that was not taken over: `later` it certainly was not sent and may be tried again,
 * `never` the other side refuses it for good, `unsure` it may have been sent and must not be repeated blindly.
 */
export type NotDeliveredKind = 'later' | 'never' | 'unsure';

/** Why a message was not taken over. The code names no person: it is stored and logged. */
export class NotDelivered extends Error {
  constructor(
    readonly kind: NotDeliveredKind,
    readonly code: string,
  ) {
    super(code);
    this.name = 'NotDelivered';
  }
}
