import type { Draft } from '../../kernel/draft';
import { look } from '../../kernel/look';
import { defineProcess } from '../../kernel/process';
import { CHANGED_MEANWHILE } from '../../kernel/refusal';
import { type UnitControl, unitControlContract, type Waiting } from './contract';
import { changeUnit, readUnit, SALES_STAFF, tellOfRivals, type UnitForSale } from '../../books/unit/row';
import { isFor, notOnSale, statusOf, type UnitFacts } from '../../books/unit/rules';

type Control = Draft<UnitControl>;

/** 销控: the waits at one unit. What the unit is stands on its row; every handler reads it anew and writes it back. */
export const unitControl = defineProcess(unitControlContract, {
  begin(control) {
    control.data = {
      ...control.data,
      unitId: control.key,
      waitlist: control.data.waitlist ?? [],
      held: control.data.held ?? [],
    };
    control.about = control.key;
    control.to('waiting');
    for (const step of ['hold', 'release-hold', 'join-waitlist', 'leave-waitlist', 'block', 'unblock'] as const)
      control.allow(step);
  },

  steps: {
    async hold(control, { leadId }) {
      const { data, actor, today } = control;
      if (data.hold) control.refuse('hold-taken', `${control.key} 已有人保留 it is held already`);
      const unit = await readUnit(control, control.key);
      refuseIfNotOnSale(control, unit);
      if (unit.offer || unit.offerDue)
        control.refuse(
          'unit-offered',
          `${unit.id} 正由候补第一位客户考虑 it is offered to the first of its waitlist`,
        );
      if (data.held.some((held) => held.leadId === leadId && held.on === today)) {
        control.refuse('hold-repeat', '这位客户今天已保留过该房号 this client has held the unit today already', {
          field: 'leadId',
        });
      }
      const slot = await takeSlot(control);
      const until = control.after('holdFor');
      data.hold = { leadId, staffId: actor.staffId, slot, heldAt: control.at };
      data.held = [...data.held.filter((held) => held.on === today), { leadId, on: today }];
      settle(control, unit, { hold: { leadId, staffId: actor.staffId, until } });
      const rivals = unit.rivals.filter((rival) => rival.consultantId !== actor.staffId);
      if (rivals.length === 0) return;
      tellOfRivals(control, unit, [actor.staffId], rivals.length, '已有客户核准认购');
      tellOfRivals(
        control,
        unit,
        rivals.map((rival) => rival.consultantId),
        1,
        '其他顾问已为客户保留',
      );
    },

    async 'release-hold'(control, { leadId }) {
      const { hold } = control.data;
      if (hold?.leadId !== leadId)
        return control.refuse('step-not-open', '该房号不是为这位客户保留的 this client does not hold the unit', {
          field: 'leadId',
        });
      refuseUnlessMine(control, hold.staffId);
      const unit = await readUnit(control, control.key);
      const slot = endHold(control);
      settle(control, unit, { hold: undefined });
      freeSlot(control, slot);
    },

    async 'join-waitlist'(control, { leadId }) {
      const unit = await readUnit(control, control.key);
      if (!['held', 'reserved', 'sold', 'offered'].includes(unit.status)) {
        control.refuse('step-not-open', `该房号现在不能登记候补 nobody waits for a unit that is ${unit.status}`, {
          status: unit.status,
        });
      }
      if (control.data.hold?.leadId === leadId)
        control.refuse('already-waiting', '这位客户正保留该房号，无须候补 this client holds the unit', {
          field: 'leadId',
        });
      if (control.data.waitlist.some((waiting) => waiting.leadId === leadId)) {
        control.refuse('already-waiting', '这位客户已在候补名单中 this client is on the waitlist already', {
          field: 'leadId',
        });
      }
      control.data.waitlist.push({ leadId, staffId: control.actor.staffId, joinedAt: control.at });
      settle(control, unit, {});
    },

    async 'leave-waitlist'(control, { leadId }) {
      const entry = control.data.waitlist.find((waiting) => waiting.leadId === leadId);
      if (!entry)
        return control.refuse('not-waiting', '这位客户不在候补名单中 this client is not on the waitlist', {
          field: 'leadId',
        });
      refuseUnlessMine(control, entry.staffId);
      const unit = await readUnit(control, control.key);
      const hadOffer = control.data.offer?.leadId === leadId;
      if (hadOffer) endOffer(control);
      leave(control, leadId);
      settle(control, unit, hadOffer ? { offer: undefined } : {});
    },

    async 'decline-offer'(control) {
      const unit = await readUnit(control, control.key);
      passOn(control);
      settle(control, unit, { offer: undefined });
    },

    /** Seizure, dispute: no sale. An offer is withdrawn, its client stays first. */
    async block(control, { reason }) {
      const unit = await readUnit(control, control.key);
      if (unit.saleKey || unit.soldBefore) control.refuse('already-sold', `${unit.id} 已售出 it is sold`);
      if (unit.blocked) control.refuse('unit-blocked', `${unit.id} 已暂停销售 it is blocked already`);
      endOffer(control);
      settle(control, unit, { blocked: { reason, by: control.actor.staffId, at: control.at }, offer: undefined });
      control.notify(
        'unit-control.blocked',
        { roles: SALES_STAFF },
        { unit: { unit: unit.id }, reason: { personal: reason } },
      );
    },

    async unblock(control, { reason }) {
      const unit = await readUnit(control, control.key);
      if (!unit.blocked)
        control.refuse('step-not-open', `${unit.id} 没有暂停销售 it is not blocked`, { status: unit.status });
      control.fact('reason', reason);
      settle(control, unit, { blocked: undefined });
      control.notify('unit-control.unblocked', { roles: SALES_STAFF }, { unit: { unit: unit.id } });
    },
  },

  deadlines: {
    async holdFor(control) {
      const unit = await readUnit(control, control.key);
      tellHolder(control, '保留期满');
      const slot = endHold(control);
      settle(control, unit, { hold: undefined });
      freeSlot(control, slot);
    },

    /** A sale that took the offer up goes on, no longer alone; else the next one's turn has come. */
    async offerFor(control) {
      const unit = await readUnit(control, control.key);
      const { offer } = control.data;
      if (offer && unit.offer && unit.rivals.length === 0) {
        const fields = { unit: { unit: unit.id }, offerUntil: control.say(unit.offer.until) };
        control.notify('unit-control.offer-lapsed', { staffIds: [offer.staffId] }, fields);
      }
      passOn(control);
      settle(control, unit, { offer: undefined });
    },
  },

  events: {
    /** A sale for the client who holds or was offered the unit has used hold or offer. */
    async 'unit-reserved'(control, sale) {
      const { hold, offer } = control.data;
      if (offer && isFor({ ...offer, until: 0 }, sale)) control.shut('decline-offer');
      if (!hold || !isFor({ ...hold, until: 0 }, sale)) return;
      const unit = await readUnit(control, control.key);
      const slot = endHold(control);
      settle(control, unit, { hold: undefined });
      freeSlot(control, slot);
    },

    async 'unit-sold'(control, sale) {
      const unit = await readUnit(control, control.key);
      const { hold, waitlist } = control.data;
      if (hold && !isFor({ ...hold, until: 0 }, sale)) tellHolder(control, '该房号已由其他客户办理定房');
      const slot = endHold(control);
      endOffer(control);
      for (const waiting of waitlist) if (isFor({ ...waiting, until: 0 }, sale)) leave(control, waiting.leadId);
      settle(control, unit, { hold: undefined, offer: undefined });
      freeSlot(control, slot);
    },

    async 'unit-released'(control) {
      const unit = await readUnit(control, control.key);
      // Who had the offer took it up and gave the unit back.
      if (control.data.offer && !unit.offer) passOn(control);
      settle(control, unit, {});
    },
  },
});

function refuseIfNotOnSale(control: Control, unit: UnitForSale): void {
  const no = notOnSale(unit, control.at);
  if (no) control.refuse(no[0], no[1]);
}

function refuseUnlessMine(control: Control, staffId: string): void {
  const mine = [control.actor.staffId, ...(control.actor.actingFor ?? [])];
  if (!mine.includes(staffId))
    control.refuse('forbidden', '这是其他顾问的客户，不能代办 it is the client of a colleague');
}

/** A free unit goes to the first of the waitlist, exclusively; then row and process are written as they now are. */
function settle(control: Control, unit: UnitForSale, change: Partial<UnitFacts>): void {
  const { data } = control;
  const rest: UnitFacts = { ...unit, ...change, offerDue: undefined, waitlist: data.waitlist.length };
  const [first] = data.waitlist;
  if (first && !data.offer && statusOf(rest) === 'available') rest.offer = offer(control, unit, first);
  if (differs(unit, rest)) changeUnit(control, unit, rest);
  if (!data.hold && !data.offer && data.waitlist.length === 0) control.finish('at-rest');
}

function differs(before: UnitFacts, now: UnitFacts): boolean {
  const seen = ({ hold, offer, offerDue, blocked, waitlist }: UnitFacts) =>
    JSON.stringify([hold, offer, offerDue, blocked, waitlist]);
  return seen(before) !== seen(now);
}

function offer(control: Control, unit: UnitForSale, { leadId, staffId }: Waiting): UnitFacts['offer'] {
  const until = control.after('offerFor');
  control.data.offer = { leadId, staffId, offeredAt: control.at };
  control.ask('decline-offer', { of: { staffIds: [staffId] }, by: until });
  control.notify(
    'unit-control.waitlist-offer',
    { staffIds: [staffId] },
    { unit: { unit: unit.id }, offerUntil: control.say(until) },
  );
  return { leadId, staffId, until };
}

function endOffer(control: Control): void {
  control.data.offer = undefined;
  control.drop('offerFor');
  control.shut('decline-offer');
}

/** The one to whom it was offered has had his turn. */
function passOn(control: Control): void {
  const { offer } = control.data;
  endOffer(control);
  if (offer) leave(control, offer.leadId);
}

function leave({ data }: Control, leadId: string): void {
  data.waitlist = data.waitlist.filter((waiting) => waiting.leadId !== leadId);
}

function tellHolder(control: Control, reason: string): void {
  const { hold } = control.data;
  if (hold)
    control.notify(
      'unit-control.hold-released',
      { staffIds: [hold.staffId] },
      { unit: { unit: control.key }, reason },
    );
}

function endHold(control: Control): string | undefined {
  const { hold } = control.data;
  control.data.hold = undefined;
  control.drop('holdFor');
  return hold?.slot;
}

const SLOTS = 'unit-hold';

/** One of the consultant's places for holds: as many as the quota, each one's owner is one unit. @throws `hold-quota` */
async function takeSlot(control: Control): Promise<string> {
  const { projectId, actor, policy } = control;
  const slots = Array.from({ length: policy.holdQuota }, (_, nth) => `${projectId}/${actor.staffId}/${nth + 1}`);
  const slot = (await look.freeClaims(SLOTS, slots))[0];
  if (!slot)
    return control.refuse(
      'hold-quota',
      `每位顾问同时最多保留 ${policy.holdQuota} 套 a consultant holds ${policy.holdQuota} units at a time`,
      { quota: policy.holdQuota },
    );
  control.claim(SLOTS, slot, {
    code: CHANGED_MEANWHILE,
    message: '保留名额刚被占用，请重试 the place was taken just now',
  });
  return slot;
}

function freeSlot(control: Control, slot: string | undefined): void {
  if (slot) control.release(SLOTS, slot);
}
