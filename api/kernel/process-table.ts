import type { z } from 'zod';
import type { RecordRow } from '../../models/kernel';
import type { Shape } from '../../workflows/kernel/contract';
import type { RefusalCode } from '../../workflows/kernel/refusal-codes';
import type { Role } from '../../workflows/kernel/words';
import type { Filter } from './listing';
import type { Representation } from './representation';
import type { Call, Wing } from './route';

/** What `POST /v1/<collection>` makes of its body. */
export interface Start<Input> {
  /** Key of the process; absent: `<keyPrefix>-<ULID>`. */
  key?: string;
  projectId: string;
  saleKey?: string;
  input: Input;
}

export interface StartRoute<Body, Input> {
  summary: string;
  body: z.ZodType<Body>;
  /** What a start is refused with when another one of its key was a moment faster; default `already-running`. */
  taken?: { code: RefusalCode; message: string };
  /** Looks up what the body only names. Personal fields are ids here; `call.plain` tells their text. */
  prepare(body: Body, call: Call<Body>): Promise<Start<Input>> | Start<Input>;
}

/** A step that other processes act on right after it. */
interface Settles {
  /** Asked for a few seconds before the answer, until they have: what follows finds them there. */
  settled?(call: Call, key: string): Promise<boolean>;
}

/** A step whose body is what the process is told. */
interface PlainStep<Told> extends Settles {
  /** Default: the step's title. */
  summary?: string;
  body: z.ZodType<Told>;
  prepare?(body: Told, call: StepRequest): Promise<Told> | Told;
  moneyMoves?: boolean;
}

/** What `prepare` of a step knows: the request and the record it is about. */
export type StepRequest = Call & { record: RecordRow };

/** A step that tells the process more, or other, than its body. Made by `step`. */
export type StepRoute<Told> =
  | PlainStep<Told>
  | (Settles & {
      summary?: string;
      body: z.ZodType;
      // biome-ignore lint/suspicious/noExplicitAny: tied to the body's type by `step`
      prepare(body: any, call: StepRequest): Promise<Told> | Told;
      moneyMoves?: boolean;
    });

/** A step whose body is not yet what the process is told: `prepare` makes it so. */
export function step<Body, Told>(route: {
  summary?: string;
  body: z.ZodType<Body>;
  prepare(body: Body, call: StepRequest): Promise<Told> | Told;
  moneyMoves?: boolean;
  settled?: Settles['settled'];
}): StepRoute<Told> {
  return route;
}

export interface EventRoute<Payload> {
  summary?: string;
  /** Without `eventId`, which every event has. */
  body: z.ZodType<Payload>;
  /** Staff who may enter it by hand, beside the channel and `admin`. */
  roles?: readonly Role[];
}

/** The API of one process: every step of its contract stands here, and every event that comes from outside. */
export interface ProcessTable<S extends Shape, StartBody> {
  wing: Wing;
  /** `/visits`, or for a phase of a sale `/sales/:key/subscription`. */
  path: string;
  /** Other addresses of one process, `/subscriptions/:key`. */
  aliases?: string[];
  /** Prefix of keys made for it, `V`. */
  keyPrefix?: string;
  start?: StartRoute<StartBody, S['input']>;
  steps: { [K in keyof S['steps'] & string]: StepRoute<S['steps'][K]> };
  /** Events that processes tell each other have no address. */
  events: { [K in keyof S['events'] & string]?: EventRoute<S['events'][K]> };
  filters?: Record<string, Filter>;
  /** Contractors may read it, as far as `visible` lets them. */
  outsiders?: boolean;
  /** Whether the caller may know of it at all; else 404, and it is in no list. */
  visible?(record: RecordRow, call: Call): boolean;
  /** Add fields for this caller, or leave some out. */
  represent?(view: Representation, call: Call, record: RecordRow): Representation | Promise<Representation>;
  /** What it knows, as it is shown. */
  data?: z.ZodObject;
}
