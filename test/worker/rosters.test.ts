import { checkRosters } from '../../worker/rosters';
import { makeWorld, type World } from '../harness/world';

let world: World;
afterEach(() => world?.stop());

const withRoster = (roster: string) =>
  makeWorld({
    workers: false,
    settings: (yaml) => yaml.replace('dutyRoster: {}', `dutyRoster: ${roster}`),
  });

test('a duty roster that names somebody who is nobody stops the start, naming the keys', async () => {
  world = await withRoster('{ mon: [repair-1, repair-9], sun: [reapir-2] }');
  const failure = await checkRosters(world.deps).catch((error: Error) => error.message);
  expect(String(failure).split('\n')).toEqual([
    expect.stringMatching(/repair\.dutyRoster\.mon\.1: linjiang .*repair-9/),
    expect.stringMatching(/repair\.dutyRoster\.sun\.0: linjiang .*reapir-2/),
  ]);
});

test('who is known is fine; somebody who has left since does not stop the start', async () => {
  world = await withRoster('{ mon: [repair-1], tue: [repair-2] }');
  await world.deps.models.staff.updateOne({ _id: 'repair-2' }, { $set: { active: false } });
  await expect(checkRosters(world.deps)).resolves.toBeUndefined();
});
