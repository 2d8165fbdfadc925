import type { ProcessRecord } from './change';
import type { Shape, WithoutEmpty } from './contract';
import type { Draft } from './draft';
import type { RefusalCode } from './refusal-codes';
import type { Actor } from './words';

export type Handler<S extends Shape, Body> = (draft: Draft<S>, body: Body) => Promise<void> | void;

/** A step with more to say about itself than what it does. */
export interface SpecialStep<S extends Shape, Body> {
  /** A step's part (a party, a line) when several of the same step are open at once. */
  part?: (body: Body, actor: Actor, record: ProcessRecord) => string;
  /** Code of the refusal when it is not open, where that hangs on the record; else the contract's. */
  closed?: (record: ProcessRecord, actor: Actor) => RefusalCode | undefined;
  do: (draft: Draft<S>, body: Body, part: string | undefined) => Promise<void> | void;
}

/** How a process decides. Handlers run one at a time, on a draft that is dropped if they refuse. */
export interface Definition<S extends Shape> {
  begin: Handler<S, S['input']>;
  steps: { [K in keyof S['steps']]: Handler<S, S['steps'][K]> | SpecialStep<S, S['steps'][K]> };
  /** What follows when a deadline passes. */
  deadlines: { [K in S['deadline']]: (draft: Draft<S>, part: string | undefined) => Promise<void> | void };
  /** Answer `early` to keep an event until something it waits for has happened. */
  events: {
    [K in keyof S['events']]: (draft: Draft<S>, payload: S['events'][K]) => EventOutcome | Promise<EventOutcome>;
  };
}
// biome-ignore lint/suspicious/noConfusingVoidType: an event handler that returns nothing has acted
export type EventOutcome = void | 'early';

/** A definition as it is written: a process without deadlines or events does not mention them. */
export type WrittenDefinition<S extends Shape> = WithoutEmpty<Definition<S>, 'events' | 'deadlines'>;
