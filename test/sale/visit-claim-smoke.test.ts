import { startProcess } from '../../activities/start-process';
import { visitClaimContract } from '../../workflows/sale/visit-claim.contract';
import { makeWorld, type World } from '../harness/world';

let world: World;
beforeAll(async () => {
  world = await makeWorld();
});
afterAll(() => world.stop());

test('a first visitor is served by the next on the rota and leaves', async () => {
  const { deps } = world;
  const answer = await startProcess(deps, visitClaimContract, {
    key: 'V-1',
    projectId: 'linjiang',
    input: { contactedBefore: 'no', clientId: 'client-001' },
    actor: { staffId: 'assistant-1', roles: ['assistant'] },
    startToken: 't1',
  });
  const record = await deps.models.records('visits').findById('V-1').lean();
  console.log(JSON.stringify(answer), JSON.stringify(record, null, 1));
  const handle = deps.client.workflow.getHandle('visit-claim:V-1');
  const t0 = Date.now();
  const left = await handle.executeUpdate('leave', { args: [{ actor: { staffId: (record?.data as any).servedBy, roles: ['consultant'] }, body: { packComplete: true, unitsShown: [], notes: 'x' } }] });
  console.log(left, Date.now() - t0, await handle.result());
  console.log(JSON.stringify(await deps.models.audit.find().lean(), null, 1));
});
