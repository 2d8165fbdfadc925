import type { z } from 'zod';
import type { RecordRow } from '../../models/kernel';
import type { ProcessSchema, Shape } from '../../workflows/kernel/contract';
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

/** What `prepare` of a step knows: the request and the record it is about. */
export type StepRequest = Call & { record: RecordRow };

/** What is to be said of a step beyond its schema and its contract. */
export interface StepRoute<Told> {
  /** Default: the step's title. */
  summary?: string;
  /** Checks and completes the body before the process is told. */
  prepare?(body: Told, call: StepRequest): Promise<Told> | Told;
  moneyMoves?: boolean;
  /** Other processes act on it right after it: asked for a few seconds before the answer, until they have. */
  settled?(call: Call, key: string): Promise<boolean>;
}

/** An event that comes from outside; its payload is the schema's. */
export interface EventRoute {
  summary?: string;
  /** Staff who may enter it by hand, beside the channel and `admin`. */
  roles?: readonly Role[];
}

/** The schema of a process of these types. */
export interface SchemaOf<S extends Shape> extends ProcessSchema {
  data: z.ZodObject;
  steps: { [K in keyof S['steps'] & string]: z.ZodType<S['steps'][K]> };
}

/** The API of one process: every step of its contract stands here, and every event that comes from outside. */
export interface ProcessTable<S extends Shape, StartBody> {
  wing: Wing;
  /** `schema.ts` of the process. */
  schema: SchemaOf<S>;
  /** `/visits`, or for a phase of a sale `/sales/:key/subscription`. */
  path: string;
  /** Other addresses of one process, `/subscriptions/:key`. */
  aliases?: string[];
  /** Prefix of keys made for it, `V`. */
  keyPrefix?: string;
  start?: StartRoute<StartBody, S['input']>;
  /** What is to be said of a step beyond its schema. */
  steps?: { [K in keyof S['steps'] & string]?: StepRoute<S['steps'][K]> };
  /** Those that come from outside; events that processes tell each other have no address. */
  events?: { [K in keyof S['events'] & string]?: EventRoute };
  filters?: Record<string, Filter>;
  /** Contractors may read it, as far as `visible` lets them. */
  outsiders?: boolean;
  /** Whether the caller may know of it at all; else 404, and it is in no list. */
  visible?(record: RecordRow, call: Call): boolean;
  /** Add fields for this caller, or leave some out. */
  represent?(view: Representation, call: Call, record: RecordRow): Representation | Promise<Representation>;
  /** Fields that `represent` adds or shows otherwise than as they are stored. */
  shown?: z.ZodRawShape;
}
