import type { Models } from '../../models';
import type { FieldValues } from '../texts/placeholders';
import type { Field, Fields } from '../../workflows/kernel/words';

type FieldTree = Fields[string] | Record<string, Field>;

/** Names behind the references of notices and documents, read once per commit. */
export class Names {
  private readonly known = new Map<string, Promise<string>>();

  constructor(private readonly models: Models) {}

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

  private readonly readers = {
    client: async (id: string) => (await this.models.clients.findById(id, { name: 1 }).lean())?.name ?? id,
    clientIdNumber: async (id: string) =>
      (await this.models.clients.findById(id, { idNumber: 1 }).lean())?.idNumber ?? '—',
    clientPhone: async (id: string) => (await this.models.clients.findById(id, { phone: 1 }).lean())?.phone ?? '—',
    /** A client's address on the file. */
    addressOf: async (id: string) =>
      (await this.models.clients.findById(id, { address: 1 }).lean())?.address ?? '（地址待补）',
    staff: async (id: string) => (await this.models.staff.findById(id, { name: 1 }).lean())?.name ?? id,
    project: async (id: string) => (await this.models.projects.findById(id, { name: 1 }).lean())?.name ?? id,
    contractor: async (id: string) => (await this.models.contractors.findById(id, { name: 1 }).lean())?.name ?? id,
    bank: async (id: string) => (await this.models.banks.findById(id, { name: 1 }).lean())?.name ?? id,
    unit: async (id: string) => {
      const unit = await this.models.units.findById(id, { building: 1, floor: 1, room: 1 }).lean();
      return unit ? `${unit.building}栋${unit.floor}${unit.room}室` : id;
    },
    personal: async (id: string) => {
      const row = await this.models.connection
        .collection<{ _id: string; value: string }>('personal')
        .findOne({ _id: id });
      // a text of another process need not be an id; one that was erased must not stop a notice
      return row?.value ?? (id.startsWith('p:') ? '（已删除）' : id);
    },
  };
}
