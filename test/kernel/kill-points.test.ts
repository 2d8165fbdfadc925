import { type Insist, killAtEveryCommit, killAtEveryWrite } from '../harness/kill-points';

const LEAVING = {
  packComplete: true,
  unitsShown: ['linjiang-1-1201'],
  noNextVisitReason: '下周电话联系',
  notes: '看中三房',
};

/** A visitor who forgot the consultant's name: received, claim notice, both leaders tell, one consultant claims. */
async function forgottenVisitor(insist: Insist): Promise<void> {
  const visit = await insist('assistant-1', '/v1/visits', {
    projectId: 'linjiang',
    contactedBefore: 'forgotten',
    clientName: '访客',
  });
  const step = (who: string, name: string, body?: object) =>
    insist(who, `/v1/visits/${visit.body.id}/${name}`, body);
  const answers = [
    visit,
    await step(visit.body.servedBy, 'leave', LEAVING),
    await step('assistant-1', 'notify-leaders'),
    await step('leader-a', 'tell-team'),
    await step('leader-b', 'tell-team'),
    await step('consultant-b2', 'claim', { leadEntryNo: '3' }),
  ];
  expect(answers.map(({ status, body }) => ({ status, code: body.code }))).toEqual(
    [201, 200, 200, 200, 200, 200].map((status) => ({ status })),
  );
}

/** KILL_POINTS=writes kills at every single write as well: 26 workers instead of 7 (cut-off.test.ts proves those too). */
const killAtEach = process.env.KILL_POINTS === 'writes' ? killAtEveryWrite : killAtEveryCommit;

test('a worker killed before or after any commit: the next one finishes, nothing is lost or doubled', async () => {
  const { undisturbed, killed } = await killAtEach(forgottenVisitor);
  expect(undisturbed.rows).toMatchObject({
    visits: [expect.stringContaining('"claim-open"')],
    numbers: [expect.stringContaining('claim-notice'), expect.stringContaining('visitor-book')],
  });
  expect(killed.length).toBeGreaterThanOrEqual(7);
  for (const { name, killedBy, rows, auditProblems } of killed) {
    const wanted = { name, killedBy: 'SIGKILL', auditProblems: [], rows: undisturbed.rows };
    expect({ name, killedBy, auditProblems, rows }).toEqual(wanted);
  }
}, 400_000);
