import type { Contract, Shape } from '../../workflows/kernel/contract';
import { answerList, answerOne, answerStart } from './process-answers';
import { answerEvent, answerStep } from './process-moves';
import { listQuery } from './listing';
import { eventBody } from './event-body';
import type { ProcessTable } from './process-table';
import { readBeforeStep, readRecord, readWhole } from './read-ahead';
import { representationSchema } from './process-schema';
import { defineRoute, type Route } from './route';
import { pageAnswer } from './shown';

/**
 * The API of a process, from its contract and its table: list, one, start, a POST per step and per event.
 * A phase of a sale (`path` with `:key`) is also listed and read at its aliases.
 */
export function defineProcessRoutes<S extends Shape, StartBody = never>(
  contract: Contract<S>,
  table: ProcessTable<S, StartBody>,
): Route[] {
  const { wing, filters, start } = table;
  const title = `${contract.title.zh} ${contract.title.en}`;
  const ones = [table.path, ...(table.aliases ?? [])].map((path) =>
    path.includes(':key') ? path : `${path}/:key`,
  );
  const lists = ones.filter((path) => /^\/[^/:]+\/:key$/.test(path)).map((path) => path.replace('/:key', ''));
  const one = representationSchema(contract, table.schema.data, table.shown);
  const common = { wing, answer: one };
  const routes: Route[] = [];

  for (const path of lists) {
    routes.push({
      method: 'get',
      path,
      wing,
      outsiders: table.outsiders,
      summary: `列表 List: ${title}`,
      query: listQuery(filters),
      answer: pageAnswer(one),
      handle: (call) => answerList(contract, table, call),
    });
    if (!start) continue;
    routes.push(
      defineRoute<StartBody>({
        ...common,
        method: 'post',
        path,
        summary: start.summary,
        process: contract.name,
        roles: contract.startRoles,
        body: start.body,
        status: 201,
        keyRequired: true,
        handle: (call) => answerStart(contract, table, call),
      }),
    );
  }

  for (const path of ones) {
    routes.push({
      ...common,
      method: 'get',
      path,
      outsiders: table.outsiders,
      summary: `查看 Read: ${title}`,
      ahead: ({ deps, params }) => readWhole(contract, deps, params.key ?? ''),
      handle: (call) => answerOne(contract, table, call),
    });
    for (const [name, body] of Object.entries(table.schema.steps)) {
      const { title: stepTitle, roles } = contract.steps[name] ?? never(contract.name, name);
      const step = table.steps?.[name];
      routes.push({
        ...common,
        method: 'post',
        path: `${path}/${name}`,
        summary: step?.summary ?? `${stepTitle.zh} ${stepTitle.en}`,
        roles,
        process: contract.name,
        task: stepTitle,
        body,
        keyRequired: step?.moneyMoves,
        ahead: ({ deps, params, staffId }) =>
          readBeforeStep(contract, deps, { key: params.key ?? '', step: name, staffId }),
        handle: (call) => answerStep(contract, table, name, call),
      });
    }
    for (const [name, event] of Object.entries(table.events ?? {})) {
      if (!event) continue;
      const eventTitle = contract.events[name] ?? never(contract.name, name);
      routes.push({
        ...common,
        method: 'post',
        path: `${path}/events/${name}`,
        access: 'events',
        also: { 202: 'Received, not yet acted on' },
        roles: event.roles,
        summary: event.summary ?? `${eventTitle.zh} ${eventTitle.en}`,
        body: eventBody(table.schema.events[name] ?? never(contract.name, name)),
        ahead: async ({ deps, params }) => ({ record: await readRecord(contract, deps, params.key ?? '') }),
        handle: (call) => answerEvent(contract, table, name, call),
      });
    }
  }
  return routes;
}

function never(process: string, name: string): never {
  throw new Error(`The route table of ${process} has ${name}, which its contract does not know.`);
}
