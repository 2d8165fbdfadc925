import type { RequestHandler } from 'express';
import express from 'express';
import type { Logger } from 'pino';
import { collectDefaultMetrics, Histogram, Registry } from 'prom-client';
import type { ApiDeps } from './deps';
import { rowsOf } from './deps';
import { isTemporalUp } from './temporal';

const PING_MS = 1_000;
const NANOSECONDS = 1e9;

/** What watches over the API: one log line and one measurement per request, and the three addresses for machines. */
export function observe(deps: ApiDeps): { watch: RequestHandler; addresses: express.Router } {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const seconds = new Histogram({
    name: 'http_request_duration_seconds',
    help: 'Duration of requests by route template',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    registers: [registry],
  });
  return { watch: watch(deps.log, seconds), addresses: addresses(deps, registry) };
}

/** Neither bodies nor addresses are logged: the route's template, and who. */
function watch(log: Logger, seconds: Histogram<'method' | 'route' | 'status'>): RequestHandler {
  return (request, response, next) => {
    const started = process.hrtime.bigint();
    response.on('finish', () => {
      const { method } = request;
      const { statusCode: status } = response;
      const { route = 'none', caller } = response.locals as { route?: string; caller?: string };
      const took = Number(process.hrtime.bigint() - started) / NANOSECONDS;
      seconds.observe({ method, route, status }, took);
      log.info({ method, route, status, ms: Math.round(took * 1_000), caller }, 'request');
    });
    next();
  };
}

function addresses(deps: ApiDeps, registry: Registry): express.Router {
  const router = express.Router();
  router.get('/healthz', (_request, response) => {
    response.json({ status: 'up' });
  });
  router.get('/readyz', async (_request, response) => {
    const [temporal, mongodb] = await Promise.all([isTemporalUp(deps), isDatabaseUp(deps)]);
    const ready = temporal && mongodb;
    response.status(ready ? 200 : 503).json({
      status: ready ? 'ready' : 'not ready',
      temporal: temporal ? 'reachable' : 'unreachable',
      mongodb: mongodb ? 'reachable' : 'unreachable',
      calendar: mongodb ? await calendarState(deps) : undefined,
    });
  });
  router.get('/metrics', async (_request, response) => {
    response.type(registry.contentType).send(await registry.metrics());
  });
  return router;
}

async function isDatabaseUp(deps: ApiDeps): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<false>((resolve) => {
    timer = setTimeout(resolve, PING_MS, false);
  });
  const ping = rowsOf(deps, 'idempotency').db.command({ ping: 1 });
  try {
    return await Promise.race([
      ping.then(
        () => true,
        () => false,
      ),
      late,
    ]);
  } finally {
    clearTimeout(timer);
  }
}

/** Deadlines in a year that is not known yet are flagged: whoever runs this publishes the year. */
async function calendarState({
  calendarOf,
}: ApiDeps): Promise<{ source: string; known: string[]; unknown: string[] }> {
  const { years, source } = await calendarOf('');
  const thisYear = new Date().getUTCFullYear();
  const unknown = [thisYear, thisYear + 1].map(String).filter((year) => !(year in years));
  return { source, known: Object.keys(years).sort(), unknown };
}
