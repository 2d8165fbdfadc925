import fs from 'node:fs';
import path from 'node:path';
import { parse, stringify } from 'yaml';
import { readSettings } from '../../activities/settings';

const FILE = path.resolve(__dirname, '../../temporal.yaml');

// biome-ignore lint/suspicious/noExplicitAny: the file, changed in one place
function errorOf(change: (file: any) => void): string {
  const file = parse(fs.readFileSync(FILE, 'utf8'));
  change(file);
  const changed = path.join(process.env.TEST_DATA as string, `temporal-${process.pid}.yaml`);
  fs.writeFileSync(changed, stringify(file));
  try {
    readSettings({}, changed);
    return 'no error';
  } catch (error) {
    return (error as Error).message;
  }
}

test('the file as it stands is right', () => {
  expect(errorOf(() => {})).toBe('no error');
  expect(readSettings({}, FILE).policyOf('visit-claim', 'linjiang').claimWindow).toBe('2 days');
});

// biome-ignore lint/suspicious/noExplicitAny: as above
test.each<[string, (file: any) => void, string]>([
  ['a setting that is missing', (f) => delete f.namespace.retention, 'temporal.yaml: namespace.retention: '],
  ['a setting that is not known', (f) => (f.worker.speed = 9), 'temporal.yaml: worker: Unrecognized key: "speed"'],
  ['a wrong kind', (f) => (f.worker.maxCachedWorkflows = 'many'), 'temporal.yaml: worker.maxCachedWorkflows: '],
  [
    'a policy value that is missing',
    (f) => delete f.policy['visit-claim'].tellTeam,
    'temporal.yaml: policy.visit-claim.tellTeam: is missing',
  ],
  [
    'a policy value that is not known',
    (f) => (f.policy['visit-claim'].tellTeem = '2 hours'),
    'temporal.yaml: policy.visit-claim.tellTeem: there is no such policy value',
  ],
  [
    'a process that is not known',
    (f) => (f.policy['visit-clam'] = {}),
    'temporal.yaml: policy.visit-clam: there is no such process',
  ],
  [
    'a period that is none',
    (f) => (f.policy['visit-claim'].claimWindow = '2 moons'),
    'temporal.yaml: policy.visit-claim.claimWindow: ',
  ],
  [
    'a time that is none',
    (f) => (f.policy['visit-claim'].noticeBy = '25:00'),
    "temporal.yaml: policy.visit-claim.noticeBy: must be a time of day like '18:00'",
  ],
  [
    'a choice that is none',
    (f) => (f.policy['visit-claim'].ownership = 'dice'),
    'temporal.yaml: policy.visit-claim.ownership: must be one of claim, book-only',
  ],
  [
    'a wrong value of one project',
    (f) => (f.projects = { linjiang: { 'visit-claim': { tellTeam: 2 } } }),
    'temporal.yaml: projects.linjiang.visit-claim.tellTeam: ',
  ],
])('%s is named by its key', (_, change, message) => {
  expect(errorOf(change)).toContain(message);
});

test('all that is wrong is said at once', () => {
  const message = errorOf((file) => {
    delete file.policy['visit-claim'].tellTeam;
    file.policy['visit-claim'].ownership = 'dice';
  });
  expect(message.split('\n')).toHaveLength(2);
});

test("a project's own values stand over those of all", () => {
  const changed = path.join(process.env.TEST_DATA as string, `temporal-${process.pid}.yaml`);
  const file = parse(fs.readFileSync(FILE, 'utf8'));
  fs.writeFileSync(
    changed,
    stringify({ ...file, projects: { linjiang: { 'visit-claim': { tellTeam: '3 hours' } } } }),
  );
  const { policyOf } = readSettings({}, changed);
  expect([policyOf('visit-claim', 'linjiang').tellTeam, policyOf('visit-claim', 'other').tellTeam]).toEqual([
    '3 hours',
    '2 hours',
  ]);
});
