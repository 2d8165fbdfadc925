import type { Models } from '../../models';
import type { OutboxRow } from '../../models/kernel';
import type { Client, Project, Staff } from '../../models/resources';
import type { ChannelKind, Channels, Message } from '../channels';
import { renderDocument } from '../texts/documents';
import type { FieldValues } from '../texts/placeholders';
import type { Parcel } from './rules';
import { composeMessage } from '../texts/notices';

type ClientName = Pick<Client, '_id' | 'name' | 'noticeChannel'>;
type StaffName = Pick<Staff, '_id' | 'name' | 'absences'>;

/** Everything that the messages of one chunk need to know of people and documents, read in batches. */
export class Recipients {
  private readonly clients = new Map<string, ClientName>();
  private readonly staff = new Map<string, StaffName>();
  private readonly documents = new Map<string, Message['enclosures'][number]>();
  private sender: string | undefined;

  private constructor(
    private readonly models: Models,
    private readonly channels: Channels,
    private readonly now: number,
  ) {}

  /** @param now business instant: who is absent then has a stand-in */
  static async of(
    models: Models,
    channels: Channels,
    projectId: string,
    parcels: readonly Parcel[],
    now: number,
  ): Promise<Recipients> {
    const recipients = new Recipients(models, channels, now);
    const rows = parcels.flatMap(({ first, merged }) => [first, ...merged]);
    const project = await models.projects.findById(projectId).lean<Project>();
    recipients.sender = project ? `${project.companyName} ${project.name}` : undefined;
    await recipients.readClients(idsOf(rows, 'clientId'));
    await recipients.readStaff(idsOf(rows, 'staffId'));
    await recipients.readDocuments(idsOf(rows, 'documentId'), project);
    return recipients;
  }

  /** A client is reached by the agreed channel only: none, refused or phone means a call (S0; 3-collection-run). */
  channelOf({ first }: Parcel): ChannelKind | 'call' {
    if (first.staffId) return this.channels.staff;
    const { kind, address } = this.clients.get(first.clientId ?? '')?.noticeChannel ?? {
      kind: 'phone',
      address: '',
    };
    if (kind === 'phone' || (kind !== 'console' && !address)) return 'call';
    return kind;
  }

  messageFor(parcel: Parcel): Message {
    const { first, merged } = parcel;
    const documents = [first, ...merged].map((row) => this.documents.get(row.documentId ?? ''));
    const enclosures = documents.filter((document) => document !== undefined);
    const envelope = { id: first._id, template: first.template, enclosures };
    return first.staffId ? { ...envelope, ...this.toStaff(first) } : { ...envelope, ...this.toClient(parcel) };
  }

  /** Who gets a notice instead of an absent member of staff. */
  standInFor(first: OutboxRow): string | undefined {
    if (!first.staffId) return undefined;
    const present = this.presentFor(first);
    return present === first.staffId ? undefined : present;
  }

  private toClient({ first, merged }: Parcel) {
    const recipientId = first.clientId ?? '';
    const client = this.clients.get(recipientId);
    const frame = { audience: 'client', recipientName: client?.name, senderName: this.sender } as const;
    return { recipientId, to: client?.noticeChannel.address ?? '', ...composeMessage([first, ...merged], frame) };
  }

  /** A notice to somebody absent goes to the stand-in instead, saying whom it was for. */
  private toStaff(first: OutboxRow) {
    const { title, text } = composeMessage([first], { audience: 'staff' });
    const staffId = first.staffId ?? '';
    const recipientId = this.presentFor(first);
    const to = this.channels.staffAddress(recipientId);
    if (recipientId === staffId) return { recipientId, to, title, text };
    const absent = this.staff.get(staffId)?.name ?? staffId;
    return { recipientId, to, title, text: `${absent}目前不在岗，以下通知由您代收：\n\n${text}` };
  }

  /**
   * The person, the stand-in, the stand-in's stand-in …; when nobody in that line is there, or it ends at somebody who
   * is not to be told, the person.
   */
  private presentFor({ staffId = '', except = [] }: Pick<OutboxRow, 'staffId' | 'except'>): string {
    const asked = new Set<string>();
    for (let id = staffId; !asked.has(id); ) {
      asked.add(id);
      const standInId = this.standInOf(id);
      if (standInId === undefined) return except.includes(id) ? staffId : id;
      id = standInId;
    }
    return staffId;
  }

  private standInOf(staffId: string): string | undefined {
    const absences = this.staff.get(staffId)?.absences ?? [];
    return absences.find(({ from, to }) => from.getTime() <= this.now && this.now < to.getTime())?.standInId;
  }

  private async readClients(ids: string[]): Promise<void> {
    if (ids.length === 0) return;
    const found = await this.models.clients
      .find({ _id: { $in: ids } }, { name: 1, noticeChannel: 1 })
      .lean<ClientName[]>();
    for (const client of found) this.clients.set(client._id, client);
  }

  /** Stand-ins too, until nobody new is named. */
  private async readStaff(ids: string[]): Promise<void> {
    if (ids.length === 0) return;
    const found = await this.models.staff.find({ _id: { $in: ids } }, { name: 1, absences: 1 }).lean<StaffName[]>();
    for (const person of found) this.staff.set(person._id, person);
    const standIns = found.map(({ _id }) => this.standInOf(_id)).filter((id) => id !== undefined);
    await this.readStaff([...new Set(standIns)].filter((id) => !this.staff.has(id)));
  }

  private async readDocuments(ids: string[], project: Project | null): Promise<void> {
    if (ids.length === 0 || !project) return;
    for (const { _id, kind, number, issuedAt, fields } of await this.models.documents
      .find({ _id: { $in: ids } })
      .lean()) {
      const { name: projectName, companyName, zone } = project;
      const page = {
        number,
        projectName,
        companyName,
        zone,
        issuedAt: issuedAt.getTime(),
        fields: fields as FieldValues,
      };
      this.documents.set(_id, { id: _id, number, html: () => renderDocument(kind, page) });
    }
  }
}

function idsOf(rows: readonly OutboxRow[], field: 'clientId' | 'staffId' | 'documentId'): string[] {
  return [...new Set(rows.map((row) => row[field]).filter((id) => typeof id === 'string'))];
}
