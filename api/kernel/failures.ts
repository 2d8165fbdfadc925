import {
  isGrpcServiceError,
  ServiceError,
  WorkflowNotFoundError,
  WorkflowUpdateFailedError,
  WorkflowUpdateRPCTimeoutOrCancelledError,
} from '@temporalio/client';
import { ApplicationFailure, TemporalFailure, WorkflowExecutionAlreadyStartedError } from '@temporalio/common';
import { DEFECT } from '../../workflows/kernel/refusal';
import { defectFound, type FieldError, isCode, notFound, Problem, unavailable, validationFailed } from './problems';

/** gRPC INVALID_ARGUMENT: we asked something wrong; trying again would not help. */
const INVALID_ARGUMENT = 3;

/** Errors of the MongoDB driver and Mongoose that mean: the database is away, not that the request was wrong. */
const DATABASE_AWAY = new Set([
  'MongoNetworkError',
  'MongoNetworkTimeoutError',
  'MongoServerSelectionError',
  'MongooseServerSelectionError',
  'MongoNotConnectedError',
  'MongoPoolClearedError',
  'PoolClearedError',
  'PoolClearedOnNetworkError',
  'MongoTopologyClosedError',
  'MongoExpiredSessionError',
  'MongoOperationTimeoutError',
  'WaitQueueTimeoutError',
]);

/** Any thrown error as the problem the caller is told. */
export function problemOf(error: unknown): Problem {
  if (error instanceof Problem) return error;
  if (error instanceof WorkflowUpdateFailedError) return error.cause ? problemOf(error.cause) : internal();
  if (error instanceof ApplicationFailure) return ofRefusal(error);
  if (error instanceof WorkflowExecutionAlreadyStartedError) {
    return new Problem('already-running', '该业务已在办理 this process is already running');
  }
  if (error instanceof WorkflowNotFoundError) return notFound('该业务 this process');
  if (error instanceof WorkflowUpdateRPCTimeoutOrCancelledError)
    return unavailable('未能及时答复 no answer in time');
  if (error instanceof ServiceError || isGrpcServiceError(error)) return ofService(error);
  if (error instanceof TemporalFailure) return error.cause ? problemOf(error.cause) : internal();
  if (error instanceof Error && DATABASE_AWAY.has(error.name))
    return unavailable('数据库没有响应 the database does not answer');
  return ofHttp(error) ?? internal();
}

/** A refusal of a process or of a commit: its type is the code, its first detail the facts. */
function ofRefusal(failure: ApplicationFailure): Problem {
  if (failure.type === 'AcceptedUpdateCompletedWorkflow') {
    return new Problem('step-not-open', '业务已结束，此步骤未办理 the process ended before this step was done');
  }
  // The server gave it back: a worker that was overtaken by its workflow task's timeout never saw it.
  if (failure.type === 'UnprocessedUpdate')
    return unavailable('流程引擎过忙 the process engine was too busy for this step');
  if (failure.type === DEFECT) return defectFound();
  if (DATABASE_AWAY.has(failure.type ?? '')) return unavailable('数据库没有响应 the database does not answer');
  if (!isCode(failure.type)) return internal();
  const details = failure.details?.[0];
  const facts = (typeof details === 'object' && details !== null ? details : {}) as Record<string, unknown>;
  const errors = facts.errors as FieldError[] | undefined;
  if (typeof facts.field === 'string' && errors === undefined) {
    const { field, ...others } = facts;
    return new Problem(failure.type, failure.message, {
      ...others,
      errors: [{ field: field as string, message: failure.message }],
    });
  }
  return new Problem(failure.type, failure.message, facts);
}

/** Nothing has changed, and the same may be asked again as something new. After anything else the outcome is unknown. */
export function changedNothing(error: unknown): boolean {
  const { status, code, facts } = problemOf(error);
  return status < 500 || (code === DEFECT && facts.pending === false);
}

function ofService(error: Error): Problem {
  const cause = isGrpcServiceError(error) ? error : error.cause;
  if (isGrpcServiceError(cause) && cause.code === INVALID_ARGUMENT) return internal();
  return unavailable('流程引擎没有响应 the process engine does not answer');
}

/** Errors of Express and its body parser: they carry a status of 4xx. */
function ofHttp(error: unknown): Problem | undefined {
  const { status, type } = (error ?? {}) as { status?: unknown; type?: unknown };
  if (typeof status !== 'number' || status < 400 || status >= 500) return undefined;
  if (status === 413) return new Problem('too-large', '提交的内容过大 the body is too large');
  if (status === 404) return notFound('该地址 this address');
  const message = type === 'entity.parse.failed' ? '不是有效的 JSON not valid JSON' : '无法读取 cannot be read';
  return validationFailed([{ field: type === undefined ? 'path' : 'body', message }]);
}

function internal(): Problem {
  return new Problem('internal', '系统出错，已记录 an unexpected error; it has been logged');
}
