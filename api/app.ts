import express from 'express';
import { rateLimit } from 'express-rate-limit';
import type { ApiDeps } from './kernel/deps';
import { docs } from './kernel/docs';
import { mount, nothingHere } from './kernel/mount';
import { observe } from './kernel/observe';
import { answerProblems } from './kernel/problem-handler';
import { Problem } from './kernel/problems';
import type { Route } from './kernel/route';
import { routes as allRoutes } from './routes';
import { sandboxClock, sandboxFastForward } from './sandbox/clock';
import { sandboxTokens } from './sandbox/tokens';

const LARGEST_BODY = '2mb';
const VERSION = '1';
/** Not there at all on any other server. */
export const sandboxRoutes: Route[] = [sandboxTokens, sandboxClock, sandboxFastForward];

/** The API as an Express application, without a port. */
export function createApp(deps: ApiDeps, routes: readonly Route[] = allRoutes): express.Express {
  const { settings, api, log } = deps;
  const served = settings.sandbox ? [...routes, ...sandboxRoutes] : routes.filter(({ wing }) => wing !== 'sandbox');
  const { watch, addresses } = observe(deps);
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  app.use(watch);
  app.use((_request, response, next) => {
    response.set('X-Content-Type-Options', 'nosniff');
    if (settings.sandbox) response.set('X-Estateflow-Sandbox', 'true');
    next();
  });
  app.use(addresses);
  app.use(docs(served, VERSION));
  if (api.requestsPerMinute) app.use('/v1', limit(api.requestsPerMinute));
  app.use(express.json({ limit: LARGEST_BODY }));
  app.use('/v1', mount(deps, served));
  app.use(nothingHere);
  app.use(answerProblems(log));
  return app;
}

/** Off unless set: everybody in a sales centre may come from one address. */
function limit(perMinute: number): express.RequestHandler {
  return rateLimit({
    windowMs: 60_000,
    limit: perMinute,
    standardHeaders: 'draft-7',
    legacyHeaders: false,
    handler: (_request, _response, next) =>
      next(new Problem('too-many-requests', '请一分钟后重试 try again in a minute')),
  });
}
