import { defineProcess } from '../../../workflows/kernel/process';
import { visitClaimContract } from '../../../workflows/front/visit-claim/contract';
import { type WaitingRoom, waitingRoomContract } from './contract';

export const waitingRoom = defineProcess<WaitingRoom>(waitingRoomContract, {
  begin(room, { closesAt, refuse }) {
    if (refuse) room.refuse('hold-quota', 'nobody comes in');
    room.data = { notes: [], calls: [] };
    room.to('open');
    room.allow('note');
    room.allow('send');
    room.ask('enter', { of: { roles: ['assistant'] }, by: closesAt, remindAt: [] });
    room.allow('leave');
    room.until('closing', closesAt);
  },
  steps: {
    note(room, { text }) {
      room.data.notes.push(text);
    },
    enter(room) {
      room.data.isEntered = true;
    },
    /** Begins a process whose beginning is refused. */
    send(room, { receiverId, key }) {
      room.begin(visitClaimContract, key, { contactedBefore: 'no', clientId: 'client-001', receiverId });
    },
    leave(room) {
      room.finish('left');
    },
  },
  deadlines: {
    closing(room) {
      room.data.closedAt = room.at;
      room.shut('enter');
      room.to('closed');
    },
  },
  events: {
    called(room, { by }) {
      if (!room.data.isEntered) return 'early';
      room.data.calls.push(by);
    },
    insulted: (room) => room.refuse('no-claim', 'the rules do not foresee it'),
  },
});
