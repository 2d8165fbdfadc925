import Mustache from 'mustache';
import { z } from 'zod';
import { day, project } from '../../../workflows/kernel/fields';
import { pageAround } from '../../../activities/texts/documents/page';
import { addDays, instantOf } from '../../../workflows/kernel/calendar';
import { dateInZone, timeInZone } from '../../../workflows/kernel/zone';
import { repairContract } from '../../../workflows/service/repair/contract';
import { requireProject } from '../../kernel/caller';
import { showPersonal } from '../../kernel/personal-store';
import { notFound, validationFailed } from '../../kernel/problems';
import { type Call, defineRoute, type Route } from '../../kernel/route';

const period = z.object({ projectId: project('项目'), from: day('开始日期'), to: day('结束日期') });
type Period = z.infer<typeof period>;

const HEADINGS = [
  '登记号',
  '报修时间',
  '房号',
  '住户姓名',
  '联系电话',
  '报修内容',
  '预约维修时间',
  '通知维修部',
  '报修单号',
  '处理结果',
];
/** The columns of 房号, 住户姓名, 联系电话 and 报修单号. */
const UNBROKEN = new Set([2, 3, 4, 8]);
const LONGEST = 2000;

/** 住户报修记录表 (S1 4.2.2): every report of some days, with 「…已完成维修」 on those that are done. */
export const repairRegister: Route = defineRoute<unknown, Period>({
  method: 'get',
  path: '/repairs/register',
  wing: 'service',
  summary: '住户报修记录表 The register of reports, to be printed',
  prints: 'text/html',
  query: period,
  async handle(call) {
    const { projectId, from, to } = call.query;
    requireProject(call.caller, projectId);
    const project = await call.deps.models.projects.findById(projectId).lean();
    if (!project) throw notFound('项目 project');
    if (to < from) throw validationFailed([{ field: 'to', message: '须不早于开始日期' }]);
    const rows = await rowsOf(call, project.zone);
    const cell = (text: string, column: number) =>
      `<td${UNBROKEN.has(column) ? ' class="whole"' : ''}>${Mustache.escape(text)}</td>`;
    const body = `<p class="small">${from} 至 ${to} 报修登记，共 ${rows.length} 件。</p>
<div class="dense"><table class="rows"><thead><tr>${HEADINGS.map((heading) => `<th>${heading}</th>`).join('')}</tr></thead>
<tbody>${rows.map((row) => `<tr>${row.map(cell).join('')}</tr>`).join('')}</tbody></table></div>`;
    const html = Mustache.render(pageAround('{{{body}}}', 'landscape'), {
      body,
      number: `${from}/${to}`,
      title: '住户报修记录表',
      projectName: project.name,
      companyName: project.companyName,
      issuedOn: '',
      sheets: [{ copyNo: 1, copyCount: 1, holder: '' }],
    });
    return { status: 200, body: html, type: 'html' };
  },
});

async function rowsOf({ deps, query }: Call<unknown, Period>, zone: string): Promise<string[][]> {
  const calendar = await deps.calendarOf(query.projectId);
  const records = await deps.models
    .recordsOf(repairContract)
    .find({
      projectId: query.projectId,
      'data.reportedAt': {
        $gte: instantOf(query.from, '00:00', calendar),
        $lt: instantOf(addDays(query.to, 1), '00:00', calendar),
      },
    })
    .sort({ 'data.entryNo': 1 })
    .limit(LONGEST)
    .lean();
  const units = await deps.models.units.find({ _id: { $in: records.map(({ data }) => data.unitId) } }).lean();
  const names = new Map(units.map((unit) => [unit._id, `${unit.building}栋${unit.floor}${unit.room}室`]));
  const rows = records.map(({ status, data: d }) => {
    const said = (at: number | undefined) =>
      at === undefined ? '' : `${dateInZone(at, zone)} ${timeInZone(at, zone)}`;
    return [
      d.entryNo,
      said(d.reportedAt),
      names.get(d.unitId) ?? d.unitId,
      d.name ?? '',
      d.phone ?? '',
      d.content,
      said(d.appointmentAt),
      said(d.passedOnAt),
      d.orderNo,
      d.entryRemark ?? repairContract.statuses[status as keyof typeof repairContract.statuses]?.zh ?? status,
    ];
  });
  return (await showPersonal(deps, rows)) as string[][];
}
