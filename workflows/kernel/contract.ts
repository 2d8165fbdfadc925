import type { RefusalCode } from './refusal-codes';
import type { Bilingual, Json, Role } from './words';

/** The types of one process, named once in its contract and obeyed by workflow, API and tests. */
export interface Shape {
  /** What `begin` is told. */
  input: object;
  /** What the process knows; becomes the record. JSON only. */
  data: object;
  /** Body of each step, by its kebab-case name. */
  steps: Record<string, object>;
  /** Payload of each event, by its kebab-case name in the past tense. */
  events: Record<string, object>;
  policy: Record<string, Json>;
  status: string;
  /** Names of the process's deadlines. */
  deadline: string;
}

/** How a policy value is checked when `temporal.yaml` is read. */
export type PolicyKind =
  | 'period'
  | 'time'
  | 'integer'
  | 'boolean'
  | 'json'
  | { readonly oneOf: readonly (string | number)[] }
  /** Says what is wrong with a value, or nothing. */
  | { readonly check: (value: Json) => string | undefined };

export interface StepSpec {
  title: Bilingual;
  /** Who may ever do it; the open step may narrow it to people. */
  roles: readonly Role[];
  /** Code of the refusal when the step is not open; default `step-not-open`. */
  closedCode?: RefusalCode;
}

/** The public face of a process: everything about it that is not how it decides. */
export interface Contract<S extends Shape> {
  /** The process word: prefix of the workflow id, key of its policy block. */
  readonly name: string;
  /** The Temporal workflow type, a noun in camelCase. */
  readonly type: string;
  readonly title: Bilingual;
  /**
   * `again`: it comes and goes under one id, begun by a step when something is to be waited for and ended when nothing
   * is; record, revisions and audit chain go on from run to run. Default: it runs once.
   */
  readonly runs?: 'once' | 'again';
  /** MongoDB collection of its records and the word in its URLs. */
  readonly collection: string;
  /** Who may start it through the API. */
  readonly startRoles: readonly Role[];
  readonly statuses: { readonly [K in S['status']]: Bilingual };
  readonly steps: { readonly [K in keyof S['steps']]: StepSpec };
  readonly events: { readonly [K in keyof S['events']]: Bilingual };
  /** What follows when each deadline passes: shown to whoever asks, and the name of the timer. */
  readonly deadlines: { readonly [K in S['deadline']]: Bilingual };
  readonly policy: { readonly [K in keyof S['policy']]: PolicyKind };
  /** Phantom: carries the types. */
  readonly shape?: S;
}

// biome-ignore lint/suspicious/noExplicitAny: a contract of any shape
export type AnyContract = Contract<any>;

export type InputOf<C> = C extends Contract<infer S> ? S['input'] : never;
export type EventsOf<C> = C extends Contract<infer S> ? S['events'] : never;

/** An event as it is sent to a process. */
export type EventTo<C> = {
  [Name in keyof EventsOf<C> & string]: { name: Name; eventId: string; payload: EventsOf<C>[Name] };
}[keyof EventsOf<C> & string];

/** Both of a union: `A | B` becomes `A & B`. */
type Both<U> = (U extends unknown ? (one: U) => void : never) extends (both: infer B) => void ? B : never;
/** The events that any of several processes knows; a payload is one that each process that knows it understands. */
export type EventsOfAny<C> = Both<EventsOf<C>>;

/** The tables of a value that have nothing in them, and so need not be written. */
export type Empty<Value, Table extends keyof Value> = {
  [K in Table]: keyof Value[K] extends never ? K : never;
}[Table];

/** A value whose empty tables may be left out. */
export type WithoutEmpty<Value, Table extends keyof Value> = Omit<Value, Empty<Value, Table>> &
  Partial<Pick<Value, Empty<Value, Table>>>;

/** A contract as it is written: a process without events, deadlines or policy does not mention them. */
export function defineContract<S extends Shape>(
  contract: WithoutEmpty<Contract<S>, 'events' | 'deadlines' | 'policy'>,
): Contract<S> {
  return { events: {}, deadlines: {}, policy: {}, ...contract } as Contract<S>;
}

/** The one place where a workflow id is built: `visit-claim:V-01J…`. */
export function workflowIdOf(contract: Pick<AnyContract, 'name'>, key: string): string {
  return `${contract.name}:${key}`;
}
