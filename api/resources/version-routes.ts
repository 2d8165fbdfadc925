/** The addresses of a project's numbered versions: draw up, confirm, list, read. */
import type { Model } from 'mongoose';
import { z } from 'zod';
import { type Version, versionStatuses } from '../../models/resources/version';
import type { Json } from '../../workflows/kernel/words';
import type { ApiDeps } from '../kernel/deps';
import { pageQuery, readPage } from '../kernel/paging';
import { validationFailed } from '../kernel/problems';
import { type Call, defineRoute, type Route } from '../kernel/route';
import { pageAnswer } from '../kernel/shown';
import { withIsoTimes } from '../kernel/time';
import { auditChange, projectOf } from './projects';
import { requireUnits } from './units-named';
import { confirmVersion, insertVersion, showVersion, versionOf } from './versions';

type Drawn = Version & { rows: { unitId: string }[] };
type Summaries = Record<'create' | 'confirm' | 'list' | 'one', string>;

export interface VersionTable<T extends Drawn, Body extends { rows: T['rows'] }> {
  /** `price-list`; its addresses are under `/projects/{id}/price-lists`. */
  kind: string;
  summaries: Summaries;
  model(deps: ApiDeps): Model<T>;
  /** One version; in a list without its rows. */
  answer: z.ZodType;
  body: z.ZodType<Body>;
  /** What is stored of a body. @throws Problem when it does not hold */
  fieldsOf(body: Body): Omit<T, keyof Version>;
  /** For the audit, beside number and count of units. */
  factsOf(version: T): Record<string, Json | undefined>;
  /** The rows as this caller may see them; default: all of each. */
  rowsFor?(call: Call, rows: T['rows']): object[];
  /** What follows from the confirmation. */
  confirmed?(call: Call, version: T, at: number): Promise<void>;
}

const NEWEST_FIRST = { no: -1 } as const;
const filters = z.object({ status: z.enum(versionStatuses).optional(), ...pageQuery() });

export function versionRoutes<T extends Drawn, Body extends { rows: T['rows'] }>(
  table: VersionTable<T, Body>,
): Route[] {
  const { kind, summaries, answer } = table;
  const path = `/projects/:id/${kind}s`;
  const common = { wing: 'resources' } as const;
  const show = (call: Call, zone: string, version: T) =>
    withIsoTimes({ ...showVersion(version), rows: table.rowsFor?.(call, version.rows) ?? version.rows }, zone);
  const found = async (call: Call) => {
    const project = await projectOf(call);
    const { no } = call.params;
    if (!/^[1-9]\d{0,8}$/.test(no ?? '')) throw validationFailed([{ field: 'no', message: '须为版本号 a number' }]);
    return { project, version: await versionOf(table.model(call.deps), project._id, no) };
  };

  const create = defineRoute<Body>({
    ...common,
    method: 'post',
    path,
    summary: summaries.create,
    answer,
    roles: ['controller'],
    body: table.body,
    status: 201,
    keyRequired: true,
    async handle(call) {
      const project = await projectOf(call);
      const { deps, body } = call;
      const ids = body.rows.map(({ unitId }) => unitId);
      await requireUnits(deps, project._id, ids, (i) => `rows.${i}.unitId`);
      const fields = table.fieldsOf(body);
      const at = await deps.businessNow(project._id);
      const version = await insertVersion(table.model(deps), call, project._id, at, fields);
      const facts = { no: version.no, units: version.rows.length, ...table.factsOf(version) };
      await auditChange(call, project._id, { action: `${kind} created`, outcome: 'draft', facts });
      return {
        status: 201,
        location: `/v1/projects/${project._id}/${kind}s/${version.no}`,
        body: show(call as Call, project.zone, version),
      };
    },
  });

  const confirm = defineRoute({
    ...common,
    method: 'post',
    path: `${path}/:no/confirm`,
    summary: summaries.confirm,
    answer,
    roles: ['sales-manager', 'controller'],
    body: z.object({}),
    async handle(call) {
      const { project, version } = await found(call as Call);
      const { deps } = call;
      const at = await deps.businessNow(project._id);
      const now = await confirmVersion(table.model(deps), call, version, at);
      await table.confirmed?.(call as Call, now, at);
      const facts = { no: now.no };
      await auditChange(call, project._id, { action: `${kind} confirmed`, outcome: 'confirmed', facts });
      return { status: 200, body: show(call as Call, project.zone, now) };
    },
  });

  const list = defineRoute({
    ...common,
    method: 'get',
    path,
    summary: summaries.list,
    answer: pageAnswer(answer),
    query: filters,
    async handle(call) {
      const { deps, query } = call;
      const project = await projectOf(call);
      const condition = { projectId: project._id, ...(query.status && { status: query.status }) };
      const { page, nextCursor } = await readPage(table.model(deps), condition, NEWEST_FIRST, query);
      return {
        status: 200,
        body: { items: page.map((v) => withIsoTimes(showVersion(v), project.zone)), nextCursor },
      };
    },
  });

  const one = defineRoute({
    ...common,
    method: 'get',
    path: `${path}/:no`,
    summary: summaries.one,
    answer,
    async handle(call) {
      const { project, version } = await found(call as Call);
      return { status: 200, body: show(call as Call, project.zone, version) };
    },
  });

  return [create, confirm, list, one];
}
