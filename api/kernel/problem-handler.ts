import type { ErrorRequestHandler } from 'express';
import type { Logger } from 'pino';
import { problemOf } from './failures';
import { RETRY_AFTER_SECONDS } from './problems';

/** The edge: whatever was thrown becomes a problem document. The stack goes to the log, never to the caller. */
export function answerProblems(log: Logger): ErrorRequestHandler {
  return (error: unknown, request, response, _next) => {
    const problem = problemOf(error);
    if (problem.code === 'internal') log.error({ error, route: response.locals.route }, 'unexpected error');
    if (response.headersSent) {
      response.destroy();
      return;
    }
    if (problem.status === 503) response.set('Retry-After', String(RETRY_AFTER_SECONDS));
    if (problem.status === 401) response.set('WWW-Authenticate', 'Bearer');
    const path = request.originalUrl.split('?', 1)[0];
    response
      .status(problem.status)
      .type('application/problem+json')
      .send(JSON.stringify(problem.toDocument(path)));
  };
}
