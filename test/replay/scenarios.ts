import { SaleDriver } from '../harness/sale-driver';
import type { World } from '../harness/world';

/** What is played to be recorded; each leaves the histories of all its processes. */
export const scenarios: Record<string, (world: World) => Promise<void>> = {
  /** Claimed, decided at the window's end, disputed and decided. */
  async disputed(world) {
    const visit = await visitor(world, { contactedBefore: 'forgotten' });
    await visit.leave();
    await visit.step('assistant-1', 'notify-leaders');
    await visit.step('leader-a', 'tell-team');
    await visit.step('consultant-b2', 'claim', { leadEntryNo: '3' });
    await world.fastForward('49 hours');
    await visit.step('consultant-a1', 'dispute', { reason: '客户由我接待' });
    await visit.step('supervisor-1', 'decide-dispute', { ownerId: 'consultant-b2', reason: '以登记在先者为准' });
  },

  /** A silent consultant is stood in for; the owner is reminded of the briefing. */
  async briefed(world) {
    const visit = await visitor(world, {
      contactedBefore: 'named',
      namedStaffId: 'consultant-a2',
      employer: '江城制药',
    });
    await world.fastForward('6 minutes');
    await visit.leave();
    await world.fastForward('3 hours');
    await visit.step((await visit.read()).servedBy, 'brief-owner', { notes: '喜欢高层' });
    await visit.step('consultant-a2', 'acknowledge');
  },

  /** A refusal, a quote, and a visit taken back. */
  async cancelled(world) {
    const visit = await visitor(world, { contactedBefore: 'no' });
    const { servedBy } = await visit.read();
    await visit.step(servedBy, 'quote', { unitId: 'linjiang-1-1201', method: 'mortgage' });
    await visit.step(servedBy, 'quote', { unitId: 'linjiang-9-9999', method: 'lump' }, 409);
    await visit.step('supervisor-1', 'cancel', { reason: '登记有误' });
  },

  /** From the unit check to the deposit and the copies handed out. */
  async subscribed(world) {
    await new SaleDriver(world, await world.http(), 'linjiang-1-1201').upTo('end');
  },

  /** The form is filled and checked, and no deposit comes: it lapses. */
  async lapsed(world) {
    await new SaleDriver(world, await world.http(), 'linjiang-1-1202').upTo('take-deposit');
    await world.fastForward('25 hours');
  },
};

async function visitor(world: World, arrival: object) {
  const http = await world.http();
  const body = { projectId: 'linjiang', clientName: '访客', ...arrival };
  const arrived = await http.as('assistant-1').post('/v1/visits', body);
  const path = `/v1/visits/${arrived.body.id}`;
  const read = async () => (await http.as('assistant-1').get(path)).body;
  async function step(who: string, name: string, more: object = {}, status = 200): Promise<void> {
    const reply = await http.as(who).post(`${path}/${name}`, more);
    if (reply.status !== status) throw new Error(`${name}: ${reply.status} ${JSON.stringify(reply.body)}`);
  }
  const leaving = {
    packComplete: true,
    unitsShown: ['linjiang-1-1201'],
    noNextVisitReason: '再联系',
    notes: '看中三房',
  };
  return { read, step, leave: async () => step((await read()).servedBy, 'leave', leaving) };
}
