import { z } from 'zod';
import { instant, reference, unit } from '../../workflows/kernel/fields';
import { followReleasePlan } from '../../activities/books/unit/follow-release-plan';
import { releaseHolds } from '../../models/resources/release-plan';
import { time } from '../kernel/shown';
import { versionRoutes } from './version-routes';
import { versionAnswer } from './versions';

const row = z.object({ unitId: unit('房号'), hold: z.enum(releaseHolds) });

const releasePlanAnswer = versionAnswer
  .extend({ permitNo: z.string().optional(), openAt: time(), rows: z.array(row).optional() })
  .meta({ title: 'ReleasePlan' });

/** 推售计划: 整层、交叉、自然保留 (S1 三). Its units are released or kept back when it is confirmed. */
export const releasePlanRoutes = versionRoutes({
  kind: 'release-plan',
  summaries: {
    create: '新推售计划 A new release plan',
    confirm: '确认推售计划 Confirm a release plan: its units are released or kept back',
    list: '推售计划 Release plans, the newest first',
    one: '推售计划 A release plan',
  },
  model: ({ models }) => models.releasePlans,
  answer: releasePlanAnswer,
  body: z.object({
    permitNo: reference('预售许可证号').optional(),
    openAt: instant('开盘时间'),
    rows: z.array(row).min(1).max(5000),
  }),
  fieldsOf: ({ permitNo, openAt, rows }) => ({ permitNo, openAt: new Date(openAt), rows }),
  factsOf: ({ permitNo, openAt }) => ({ permitNo, openAt: openAt.toISOString() }),
  confirmed: ({ deps, caller, target }, plan, at) =>
    followReleasePlan(deps, plan, { by: caller.staffId, at, token: target }),
});
