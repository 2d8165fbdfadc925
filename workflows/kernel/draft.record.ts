import { type CalendarData, localDate, localTime } from './calendar';
import type { ProcessRecord, ProcessStart } from './change';
import { type Contract, type Shape, workflowIdOf } from './contract';
import { type RefusalDetails, refusal } from './refusal';
import type { RefusalCode } from './refusal-codes';
import type { Actor, Json } from './words';

/** A plain value of its own. */
export const copy = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T;

/** What a handler knows and where the process stands. */
export class DraftOfRecord<S extends Shape> {
  readonly record: ProcessRecord;
  readonly rev: number;

  constructor(
    protected readonly contract: Contract<S>,
    protected readonly start: ProcessStart,
    before: ProcessRecord,
    rev: number,
    /** Business instant of the transition, epoch milliseconds. */
    readonly at: number,
    readonly actor: Actor,
    readonly action: string,
  ) {
    this.record = copy(before);
    this.rev = rev + 1;
  }

  get key(): string {
    return this.start.key;
  }

  get workflowId(): string {
    return workflowIdOf(this.contract, this.start.key);
  }

  get projectId(): string {
    return this.start.projectId;
  }

  get saleKey(): string | undefined {
    return this.start.saleKey;
  }

  /** The values this process started with, or was moved to. */
  get policy(): S['policy'] {
    return this.start.policy as S['policy'];
  }

  get calendar(): CalendarData {
    return this.start.calendar;
  }

  /** What the process knows; write on it. */
  get data(): S['data'] {
    return this.record.data as unknown as S['data'];
  }

  set data(value: S['data']) {
    this.record.data = value as unknown as Json;
  }

  get status(): S['status'] {
    return this.record.status as S['status'];
  }

  get today(): string {
    return localDate(this.at, this.calendar);
  }

  /** An instant as clients and staff read it: 2026年3月10日 14:00. */
  say(at: number): string {
    return `${this.sayDate(at)} ${localTime(at, this.calendar)}`;
  }

  /** The day of an instant as people read it: 2026年3月10日. */
  sayDate(at: number): string {
    const [year, month, day] = localDate(at, this.calendar).split('-').map(Number);
    return `${year}年${month}月${day}日`;
  }

  /** The last day of a term that ends at an instant: one that ends at midnight ends with the day before. */
  sayDay(at: number): string {
    return this.sayDate(at - 1);
  }

  /** Move to a status. */
  to(status: S['status']): void {
    if (this.record.status === status) return;
    this.record.status = status;
    this.record.statusSince = this.at;
  }

  /** The person whose business this is: search attribute and list filter. */
  set owner(staffId: string | undefined) {
    this.record.ownerId = staffId;
  }

  /** What it is about in a word (a unit, a number): no personal data. */
  set about(subject: string) {
    this.record.about = subject;
  }

  /** Refuse: nothing of this draft happens. */
  refuse(code: RefusalCode, message: string, details: RefusalDetails = {}): never {
    throw refusal(code, message, details);
  }
}
