import { toldBy } from '../harness/history-text';
import type { Http } from '../harness/http';
import { openProject } from '../harness/open-project';
import type { Project } from '../harness/project';
import { inDays, SERVICE_ADDRESS } from '../money/money';

/** No process's history holds names, numbers, addresses, or texts that may hold them, in clear. */
let world: Project;
let http: Http;
beforeAll(async () => {
  world = await openProject();
  http = await world.http();
});

const REASON = '应李小红要求 138-0000-0001';
const SOURCE = '老业主李小红介绍';

async function ok(asked: ReturnType<ReturnType<Http['as']>['post']>) {
  const reply = await asked;
  if (reply.status >= 300) throw new Error(`${reply.status} ${JSON.stringify(reply.body)}`);
  return reply.body;
}

test('the address for service of a deal made on paper: letters name it, no history does', async () => {
  const at = await world.deps.businessNow(world.projectId);
  const ago = (days: number) => new Date(at - days * 86_400_000).toISOString();
  const sale = await ok(
    http.as('admin-1').post('/v1/sales/take-over', {
      projectId: 'linjiang',
      unitId: 'linjiang-2-1101',
      buyers: ['client-001'],
      consultantId: 'consultant-a1',
      priceFen: 120_000_000,
      depositFen: 2_000_000,
      plan: {
        kind: 'instalment',
        rows: [{ dueBy: await inDays(world, -20), amountFen: 120_000_000 }],
      },
      signBy: await inDays(world, -80),
      phase: 'collection',
      contract: {
        no: 'ZZ-1',
        signedAt: ago(80),
        stampedAt: ago(79),
        terms: { latePaymentPpm: 100, serviceAddress: SERVICE_ADDRESS, addressClause: true },
      },
      payments: [
        { account: 'house', method: 'cash', amountFen: 2_000_000, receivedAt: ago(85), receiptNo: '收-1' },
      ],
      reason: REASON,
    }),
  );
  expect(sale.contractTerms.serviceAddress).toBe(SERVICE_ADDRESS);
  await ok(http.as('finance-1').post(`/v1/sales/${sale.id}/confirm-ledger`, { owedFen: 118_000_000 }));
  const file = await ok(http.as('service-1').post('/v1/collection-cases', { saleKey: sale.id, reason: REASON }));
  const step = (who: string, name: string, body: object) =>
    ok(http.as(who).post(`/v1/collection-cases/${file.id}/${name}`, body));
  const letter = { claimFen: 118_000_000, clause: '第七条', payWithin: '7 calendar-days', addressId: 'contract' };
  const { letters } = await step('lawyer-1', 'draft-letter', { ...letter, reason: REASON });
  const document = await world.deps.models.documents.findById(letters[0].documentId).lean();
  expect(document?.fields).toMatchObject({ serviceAddress: SERVICE_ADDRESS });

  for (const workflowId of [sale.workflowId, file.workflowId]) {
    const told = await toldBy(world, workflowId);
    expect(told).toContain(sale.id);
    for (const secret of [SERVICE_ADDRESS, REASON])
      expect([secret, told.includes(secret)]).toEqual([secret, false]);
  }
});

test('who sent a visitor, and why a process moves to another policy: answers tell it, no history does', async () => {
  const arrival = { projectId: 'linjiang', contactedBefore: 'no', clientName: '访客', source: SOURCE };
  const visit = await ok(http.as('assistant-1').post('/v1/visits', arrival));
  expect(visit.source).toBe(SOURCE);
  await ok(http.as('admin-1').post(`/v1/processes/${visit.workflowId}/adopt-policy`, { reason: REASON }));
  const { body } = await http.as('auditor-1').get(`/v1/audit?chain=${visit.workflowId}`);
  expect(JSON.stringify(body)).toContain(REASON);
  const told = await toldBy(world, visit.workflowId);
  expect(told).toContain('"adopt"');
  for (const secret of [SOURCE, REASON]) expect([secret, told.includes(secret)]).toEqual([secret, false]);
});
