import { z } from 'zod';
import { followReleasePlan } from '../../activities/units/follow-release-plan';
import { type ReleasePlan, releaseHolds } from '../../models/resources/release-plan';
import { instant, word } from '../kernel/fields';
import { type Call, defineRoute, type Route } from '../kernel/route';
import { withIsoTimes } from '../kernel/time';
import { auditChange, projectOf } from './projects';
import { requireUnits } from './units-named';
import { confirmVersion, insertVersion, showVersion, versionOf } from './versions';

const body = z.object({
  permitNo: word().optional(),
  openAt: instant(),
  rows: z
    .array(z.object({ unitId: word(), hold: z.enum(releaseHolds) }))
    .min(1)
    .max(5000),
});
type Body = z.infer<typeof body>;

function show(zone: string, plan: ReleasePlan, withRows = true) {
  return withIsoTimes({ ...showVersion(plan), ...(withRows ? { rows: plan.rows } : {}) }, zone);
}

async function planOf(call: Call) {
  const project = await projectOf(call);
  const version = await versionOf(call.deps.models.releasePlans, project._id, call.params.no);
  return { project, version };
}

const create = defineRoute<Body>({
  method: 'post',
  path: '/projects/:id/release-plans',
  wing: 'resources',
  summary: '新推售计划 A new release plan',
  roles: ['controller'],
  body,
  status: 201,
  keyRequired: true,
  async handle(call) {
    const project = await projectOf(call);
    const { deps, body: asked } = call;
    await requireUnits(deps, project._id, asked.rows);
    const at = await deps.businessNow(project._id);
    const fields = { permitNo: asked.permitNo, openAt: new Date(asked.openAt), rows: asked.rows };
    const plan = await insertVersion(deps.models.releasePlans, call, project._id, at, fields);
    const facts = {
      no: plan.no,
      units: plan.rows.length,
      permitNo: plan.permitNo,
      openAt: plan.openAt.toISOString(),
    };
    await auditChange(call, project._id, { action: 'release-plan created', outcome: 'draft', facts });
    return {
      status: 201,
      location: `/v1/projects/${project._id}/release-plans/${plan.no}`,
      body: show(project.zone, plan),
    };
  },
});

const confirm = defineRoute({
  method: 'post',
  path: '/projects/:id/release-plans/:no/confirm',
  wing: 'resources',
  summary: '确认推售计划 Confirm a release plan: its units are released or kept back',
  roles: ['sales-manager', 'controller'],
  body: z.object({}),
  async handle(call) {
    const { project, version } = await planOf(call);
    const { deps, caller, target } = call;
    const at = await deps.businessNow(project._id);
    const plan = await confirmVersion(deps.models.releasePlans, call, version, at);
    await followReleasePlan(deps, plan, { by: caller.staffId, at, token: target });
    await auditChange(call, project._id, {
      action: 'release-plan confirmed',
      outcome: 'confirmed',
      facts: { no: plan.no },
    });
    return { status: 200, body: show(project.zone, plan) };
  },
});

const list = defineRoute({
  method: 'get',
  path: '/projects/:id/release-plans',
  wing: 'resources',
  summary: '推售计划 Release plans, the newest first',
  async handle(call) {
    const project = await projectOf(call);
    const plans = await call.deps.models.releasePlans
      .find({ projectId: project._id })
      .sort({ no: -1 })
      .lean<ReleasePlan[]>();
    return { status: 200, body: { items: plans.map((plan) => show(project.zone, plan, false)) } };
  },
});

const one = defineRoute({
  method: 'get',
  path: '/projects/:id/release-plans/:no',
  wing: 'resources',
  summary: '推售计划 A release plan',
  async handle(call) {
    const { project, version } = await planOf(call);
    return { status: 200, body: show(project.zone, version) };
  },
});

/** 推售计划: 整层、交叉、自然保留 (spec 1, unit-control; S1 三). */
export const releasePlanRoutes: Route[] = [create, confirm, list, one];
