import type { z } from 'zod';
import type { RefusalCode } from './refusal-codes';
import type { Bilingual, Json, Role } from './words';

/**
 * What `schema.ts` of a process says: the body of each step, the payload of each event, what it begins with and what it
 * knows. A contract and a workflow know the types alone.
 */
export interface ProcessSchema {
  input: z.ZodType<object>;
  data: z.ZodObject;
  steps: Record<string, z.ZodType<object>>;
  events: Record<string, z.ZodObject>;
}

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

/** Phantom: the type of a policy value whose kind does not say it. */
interface Of<Value> {
  readonly value?: Value;
}

/** A policy value of a type of its own, that nothing checks. */
export function json<Value>(): 'json' & Of<Value> {
  return 'json' as 'json' & Of<Value>;
}

/** A policy value of a type of its own. @param check says what is wrong with a value, or nothing */
export function checked<Value>(check: (value: Json) => string | undefined): { check: typeof check } & Of<Value> {
  return { check };
}

type PolicyValue<Kind> = Kind extends Of<infer Value> & ('json' | { check: unknown })
  ? Value extends Json
    ? Value
    : Value & Json
  : Kind extends 'period' | 'time'
    ? string
    : Kind extends 'integer'
      ? number
      : Kind extends 'boolean'
        ? boolean
        : Kind extends { readonly oneOf: readonly (infer One)[] }
          ? One
          : Json;

/** The tables of a contract, from which its types of status, deadline and policy follow. */
type Tables<Schema extends ProcessSchema> = Omit<
  AnyContract,
  'statuses' | 'steps' | 'events' | 'deadlines' | 'policy' | 'shape'
> & {
  readonly statuses: Readonly<Record<string, Bilingual>>;
  readonly steps: { readonly [K in keyof Schema['steps']]: StepSpec };
  readonly deadlines?: Readonly<Record<string, Bilingual>>;
  readonly policy?: Readonly<Record<string, PolicyKind>>;
} & WithoutEmpty<{ readonly events: { readonly [K in keyof Schema['events']]: Bilingual } }, 'events'>;

/** The types of a process, from its schema and the tables of its contract. */
export interface ShapeBy<Schema extends ProcessSchema, Table extends Tables<Schema>> extends Shape {
  input: z.output<Schema['input']>;
  data: z.output<Schema['data']>;
  steps: { [K in keyof Schema['steps']]: z.output<Schema['steps'][K]> };
  events: { [K in keyof Schema['events']]: z.output<Schema['events'][K]> };
  policy: Table extends { readonly policy: infer Policy }
    ? { [K in keyof Policy]: PolicyValue<Policy[K]> }
    : Record<never, never>;
  status: keyof Table['statuses'] & string;
  deadline: Table extends { readonly deadlines: infer Deadlines } ? keyof Deadlines & string : never;
}

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

export type ShapeOf<C> = C extends Contract<infer S> ? S : never;
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

/**
 * Define a contract by the types of its schema: `defineContract<typeof import('./schema')…>()({ … })`. What the tables
 * say (statuses, deadlines, kinds of policy) is not written again as types; empty tables may be left out.
 */
export function defineContract<Schema extends ProcessSchema>(): <const Table extends Tables<Schema>>(
  contract: Table,
) => Contract<ShapeBy<Schema, Table>> {
  return (contract) => ({ events: {}, deadlines: {}, policy: {}, ...contract }) as never;
}

/** The one place where a workflow id is built: `visit-claim:V-01J…`. */
export function workflowIdOf(contract: Pick<AnyContract, 'name'>, key: string): string {
  return `${contract.name}:${key}`;
}
