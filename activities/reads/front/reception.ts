import { visitClaimContract } from '../../../workflows/front/visit-claim/contract';
import type { Rota } from '../../../workflows/front/visit-claim/rules';
import type { Deps } from '../../deps';

/** What the sales floor looks up: the day's rota and the visitor book. */
export function receptionReads({ models }: Deps) {
  return {
    /** The rota of a day with who is off; a day without one goes on from the last, the first from the staff list. */
    async rotaOf(projectId: string, date: string, at: number): Promise<Rota> {
      const row = await models.dutyRotas
        .findOne({ projectId, date: { $lte: date } })
        .sort({ date: -1 })
        .lean();
      const staff = await models.staff
        .find({ projects: projectId, roles: 'consultant', active: true })
        .sort({ _id: 1 })
        .lean();
      const away = staff
        .filter((s) => s.absences.some(({ from, to }) => from.getTime() <= at && at < to.getTime()))
        .map((s) => s._id);
      const isToday = row?.date === date;
      return {
        rev: isToday ? row.rev : 0,
        order: row?.order ?? staff.filter((s) => !s.roles.includes('team-leader')).map((s) => s._id),
        off: [...(isToday ? row.off : []), ...away],
        turns: (isToday ? row.turns : []).map((turn) => ({
          visitId: turn.visitId,
          staffId: turn.staffId,
          startedAt: turn.startedAt.getTime(),
          endedAt: turn.endedAt?.getTime(),
        })),
      };
    },

    /** A visitor-book entry: who received the visitor, and when. */
    async visitorBookEntry(
      projectId: string,
      bookNo: string,
    ): Promise<{ staffId: string; receivedAt: number } | undefined> {
      const visit = await models.recordsOf(visitClaimContract).findOne({ projectId, 'data.bookNo': bookNo }).lean();
      const data = visit?.data;
      return data && { staffId: data.servedBy ?? data.receiverId, receivedAt: data.arrivedAt };
    },

    /** Whose client this already is, by the latest ended visit. */
    async ownerOfClient(projectId: string, clientId: string): Promise<string | undefined> {
      const visit = await models
        .recordsOf(visitClaimContract)
        .findOne({ projectId, open: false, 'data.clientId': clientId, 'data.ownerId': { $exists: true } })
        .sort({ startedAt: -1 })
        .lean();
      return visit?.data.ownerId;
    },

    /** Who received this client first, before an instant, by the visitor book. */
    async firstReceiverOf(projectId: string, clientId: string, before: number): Promise<string | undefined> {
      const visit = await models
        .recordsOf(visitClaimContract)
        .findOne({
          projectId,
          'data.clientId': clientId,
          'data.arrivedAt': { $lt: before },
          status: { $ne: 'cancelled' },
        })
        .sort({ startedAt: 1 })
        .lean();
      const data = visit?.data;
      return data && (data.servedBy ?? data.receiverId);
    },
  };
}
