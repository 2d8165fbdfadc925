import { defaultPayloadConverter } from '@temporalio/common';
import { actionTitle } from '../../workflows/kernel/show';
import { dateInZone, dueTimeWithOffset, localTimeWithOffset, timeInZone } from '../../workflows/kernel/zone';
import { repairContract } from '../../workflows/service/repair/contract';
import { openProject } from '../harness/open-project';
import type { Project } from '../harness/project';
import { Repairs, UNIT } from '../service/repair.harness';

/** A process is readable in the Temporal UI by someone who does not read code. */
let world: Project;
beforeAll(async () => {
  world = await openProject();
});

test('current details say in both languages who is waited for, since, due and what follows, by the project’s clock', async () => {
  const repairs = new Repairs(world, await world.http());
  await repairs.deliver(UNIT);
  const leak = await repairs.leak();
  const handle = world.deps.client.workflow.getHandle(leak.body.workflowId);
  const { currentDetails } = world.toNames(
    await handle.query<{ currentDetails: string }>('__temporal_workflow_metadata'),
  );
  const acceptBy = Date.parse(leak.body.acceptBy);
  const shown = `${dateInZone(acceptBy, 'Asia/Shanghai')} ${timeInZone(acceptBy, 'Asia/Shanghai')} +08:00`;
  expect(currentDetails).toContain(`**报修 Repair** ${leak.body.orderNo}`);
  expect(currentDetails).toContain('状态 Status: **已派单 (dispatched)**, 自 since ');
  expect(currentDetails).toMatch(
    new RegExp(`- 接单 Accept \\[contractor\\]: contractor-2, 自 since .*, 期限 due ${escape(shown)}`),
  );
  expect(currentDetails).toContain(`- ${shown}: 告知维修部；紧急报修由我方接管 / the repair desk is told`);
  expect(currentDetails).toMatch(/也可办理 May also be done: .*更正 Correct/);
  expect(currentDetails).not.toMatch(/\d\dZ|钟女士|139-0000/);
});

test('timers and commits are named by what they are for', async () => {
  const repairs = new Repairs(world, await world.http());
  const leak = await repairs.leak({ separate: true });
  const handle = world.deps.client.workflow.getHandle(leak.body.workflowId);
  const { events } = await handle.fetchHistory();
  const [timer] = (events ?? []).filter((event) => event.timerStartedEventAttributes);
  const [activity] = (events ?? []).filter((event) => event.activityTaskScheduledEventAttributes);
  const named = [timer, activity].map((event) =>
    defaultPayloadConverter.fromPayload(event?.userMetadata?.summary ?? {}),
  );
  expect(named).toEqual(['提醒 remind: 接单 Accept', '受理 begin: 报修 Repair']);
  const titles = ['accept', 'deadline half', 'escalate triage', 'event told', 'adopt'].map((action) =>
    actionTitle(repairContract, action),
  );
  expect(titles).toEqual([
    '接单 Accept',
    '到期 due: 提醒责任单位将被接管，客服催办 the contractor is warned of takeover, customer service chases',
    '逾期上报 escalate: 核定类别和等级 Triage',
    '收到 heard: told',
    '改用新的政策或日历 adopt policy or calendar',
  ]);
});

test('a time is shown with the zone’s offset, west and by halves too', () => {
  const at = Date.parse('2026-03-10T08:10:00Z');
  expect(['Asia/Shanghai', 'America/St_Johns', 'UTC'].map((zone) => localTimeWithOffset(at, zone))).toEqual([
    '2026-03-10 16:10 +08:00',
    '2026-03-10 05:40 -02:30',
    '2026-03-10 08:10 +00:00',
  ]);
});

test('what is due at midnight is due at 24:00 of the day that it ends', () => {
  const at = Date.parse('2026-03-05T00:00:00+08:00');
  expect(dueTimeWithOffset(at, 'Asia/Shanghai')).toBe('2026-03-04 24:00 +08:00');
  expect(dueTimeWithOffset(at + 60_000, 'Asia/Shanghai')).toBe('2026-03-05 00:01 +08:00');
});

function escape(text: string): string {
  return text.replaceAll('+', '\\+');
}
