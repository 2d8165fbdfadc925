import type { AnyBulkWriteOperation, Filter } from 'mongodb';
import type { Models } from '../../models';
import type { OutboxRow } from '../../models/kernel';
import { isMergeable, type Parcel } from './rules';

/** A field that was never set is stored as null. */
type Stored = Omit<OutboxRow, 'staffId' | 'mergedInto'> & { staffId?: string | null; mergedInto?: string | null };

const OF_CLIENTS = { staffId: null, mergedInto: null };
const OF_STAFF = { staffId: { $ne: null }, mergedInto: null };

/** The outbox of one project as its delivery sees it. Every move is a compare-and-set on the state. */
export class Outbox {
  /** @param token of this delivery, on the rows it is at */
  constructor(
    private readonly models: Models,
    private readonly projectId: string,
    private readonly token: string,
  ) {}

  /** Rows due at `now`, staff's first, so that a mass run does not delay a colleague; clients' only in their hours. */
  async due(now: number, clientsToo: boolean, limit: number): Promise<OutboxRow[]> {
    const due = { ...this.queued, notBefore: { $lte: new Date(now) } };
    const staff = await this.find({ ...due, ...OF_STAFF }, limit);
    if (!clientsToo || staff.length === limit) return staff;
    return [...staff, ...(await this.find({ ...due, ...OF_CLIENTS }, limit - staff.length))];
  }

  /** Reminders that belong with those due: merged before, or due until `until` to the same clients. */
  async companionsOf(due: readonly OutboxRow[], until: number): Promise<OutboxRow[]> {
    const reminders = due.filter(isMergeable);
    if (reminders.length === 0) return [];
    const merged = this.find({ mergedInto: { $in: idsOf(reminders) } });
    const clientId = { $in: [...new Set(reminders.map((row) => row.clientId))] } as never;
    const laterToday = this.find({
      ...this.queued,
      clientId,
      kind: 'reminder',
      mergedInto: null,
      notBefore: { $lte: new Date(until) },
    });
    return [...(await merged), ...(await laterToday)];
  }

  /** The earliest instant for which a row is queued, of staff and of clients. */
  async next(): Promise<{ staff?: number; clients?: number }> {
    const [[staff], [clients]] = await Promise.all([
      this.find({ ...this.queued, ...OF_STAFF }, 1),
      this.find({ ...this.queued, ...OF_CLIENTS }, 1),
    ]);
    return { staff: staff?.notBefore.getTime(), clients: clients?.notBefore.getTime() };
  }

  /** What a delivery that crashed left on its way. */
  async leftOver(): Promise<Parcel[]> {
    const rows = await this.find({
      projectId: this.projectId,
      state: 'sending',
      sendingBy: { $ne: this.token },
      mergedInto: null,
    });
    const merged = await this.find({ mergedInto: { $in: idsOf(rows) } });
    return rows.map((first) => ({ first, merged: merged.filter((row) => row.mergedInto === first._id) }));
  }

  /**
   * Mark parcels as on their way, the merged rows before the first one, so that a crash in between leaves the
   * first one queued with its companions. Answers those that are now this delivery's.
   */
  async mark(parcels: readonly Parcel[], channel: string): Promise<Parcel[]> {
    const set = { state: 'sending', channel, sendingBy: this.token } as const;
    await this.write(
      parcels.flatMap(({ first, merged }) =>
        merged.map(({ _id }) => ({
          updateOne: {
            filter: {
              _id,
              $or: [{ state: 'queued', mergedInto: null }, { mergedInto: first._id }],
            } as Filter<Stored>,
            update: { $set: { ...set, mergedInto: first._id }, $inc: { attempts: 1 } },
          },
        })),
      ),
    );
    const firsts = idsOf(parcels.map(({ first }) => first));
    const marked = await this.rows.updateMany(
      { _id: { $in: firsts }, state: 'queued' },
      { $set: set, $inc: { attempts: 1 } },
    );
    const isPlain = parcels.every(({ merged }) => merged.length === 0);
    if (isPlain && marked.modifiedCount === firsts.length) return [...parcels];
    const mine = new Set(idsOf(await this.find({ _id: { $in: idsOf(rowsOf(parcels)) }, sendingBy: this.token })));
    return parcels
      .filter(({ first }) => mine.has(first._id))
      .map(({ first, merged }) => ({ first, merged: merged.filter(({ _id }) => mine.has(_id)) }));
  }

  /** Bring parcels that this delivery (or a crashed one, `from`) has on their way to their next state. */
  async move(
    parcels: readonly Parcel[],
    set: Partial<OutboxRow>,
    from: Filter<Stored> = { sendingBy: this.token },
  ): Promise<void> {
    if (parcels.length === 0) return;
    const filter = { _id: { $in: idsOf(rowsOf(parcels)) }, state: 'sending', ...from } as Filter<Stored>;
    await this.rows.updateMany(filter, { $set: set, $unset: { sendingBy: '' } });
  }

  /** Leave queued parcels to a person's call. */
  async leaveToCall(parcels: readonly Parcel[]): Promise<void> {
    await this.write(
      parcels.flatMap(({ first, merged }) =>
        [...merged, first].map(({ _id }) => ({
          updateOne: {
            filter: { _id, state: 'queued' } as Filter<Stored>,
            update: {
              $set: {
                state: 'call-needed',
                channel: 'phone',
                ...(_id === first._id ? {} : { mergedInto: first._id }),
              },
            },
          },
        })),
      ) as AnyBulkWriteOperation<Stored>[],
    );
  }

  /** Note to whom notices went instead of absent staff. */
  async noteStandIns(notices: readonly { id: string; standInId?: string }[]): Promise<void> {
    await this.write(
      notices
        .filter(({ standInId }) => standInId !== undefined)
        .map(({ id, standInId }) => ({ updateOne: { filter: { _id: id }, update: { $set: { standInId } } } })),
    );
  }

  private get rows() {
    return this.models.connection.collection<Stored>('outbox');
  }

  private get queued() {
    return { projectId: this.projectId, state: 'queued' } as const;
  }

  private find(filter: Filter<Stored>, limit = 0): Promise<OutboxRow[]> {
    return this.rows.find(filter).sort({ notBefore: 1, _id: 1 }).limit(limit).toArray() as Promise<OutboxRow[]>;
  }

  private async write(operations: AnyBulkWriteOperation<Stored>[]): Promise<void> {
    if (operations.length > 0) await this.rows.bulkWrite(operations, { ordered: false });
  }
}

function rowsOf(parcels: readonly Parcel[]): OutboxRow[] {
  return parcels.flatMap(({ first, merged }) => [first, ...merged]);
}

function idsOf(rows: readonly OutboxRow[]): string[] {
  return rows.map(({ _id }) => _id);
}
