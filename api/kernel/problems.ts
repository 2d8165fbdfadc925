import { REFUSAL_TITLES } from './refusal-titles';

/** The one list of problem codes, and the problem document they become (RFC 9457; frame.md, API). */

export interface FieldError {
  /** Dotted path into the body, or the header's or query parameter's name. */
  field: string;
  message: string;
}

interface Kind {
  status: number;
  title: string;
}

/** Codes with a status or a title of their own. Any other business code is a refusal: 409. */
export const PROBLEMS: Readonly<Record<string, Kind>> = {
  'validation-failed': { status: 400, title: '内容有误 Validation failed' },
  unauthenticated: { status: 401, title: '未登录 Not authenticated' },
  forbidden: { status: 403, title: '无权操作 Forbidden' },
  'not-found': { status: 404, title: '未找到 Not found' },
  'step-not-open': { status: 409, title: '当前不能办理此步骤 Step not open' },
  'already-running': { status: 409, title: '该业务已在办理 Already running' },
  'already-sold': { status: 409, title: '房源已售 Already sold' },
  'own-request': { status: 409, title: '不能审批自己的申请 Own request' },
  'sandbox-busy': { status: 409, title: '沙盒时钟正忙 Sandbox busy' },
  'too-large': { status: 413, title: '内容过大 Too large' },
  'idempotency-mismatch': { status: 422, title: '幂等键已用于其他内容 Idempotency mismatch' },
  'too-many-requests': { status: 429, title: '请求过多 Too many requests' },
  internal: { status: 500, title: '系统错误 Internal error' },
  defect: { status: 500, title: '程序有误 A mistake in the program' },
  unavailable: { status: 503, title: '服务暂不可用 Unavailable' },
};

/** Seconds after which a client may try again when a server behind the API is away. */
export const RETRY_AFTER_SECONDS = 2;

/** What the API answers instead of a result. Thrown by routes, turned into a document at the edge. */
export class Problem extends Error {
  readonly status: number;

  /**
   * @param code stable code, kebab-case
   * @param detail this case in plain words, Chinese first; no personal data
   * @param facts further members of the document; `errors` carries one entry per field
   */
  constructor(
    readonly code: string,
    detail: string,
    readonly facts: { errors?: FieldError[]; [fact: string]: unknown } = {},
  ) {
    super(detail);
    this.status = PROBLEMS[code]?.status ?? 409;
  }

  /** @param instance path of the request, without its query */
  toDocument(instance?: string): Record<string, unknown> {
    return {
      ...this.facts,
      type: `urn:estateflow:problem:${this.code}`,
      title: PROBLEMS[this.code]?.title ?? REFUSAL_TITLES[this.code] ?? inWords(this.code),
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
export function isCode(type: string | null | undefined): type is string {
  return typeof type === 'string' && /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(type);
}

function inWords(code: string): string {
  return code.charAt(0).toUpperCase() + code.slice(1).replaceAll('-', ' ');
}
