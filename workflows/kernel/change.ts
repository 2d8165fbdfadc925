import type { DocumentName } from '../../activities/texts/documents';
import type { NoticeId } from '../../activities/texts/notices';
import type { ClaimScope } from '../../models/kernel';
import type { CalendarData } from './calendar';
import type { DueSource } from './due';
import type { RefusalCode } from './refusal-codes';
import type { Actor, Addressee, Bilingual, Fields, Json, Who } from './words';

/**
 * One transition, as plain JSON: everything that one commit writes (docs/architecture.md, A transition).
 * It stands whole in the workflow's history before anything is written: the write-ahead log.
 */
export interface Change {
  workflowId: string;
  process: string;
  collection: string;
  key: string;
  projectId: string;
  saleKey?: string;
  /** The record's revision this change makes; the first is 1. */
  rev: number;
  /** Business instant, epoch milliseconds. */
  at: number;
  actor: Actor;
  /** `begin`, a step, `deadline <name>`, `event <name>`. */
  action: string;
  /** Facts worth keeping in the audit entry. */
  notes: Record<string, Json | undefined>;
  guards: Guard[];
  numbers: NumberRequest[];
  rows: RowPut[];
  documents: DocumentRequest[];
  voids: VoidedDocument[];
  tasks: TaskChange[];
  notices: NoticeRequest[];
  record: ProcessRecord;
  tells: Tell[];
  starts: StartRequest[];
  /** How far the project's clock is ahead of the real time, milliseconds, as far as the process has heard; only in the sandbox. */
  offsetMs?: number;
}

/** What a guard answers when it refuses. Absent on a row change: the process reads again and decides again. */
export interface GuardRefusal {
  code: RefusalCode;
  message: string;
  details?: Record<string, Json | undefined>;
}

/** The only writes that may refuse. They come first, in order; a refusal undoes those before it. */
export type Guard =
  | { kind: 'claim'; scope: ClaimScope; key: string; refusal: GuardRefusal }
  | { kind: 'release'; scope: ClaimScope; key: string }
  | {
      kind: 'rule';
      collection: string;
      id: string;
      /** Name of the rule; pure, in `workflows/row-rules`. */
      rule: string;
      args: Json;
      /** Stands for what the rule answers, anywhere in the change. */
      token: string;
      /** The row to begin with when there is none. */
      otherwise?: Json;
    }
  | {
      kind: 'change-row';
      collection: string;
      id: string;
      /** Fields and the values they must have. */
      expect: Record<string, Json | Json[]>;
      set: Record<string, Json>;
      unset?: string[];
      refusal?: GuardRefusal;
    }
  | {
      kind: 'insert-row';
      collection: string;
      row: { _id: string; [field: string]: Json | undefined };
      refusal: GuardRefusal;
    };

/** The next number of a series, for ever the owner's. `token` stands for it anywhere in the change. */
export interface NumberRequest {
  token: string;
  series: string;
  /** `VB-20260310-{000}`: zeros tell the width. */
  format: string;
}

/** A key of which a process is the one owner. */
export interface Claim {
  scope: ClaimScope;
  key: string;
}

/** A row written by id: a retry writes the same again. */
export interface RowPut {
  collection: string;
  id: string;
  set: Record<string, Json | undefined>;
}

export interface DocumentRequest {
  id: string;
  kind: DocumentName;
  token: string;
  /** Number series and format, from the kind's prefix. */
  fields: Fields;
  saleKey?: string;
  clientId?: string;
  /** Issued blank before, under this id: only its fields are written now, it keeps its number. */
  fillsIn?: boolean;
  /** The document it was issued instead of, which is void from now on. */
  replaces?: string;
}

/** A document that no longer counts: 作废 is printed across it, its text stays as it was issued. */
export interface VoidedDocument {
  id: string;
  reason: string;
  replacedBy?: string;
}

export interface TaskChange {
  id: string;
  /** Absent: the task is closed. */
  open?: OpenTask;
  closed?: { outcome: 'done' | 'shut'; by: string; at: number };
}

export interface OpenTask {
  step: string;
  /** Several steps by which it may be done, one of them `step`: doing one closes it. */
  answers?: { step: string; title: Bilingual }[];
  part?: string;
  title: Bilingual;
  who: Who;
  since: number;
  due?: number;
  escalatedTo: Who[];
  /** People who are not offered it, though they hold the role. */
  notBy?: string[];
  about?: string;
  calendarKnown?: boolean;
}

export interface NoticeRequest {
  id: string;
  template: NoticeId;
  to: Addressee;
  fields: Fields;
  /** Not before this instant. */
  notBefore?: number;
  /** Document sent along. */
  documentId?: string;
}

/** An event for another process, delivered by signal after the record is written. */
export interface Tell {
  workflowId: string;
  event: string;
  eventId: string;
  payload: Json;
  /** Nobody needs to hear it: an unknown or ended target is fine. */
  optional?: boolean;
}

/** A process begun by this one; answered after its own first commit. */
export interface StartRequest {
  process: string;
  key: string;
  input: Json;
  saleKey?: string;
  summary?: Bilingual;
}

/** A step that is open now. */
export interface OpenStep {
  step: string;
  /** Several steps by which it may be done, one of them `step`: doing one closes it. */
  answers?: string[];
  /** One of several of the same step (a party, a line). */
  part?: string;
  who: Who;
  /** People who may not do it, though they hold the role: nobody approves what they asked for. */
  notBy?: string[];
  since: number;
  /** With a task in the inbox, its id. */
  taskId?: string;
  due?: number;
  calendarKnown?: boolean;
  about?: string;
  /** Reminders still to come, ascending instants. */
  remindAt: number[];
  /** Escalations still to come, ascending. */
  escalations: { at: number; to: Who }[];
  escalatedTo: Who[];
  /** Stays open when done (several people may do it). */
  stays?: boolean;
  /** Where the due time, reminders and escalations come from, to re-time them. */
  source?: DueSource;
  ladder?: { remindAt?: number[]; escalate?: { to: Who; after?: string; calendar?: 'statutory' | 'centre' }[] };
}

/** An instant by which something must have happened. */
export interface Deadline {
  name: string;
  part?: string;
  at: number;
  from?: number;
  period?: string;
  calendar?: 'statutory' | 'centre';
  calendarKnown: boolean;
  /** Why this instant, in plain words. */
  why?: string;
  /** The policy value the period came from. */
  policyKey?: string;
  /** A rhythm or reminder: not shown as the process's due time. */
  quiet?: boolean;
}

/** What lists and reports read. */
export interface ProcessRecord {
  workflowId: string;
  process: string;
  projectId: string;
  saleKey?: string;
  status: string;
  statusSince: number;
  open: boolean;
  startedAt: number;
  startedBy: string;
  closedAt?: number;
  ownerId?: string;
  dueAt?: number;
  about?: string;
  openSteps: OpenStep[];
  deadlines: Deadline[];
  /** What it has claimed until it lets go of it, or ends. */
  claims?: Claim[];
  /** Ids of the events already acted on or waiting, latest last. */
  seen: string[];
  /** Of a process that comes and goes: answers of its latest steps, by update id. */
  answered?: { id: string; answer: StepAnswer }[];
  data: Json;
}

/** What a commit answers: the numbers it gave, by token. */
export interface CommitResult {
  numbers: Record<string, string>;
}

/** Input of every process workflow. */
export interface ProcessStart {
  key: string;
  projectId: string;
  saleKey?: string;
  /** Accepted instant, business time: periods of the beginning count from it. */
  at: number;
  actor: Actor;
  input: Json;
  policy: Record<string, Json>;
  calendar: CalendarData;
  /** The same token again is the same start; another one is refused `already-running`. */
  startToken: string;
  /** How far the project's clock is ahead of the real time, milliseconds; only in the sandbox. */
  offsetMs?: number;
  /** History length, in events, at which the process continues as new. */
  continueAsNewAfter?: number;
  /** State of the run before, after continue-as-new. */
  carried?: CarriedState;
}

/** What a process is between transitions: plain JSON, so that it survives continue-as-new. */
export interface CarriedState {
  rev: number;
  record: ProcessRecord;
  /** Answers of the latest updates: the same update id after continue-as-new gets the same answer. */
  answered: { id: string; answer: StepAnswer }[];
  /** Events that came early. */
  waiting: EventMessage[];
}

export interface StepCall {
  actor: Actor;
  body: Json;
  /** How far the project's clock is ahead of the real time, milliseconds; only in the sandbox. */
  offsetMs?: number;
}

export interface StepAnswer {
  rev: number;
  status: string;
}

export interface EventMessage {
  name: string;
  eventId: string;
  /** Business instant at which the sender told it, epoch milliseconds: it is never acted on as if before. */
  at?: number;
  payload: Json;
  /** How far the project's clock is ahead of the real time, milliseconds; only in the sandbox. */
  offsetMs?: number;
}

/**
 * Update that tells a process how far the project's clock is ahead, milliseconds. Answered when it has acted on all
 * that is due by then, and on every message that came before.
 */
export const TICK = 'tick';

/** An instant in a row that is not a record: stored as a date. */
export function dateOf(at: number): { $date: number } {
  return { $date: at };
}
