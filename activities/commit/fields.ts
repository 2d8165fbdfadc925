import type { Models } from '../../models';
import type { FieldValues } from '../texts/placeholders';
import type { Change } from '../../workflows/kernel/change';
import type { Field, Fields } from '../../workflows/kernel/words';

type FieldTree = Fields[string] | Record<string, Field>;

/** The part of a change that writes rows. */
type Writing = Pick<Change, 'rows' | 'guards'>;

/** Names behind the references of notices and documents, read once per commit: of rows as they will be after it. */
export class Names {
  private readonly known = new Map<string, Promise<string>>();

  private readonly written: ReadonlyMap<string, Record<string, unknown>>;

  constructor(
    private readonly models: Models,
    change: Writing = { rows: [], guards: [] },
  ) {
    this.written = rowsWrittenBy(change);
  }

  /** All fields as texts: references become names. */
  async fill(fields: Fields): Promise<FieldValues> {
    const given = Object.entries(fields).filter(([, value]) => value !== undefined);
    const filled = given.map(async ([name, value]) => [name, await this.value(value as FieldTree)] as const);
    return Object.fromEntries(await Promise.all(filled)) as FieldValues;
  }

  /** A name that has been read with something else. */
  know(kind: 'staff', id: string, name: string): void {
    this.known.set(`${kind}/${id}`, Promise.resolve(name));
  }

  private async value(value: FieldTree): Promise<unknown> {
    if (Array.isArray(value)) return Promise.all(value.map((v) => this.value(v as Field)));
    if (typeof value !== 'object') return value;
    const [[kind, id] = ['', '']] = Object.entries(value);
    if (Object.keys(value).length === 1 && kind in this.readers)
      return this.name(kind as keyof typeof this.readers, String(id));
    return this.fill(value as Fields);
  }

  private name(kind: keyof typeof this.readers, id: string): Promise<string> {
    const key = `${kind}/${id}`;
    const reading = this.known.get(key) ?? this.readers[kind](id);
    this.known.set(key, reading);
    return reading;
  }

  /** Some fields of a row, as it will be after the change. */
  private async row(
    collection: string,
    id: string,
    ...fields: string[]
  ): Promise<Record<string, string | undefined>> {
    const stored = await this.models.connection
      .collection<{ _id: string }>(collection)
      .findOne({ _id: id }, { projection: Object.fromEntries(fields.map((field) => [field, 1])) });
    return { ...stored, ...this.written.get(`${collection}/${id}`) } as Record<string, string | undefined>;
  }

  private readonly readers = {
    client: async (id: string) => (await this.row('clients', id, 'name')).name ?? id,
    clientIdNumber: async (id: string) => (await this.row('clients', id, 'idNumber')).idNumber ?? '—',
    clientPhone: async (id: string) => (await this.row('clients', id, 'phone')).phone ?? '—',
    /** A client's address on the file. */
    addressOf: async (id: string) => (await this.row('clients', id, 'address')).address ?? '（地址待补）',
    staff: async (id: string) => (await this.row('staff', id, 'name')).name ?? id,
    project: async (id: string) => (await this.row('projects', id, 'name')).name ?? id,
    contractor: async (id: string) => (await this.row('contractors', id, 'name')).name ?? id,
    bank: async (id: string) => (await this.row('banks', id, 'name')).name ?? id,
    unit: async (id: string) => {
      const { building, floor, room } = await this.row('units', id, 'building', 'floor', 'room');
      return building === undefined ? id : `${building}栋${floor}${room}室`;
    },
    personal: async (id: string) => {
      const row = await this.row('personal', id, 'value');
      // a text of another process need not be an id; one that was erased must not stop a notice
      return row.value ?? (id.startsWith('p:') ? '（已删除）' : id);
    },
  };
}

/** By `<collection>/<id>`, the fields that a change sets. */
function rowsWrittenBy({ rows, guards }: Writing): Map<string, Record<string, unknown>> {
  const written = new Map<string, Record<string, unknown>>();
  const write = (key: string, set: object) => written.set(key, { ...written.get(key), ...set });
  for (const guard of guards) {
    if (guard.kind === 'insert-row') write(`${guard.collection}/${guard.row._id}`, guard.row);
    if (guard.kind === 'change-row') write(`${guard.collection}/${guard.id}`, guard.set);
  }
  for (const { collection, id, set } of rows) write(`${collection}/${id}`, set);
  return written;
}
