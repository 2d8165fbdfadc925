import { randomUUID } from 'node:crypto';
import type { ChunkRequest, ChunkResult } from '../../workflows/office/notices/contract';
import type { CalendarData } from '../../workflows/kernel/calendar';
import { deadlineAfter } from '../../workflows/kernel/period';
import { localTimeWithOffset } from '../../workflows/kernel/zone';
import {
  type Channel,
  type ChannelKind,
  type Channels,
  createChannels,
  type Message,
  NotDelivered,
} from '../channels';
import type { Deps } from '../deps';
import { beating } from '../heart';
import { askPeople, type CallTime, type Reason } from './for-people';
import { Outbox } from './outbox';
import { Recipients } from './recipients';
import { clientSendAt, endOfClientHours, type Parcel, parcelsOf } from './rules';

const CHUNK = 500;
/** Messages marked and finished by one write each, on channels where a repetition does no harm. */
const BATCH = 100;
/** Real time after which a chunk that waits for a slow channel hands over to the next, well within its time-out. */
const CHUNK_MS = 60_000;
const HEARTBEAT_MS = 5_000;

/** The activities of `delivery`. @throws Error naming the variable of a channel that is set up by half */
export function deliveryActivities(deps: Deps, env: Record<string, string | undefined> = process.env) {
  const channels = createChannels(env, deps.log);
  return {
    deliverChunk: (request: ChunkRequest): Promise<ChunkResult> =>
      beating(HEARTBEAT_MS, async (stop) => {
        const now = await deps.businessNow(request.projectId);
        return deliverChunk(deps, channels, { ...request, now }, stop);
      }),
  };
}

/**
 * Send what is due, at most 500 notices. Exactly once: a row is marked `sending` before the conversation begins;
 * one that a crash left so is sent again only where the other side drops repetitions, else a person finds out.
 * @param now business instant, epoch milliseconds: the only clock of what is due
 */
export async function deliverChunk(
  deps: Deps,
  channels: Channels,
  { projectId, now }: ChunkRequest & { now: number },
  stop: AbortSignal,
): Promise<ChunkResult> {
  const chunk = new Chunk(deps, channels, projectId, now, await deps.calendarOf(projectId), stop);
  return chunk.deliver();
}

class Chunk {
  private readonly outbox: Outbox;
  private readonly callTime: CallTime;
  private readonly endsBy = Date.now() + CHUNK_MS; // real time: a technical bound
  private sent = 0;
  private forPeople = 0;

  constructor(
    private readonly deps: Deps,
    private readonly channels: Channels,
    private readonly projectId: string,
    private readonly now: number,
    private readonly calendar: CalendarData,
    private readonly stop: AbortSignal,
  ) {
    this.outbox = new Outbox(deps.models, projectId, randomUUID());
    this.callTime = { now, within: deps.settings.delivery.callWithin, calendar };
  }

  async deliver(): Promise<ChunkResult> {
    const { clientHours } = this.deps.settings.delivery;
    const { zone } = this.calendar;
    await this.settleLeftOver();
    const clientsToo = clientSendAt(this.now, clientHours, zone) === this.now;
    const due = await this.outbox.due(this.now, clientsToo, CHUNK);
    const companions = await this.outbox.companionsOf(due, endOfClientHours(this.now, clientHours, zone));
    await this.send(parcelsOf(due, companions));
    const { sent, forPeople } = this;
    this.deps.log.info({ projectId: this.projectId, due: due.length, sent, forPeople }, 'notices delivered');
    if (due.length === CHUNK || this.isOver) return { sent, forPeople, more: true };
    const waiting = await this.outbox.next();
    const instants = [
      ...(waiting.staff === undefined ? [] : [waiting.staff]),
      ...(waiting.clients === undefined
        ? []
        : [clientSendAt(Math.max(waiting.clients, this.now), clientHours, zone)]),
    ];
    if (instants.length === 0) return { sent, forPeople, more: false };
    const at = Math.min(...instants);
    const next = { at, inMs: Math.max(0, at - this.now), shown: localTimeWithOffset(at, zone) };
    return { sent, forPeople, more: false, next };
  }

  private get isOver(): boolean {
    return this.stop.aborted || Date.now() > this.endsBy;
  }

  /** What a crash left on its way: queued again where a repetition is dropped, else "was it sent?". */
  private async settleLeftOver(): Promise<void> {
    const leftOver = await this.outbox.leftOver();
    const [repeatable, unsure] = divide(
      leftOver,
      ({ first }) => this.channels.of(first.channel as ChannelKind)?.repeatable === true,
    );
    await this.outbox.move(repeatable, { state: 'queued', lastError: 'interrupted' }, {});
    await this.giveUp(unsure, 'unsure', 'interrupted', {});
  }

  private async send(parcels: readonly Parcel[]): Promise<void> {
    const recipients = await Recipients.of(this.deps.models, this.channels, this.projectId, parcels, this.now);
    const routed = parcels.map((parcel) => ({ parcel, route: recipients.channelOf(parcel) }));
    for (const route of new Set(routed.map((one) => one.route))) {
      const going = routed.filter((one) => one.route === route).map(({ parcel }) => parcel);
      if (route === 'call') await this.leaveToCall(going);
      else await this.sendOn(this.channels.of(route) ?? notSetUp(route), going, recipients);
    }
  }

  private async leaveToCall(parcels: readonly Parcel[]): Promise<void> {
    await askPeople(this.deps.models, firstsOf(parcels), 'phone', this.callTime);
    await this.outbox.leaveToCall(parcels);
    this.forPeople += parcels.length;
  }

  /** Where a repetition does harm, a message is marked just before its own conversation, never a batch of them. */
  private async sendOn(channel: Channel, parcels: readonly Parcel[], recipients: Recipients): Promise<void> {
    const batches = inBatches(parcels, channel.repeatable ? BATCH : 1);
    await atOnce(batches, channel.repeatable ? 1 : channel.atOnce, async (batch) => {
      if (!this.isOver) await this.sendBatch(channel, await this.outbox.mark(batch, channel.kind), recipients);
    });
  }

  private async sendBatch(channel: Channel, marked: readonly Parcel[], recipients: Recipients): Promise<void> {
    const sent: Parcel[] = [];
    const problems: { parcel: Parcel; problem: NotDelivered }[] = [];
    await atOnce(marked, channel.atOnce, async (parcel) => {
      const problem = await problemOf(channel, () => recipients.messageFor(parcel));
      if (problem) problems.push({ parcel, problem });
      else sent.push(parcel);
    });
    await this.outbox.noteStandIns(
      sent.map(({ first }) => ({ id: first._id, standInId: recipients.standInFor(first) })),
    );
    await this.outbox.move(sent, { state: 'sent', sentAt: new Date(this.now) });
    this.sent += sent.length;
    for (const { parcel, problem } of problems) await this.settle(parcel, problem);
  }

  /** Later, or a person: after the last try, a final refusal, or when it may have been sent. */
  private async settle(parcel: Parcel, { kind, code }: NotDelivered): Promise<void> {
    const { _id, attempts } = parcel.first;
    this.deps.log.warn({ notice: _id, attempt: attempts + 1, kind, code }, 'notice not delivered');
    const wait = this.deps.settings.delivery.retryAfter[attempts];
    if (kind === 'later' && wait !== undefined) {
      const notBefore = new Date(deadlineAfter(this.now, wait, this.calendar).at);
      await this.outbox.move([parcel], { state: 'queued', notBefore, lastError: code });
      return;
    }
    await this.giveUp([parcel], kind === 'unsure' ? 'unsure' : 'failed', code);
  }

  /** The task first: a crash in between opens it again, harmlessly, instead of forgetting it. */
  private async giveUp(
    parcels: readonly Parcel[],
    state: 'failed' | 'unsure',
    code: string,
    from?: object,
  ): Promise<void> {
    const why: Reason = state;
    await askPeople(this.deps.models, firstsOf(parcels), why, this.callTime);
    await this.outbox.move(parcels, { state, lastError: code }, from);
    this.forPeople += parcels.length;
  }
}

/** One broken notice does not stop the others. */
async function problemOf(channel: Channel, compose: () => Message): Promise<NotDelivered | undefined> {
  try {
    await channel.send(compose());
    return undefined;
  } catch (error) {
    return error instanceof NotDelivered ? error : new NotDelivered('later', (error as Error).name);
  }
}

function notSetUp(kind: ChannelKind): Channel {
  const send = () => Promise.reject(new NotDelivered('later', `${kind} is not set up`));
  return { kind, repeatable: true, atOnce: 1, send };
}

function firstsOf(parcels: readonly Parcel[]) {
  return parcels.map(({ first }) => first);
}

function divide<T>(all: readonly T[], isFirst: (one: T) => boolean): [T[], T[]] {
  return [all.filter(isFirst), all.filter((one) => !isFirst(one))];
}

function inBatches<T>(all: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(all.length / size) }, (_, i) => all.slice(i * size, (i + 1) * size));
}

/** Each in turn, several at one time. */
async function atOnce<T>(all: readonly T[], lanes: number, each: (one: T) => Promise<void>): Promise<void> {
  const waiting = [...all];
  const lane = async () => {
    for (let one = waiting.shift(); one !== undefined; one = waiting.shift()) await each(one);
  };
  await Promise.all(Array.from({ length: lanes }, lane));
}
