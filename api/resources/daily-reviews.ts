import { z } from 'zod';
import { day, personal } from '../../workflows/kernel/fields';
import { isDuplicateKey } from '../../activities/commit/keys';
import { dayOfUnits, type DayOfUnits } from '../../activities/books/unit/daily-review';
import { localDate } from '../../workflows/kernel/calendar';
import { type ApiDeps, rowsOf } from '../kernel/deps';
import { storingPersonal } from '../kernel/personal-store';
import { comesAfter, pageOf, pageQuery } from '../kernel/paging';
import { notFound, Problem, validationFailed } from '../kernel/problems';
import { type Call, defineRoute, type Route } from '../kernel/route';
import { date, pageAnswer, time } from '../kernel/shown';
import { withIsoTimes } from '../kernel/time';
import { auditChange, projectOf } from './projects';

/** 每日房号核查: one a day. `_id` is `<projectId>:<date>`. */
interface DailyReviewRow extends DayOfUnits {
  _id: string;
  projectId: string;
  /** Local date. */
  date: string;
  /** Id of the personal text. */
  remarks: string;
  reviewedBy: string;
  reviewedAt: Date;
  /** Request that made it. */
  lastChange: string;
}

export const depositReceipt = z.object({ no: z.string(), saleKey: z.string().nullish(), issuedAt: time() });

const dailyReviewAnswer = z
  .object({
    id: z.string(),
    projectId: z.string(),
    date: date(),
    remarks: z.string(),
    reviewedBy: z.string(),
    reviewedAt: time(),
    changes: z.array(
      z.object({
        unitId: z.string(),
        at: time(),
        by: z.string(),
        action: z.string(),
        from: z.string(),
        to: z.string(),
        saleKey: z.string().nullish(),
      }),
    ),
    receipts: z.array(depositReceipt),
    soldWithoutReceipt: z.array(z.string()),
    receiptsWithoutSale: z.array(z.string()),
  })
  .meta({ title: 'DailyReview' });

const body = z.object({ date: day('日期'), remarks: personal('核查意见') });

const rows = (deps: ApiDeps) => rowsOf<DailyReviewRow>(deps, 'daily_reviews');

function show(zone: string, { _id: id, lastChange: _lastChange, ...review }: DailyReviewRow) {
  return withIsoTimes({ id, ...review }, zone);
}

const create = defineRoute({
  method: 'post',
  path: '/projects/:id/daily-reviews',
  wing: 'resources',
  summary: '每日房号核查 The day’s changes against finance’s receipts',
  answer: dailyReviewAnswer,
  roles: ['controller'],
  body,
  status: 201,
  keyRequired: true,
  async handle(call) {
    const project = await projectOf(call);
    const { deps, caller, target } = call;
    const asked = call.body;
    const at = await deps.businessNow(project._id);
    if (asked.date > localDate(at, await deps.calendarOf(project._id))) {
      throw validationFailed([{ field: 'date', message: '日期未到 not come yet' }]);
    }
    const review: DailyReviewRow = {
      _id: `${project._id}:${asked.date}`,
      projectId: project._id,
      ...asked,
      reviewedBy: caller.staffId,
      reviewedAt: new Date(at),
      ...(await dayOfUnits(deps, project._id, asked.date)),
      lastChange: target,
    };
    const written = await storingPersonal(deps, project._id, call.personal, () => insert(deps, review));
    const { changes, receipts, soldWithoutReceipt, receiptsWithoutSale } = written;
    const facts = {
      date: asked.date,
      changes: changes.length,
      receipts: receipts.length,
      soldWithoutReceipt,
      receiptsWithoutSale,
    };
    await auditChange(call, project._id, { action: 'daily-review', outcome: 'reviewed', facts });
    return {
      status: 201,
      location: `/v1/projects/${project._id}/daily-reviews/${asked.date}`,
      body: show(project.zone, written),
    };
  },
});

/** The same request again finds its own. @throws Problem `already-reviewed` */
async function insert(deps: ApiDeps, review: DailyReviewRow): Promise<DailyReviewRow> {
  try {
    await rows(deps).insertOne(review);
    return review;
  } catch (error) {
    if (!isDuplicateKey(error)) throw error;
    const there = await rows(deps).findOne({ _id: review._id });
    if (there?.lastChange === review.lastChange) return there;
    throw new Problem('already-reviewed', `${review.date} 已核查过 it has been reviewed`);
  }
}

const filters = z.object(pageQuery(60));
const LATEST_FIRST = { date: -1 } as const;

const list = defineRoute({
  method: 'get',
  path: '/projects/:id/daily-reviews',
  wing: 'resources',
  summary: '每日房号核查记录 Daily reviews, the latest first',
  answer: pageAnswer(dailyReviewAnswer),
  query: filters,
  async handle(call) {
    const project = await projectOf(call);
    const { limit, cursor } = call.query;
    const found = await rows(call.deps)
      .find({ projectId: project._id, ...comesAfter(LATEST_FIRST, cursor) })
      .sort(LATEST_FIRST)
      .limit(limit + 1)
      .toArray();
    const { page, nextCursor } = pageOf(found, limit, LATEST_FIRST);
    return { status: 200, body: { items: page.map((review) => show(project.zone, review)), nextCursor } };
  },
});

const one = defineRoute({
  method: 'get',
  path: '/projects/:id/daily-reviews/:date',
  wing: 'resources',
  summary: '每日房号核查 A daily review',
  answer: dailyReviewAnswer,
  async handle(call: Call) {
    const project = await projectOf(call);
    const review = await rows(call.deps).findOne({ _id: `${project._id}:${call.params.date}` });
    if (!review) throw notFound('每日核查 daily review');
    return { status: 200, body: show(project.zone, review) };
  },
});

export const dailyReviewRoutes: Route[] = [create, list, one];
