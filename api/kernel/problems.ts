import { REFUSALS, type RefusalCode } from '../../workflows/kernel/refusal-codes';

/** Problem codes and the problem document they become (RFC 9457). */

export interface FieldError {
  /** Dotted path into the body, or the header's or query parameter's name. */
  field: string;
  message: string;
}

/** What only the API answers: no process refuses with it. */
const EDGE = {
  unauthenticated: { status: 401, title: '未登录 Not authenticated' },
  'not-found': { status: 404, title: '未找到 Not found' },
  'too-large': { status: 413, title: '内容过大 Too large' },
  'idempotency-mismatch': { status: 422, title: '幂等键已用于其他内容 Idempotency mismatch' },
  'too-many-requests': { status: 429, title: '请求过多 Too many requests' },
  internal: { status: 500, title: '系统错误 Internal error' },
  defect: { status: 500, title: '程序有误 A mistake in the program' },
  unavailable: { status: 503, title: '服务暂不可用 Unavailable' },
} as const;

export type ProblemCode = RefusalCode | keyof typeof EDGE;

/** Every code of a problem. */
export const PROBLEM_CODES = [...Object.keys(EDGE), ...Object.keys(REFUSALS)] as ProblemCode[];

/** Refusals of the request itself; every other one is a conflict, 409. */
const STATUSES: Partial<Record<RefusalCode, number>> = { 'validation-failed': 400, forbidden: 403 };

export function statusOf(code: ProblemCode): number {
  if (code in EDGE) return EDGE[code as keyof typeof EDGE].status;
  return STATUSES[code as RefusalCode] ?? 409;
}

/** In both languages. A worker that is newer than this API may refuse with a code that is not known here. */
export function titleOf(code: ProblemCode): string {
  if (code in EDGE) return EDGE[code as keyof typeof EDGE].title;
  return REFUSALS[code as RefusalCode] ?? inWords(code);
}

/** Seconds after which a client may try again when a server behind the API is away. */
export const RETRY_AFTER_SECONDS = 2;

/** What the API answers instead of a result. Thrown by routes, turned into a document at the edge. */
export class Problem extends Error {
  readonly status: number;

  /**
   * @param detail this case in plain words, Chinese first; no personal data
   * @param facts further members of the document; `errors` carries one entry per field
   */
  constructor(
    readonly code: ProblemCode,
    detail: string,
    readonly facts: { errors?: FieldError[]; [fact: string]: unknown } = {},
  ) {
    super(detail);
    this.status = statusOf(code);
  }

  /** @param instance path of the request, without its query */
  toDocument(instance?: string): Record<string, unknown> {
    return {
      ...this.facts,
      type: `urn:estateflow:problem:${this.code}`,
      title: titleOf(this.code),
      status: this.status,
      code: this.code,
      detail: this.message,
      instance,
    };
  }
}

/** 400 with one entry per field. */
export function validationFailed(errors: FieldError[]): Problem {
  const fields = errors.map(({ field }) => field).join(', ');
  return new Problem('validation-failed', `请检查 check: ${fields}`, { errors });
}

/** @param detail why not, Chinese first */
export function forbidden(detail: string): Problem {
  return new Problem('forbidden', detail);
}

/** @param what in both languages: `房号 unit` */
export function notFound(what: string): Problem {
  return new Problem('not-found', `未找到：${what} not found`);
}

/**
 * The outcome is unknown: the caller tries again with the same Idempotency-Key.
 * @param what in both languages
 */
export function unavailable(what: string): Problem {
  return new Problem('unavailable', `请用同一幂等键重试：${what}; try again with the same Idempotency-Key`);
}

/** A mistake in our own code was found before anything was written: the same may be asked again when it is mended. */
export function defectFound(): Problem {
  return new Problem(
    'defect',
    '程序有误，已通知管理员；未作任何改动，修复后请重新办理 a mistake in the program: nothing has changed, and the admins have been told',
    { pending: false },
  );
}

/** A mistake in our own code holds the process up: what was asked stays with it, and is done when the code is mended. */
export function defectInTheWay(): Problem {
  return new Problem(
    'defect',
    '程序有误，已通知管理员；修复后将自动办理，可用同一幂等键查询结果 a mistake in the program: this will be carried out when it is mended; ask again with the same Idempotency-Key',
    { pending: true },
  );
}

/** Whether a failure's type is one of our codes and not the class name of a programming error. */
export function isCode(type: string | null | undefined): type is ProblemCode {
  return typeof type === 'string' && /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(type);
}

function inWords(code: string): string {
  return code.charAt(0).toUpperCase() + code.slice(1).replaceAll('-', ' ');
}
