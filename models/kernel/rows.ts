import type { Bilingual, Who } from '../../workflows/kernel/words';

/** What has one owner at a time. */
export type ClaimScope =
  /** An open repair of one class of defect; key `<unit>/<class>`. */
  | 'repair'
  /** A payment that has paid for a repair; key: the payment. */
  | 'repair-payment'
  /** The open collection case of a sale; key: the sale. */
  | 'collection-case'
  /** One of the places in which a consultant may hold units; key `<project>/<consultant>/<no>`. */
  | 'unit-hold'
  /** The correction of a payment that waits for its decision; key: the payment. */
  | 'payment-correction'
  /** A paper receipt that was taken over; key `<project>/<number>`. */
  | 'paper-receipt'
  /** Money on its way out of an account of a sale; key `<sale>/<account>`. */
  | 'money-out';

/** One owner per key and scope; who is second is refused. `_id` is `<scope>/<key>`. */
export interface ClaimRow {
  _id: string;
  scope: ClaimScope;
  key: string;
  /** Workflow id of the owner. */
  owner: string;
}

/** A number given for ever: unique per series and per owner, inserted one after the other (never a counter). */
export interface NumberRow {
  _id: string;
  series: string;
  n: number;
  /** The transition and token it was given to. */
  owner: string;
}

/** An open or closed step in somebody's inbox. `_id` is the task id of the open step. */
export interface TaskRow {
  _id: string;
  workflowId: string;
  process: string;
  key: string;
  projectId: string;
  saleKey?: string;
  step: string;
  /** Several steps by which it may be done, one of them `step`: doing one closes it. */
  answers?: { step: string; title: Bilingual }[];
  part?: string;
  title: Bilingual;
  about?: string;
  /** Who may do it: named people, else holders of the roles. */
  staffIds?: string[];
  roles?: string[];
  /** People who are not offered it, though they hold the role. */
  notBy?: string[];
  since: Date;
  due?: Date;
  calendarKnown?: boolean;
  escalatedTo: Who[];
  state: 'open' | 'done' | 'shut';
  closedBy?: string;
  closedAt?: Date;
  /** The person who took it on (inbox only; a step is judged by its role). */
  claimedBy?: string;
  /** Handed to a stand-in by its holder. */
  delegatedTo?: string;
  /** Revision of the process that wrote it last: an older write never overtakes. */
  rev: number;
}

export const outboxStates = ['queued', 'sending', 'sent', 'failed', 'call-needed', 'unsure', 'withdrawn'] as const;

/** A notice on its way: sent once. */
export interface OutboxRow {
  _id: string;
  projectId: string;
  workflowId: string;
  saleKey?: string;
  template: string;
  kind: 'reminder' | 'demand' | 'notice';
  clientId?: string;
  staffId?: string;
  /** People who do not get it as somebody's stand-in either. */
  except?: string[];
  title: string;
  text: string;
  documentId?: string;
  /** `withdrawn`: held back by a person before it was sent. */
  state: (typeof outboxStates)[number];
  channel?: string;
  queuedAt: Date;
  notBefore: Date;
  attempts: number;
  sentAt?: Date;
  /** Merged into another message to the same client on the same day. */
  mergedInto?: string;
  /** While `sending`: the delivery that is at it, so that what a crashed one left is recognised. */
  sendingBy?: string;
  /** The stand-in who got it instead of an absent member of staff. */
  standInId?: string;
  /** Code of the last failure; never the other side's words, which may name people. */
  lastError?: string;
}

/** A numbered form made from the data; its text never changes. */
export interface DocumentRow {
  _id: string;
  kind: string;
  number: string;
  projectId: string;
  workflowId: string;
  saleKey?: string;
  clientId?: string;
  issuedAt: Date;
  /** What was filled in, names resolved. */
  fields: Record<string, unknown>;
  /** A form that was issued blank: when it was last filled in. */
  filledInAt?: Date;
  /** Issued instead of this one, which is void. */
  replaces?: string;
  void?: { at: Date; by: string; reason: string; replacedBy?: string };
}

/** One entry of a chain of audit entries: a transition of a process, or a change to a plain resource. */
export interface AuditRow {
  /** `<chain>#<seq>` */
  _id: string;
  chain: string;
  seq: number;
  at: Date;
  actor: { staffId: string; roles: string[]; actingFor?: string[] };
  action: string;
  projectId: string;
  saleKey?: string;
  /** Status after it, or what became of a resource. */
  outcome: string;
  facts: Record<string, unknown>;
  /** Workflow ids of the processes that were told of it. */
  told?: string[];
  /** SHA-256 of the whole change. */
  changeHash: string;
  prevHash: string;
  hash: string;
}
