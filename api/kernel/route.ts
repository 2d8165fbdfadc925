import type { z } from 'zod';
import type { Bilingual, Role } from '../../workflows/kernel/words';
import type { Caller } from './caller';
import type { ApiDeps } from './deps';
import type { Answer } from './idempotency';
import type { Ahead } from './read-ahead';

export type { Answer };
export type Wing = 'sale' | 'service' | 'property' | 'agency' | 'money' | 'resources' | 'work' | 'sandbox';

/** One request, checked: who, where, what. */
export interface Call<Body = unknown, Query = Record<string, unknown>> {
  deps: ApiDeps;
  caller: Caller;
  params: Record<string, string>;
  query: Query;
  /** Personal fields stand as their ids in it. */
  body: Body;
  /** ULID of this request; the same again when it is repeated with the same Idempotency-Key. */
  target: string;
  /** Personal values of the body, by id. */
  personal: Record<string, string>;
  /** What `ahead` of the route has read. */
  ahead?: Ahead;
  /** The clear text of a personal field of this body; any other text as it is. */
  plain(value: string): string;
}

/** One line of the API: from it come the Express route, its checks and its description in `/openapi.json`. */
export interface Route {
  method: 'get' | 'post' | 'put' | 'patch' | 'delete';
  /** Below `/v1`, with `:name` parameters. */
  path: string;
  wing: Wing;
  /** What it does, for `/docs`. Chinese first. */
  summary: string;
  /**
   * Who may call: `public` anyone; `events` channels, `admin` and the roles; else staff who hold one of the roles
   * (absent: any staff). The project is checked by the route, when it knows it.
   */
  access?: 'public' | 'events';
  roles?: readonly Role[];
  /** The process that it begins or takes a step in: what that may refuse with stands in the description. */
  process?: string;
  /** A step: the label of the task that it answers. */
  task?: Bilingual;
  /** People from outside the house (contractors) may call it too; what they see of it is the route's affair. */
  outsiders?: boolean;
  query?: z.ZodType;
  body?: z.ZodType;
  /** Status of the usual answer, 200 unless told. */
  status?: number;
  /** Other statuses with the same answer, and when. */
  also?: Record<number, string>;
  /** Schema of the answer, as JSON. */
  answer?: z.ZodType;
  /** Media type of an answer that is no JSON: to be printed or kept. */
  prints?: 'text/html' | 'text/csv';
  /** Starts something or moves money: a POST without Idempotency-Key is refused. */
  keyRequired?: boolean;
  /** Reads that need nothing but the address, done while the caller is looked up. */
  ahead?(about: { deps: ApiDeps; params: Record<string, string>; staffId: string }): Promise<Ahead>;
  handle(call: Call): Promise<Answer>;
}

/**
 * Type a route by its schemas: `call.body` and `call.query` are what they parse to, and what it answers is what
 * `answer` describes, or a text.
 */
export function defineRoute<Body = unknown, Query = Record<string, unknown>, Shown = unknown>(
  route: Omit<Route, 'handle' | 'body' | 'query' | 'answer'> & {
    body?: z.ZodType<Body>;
    query?: z.ZodType<Query>;
    answer?: z.ZodType<Shown>;
    handle(call: Call<Body, Query>): Promise<Answer<NoInfer<Shown> | string>>;
  },
): Route {
  return route as Route;
}
