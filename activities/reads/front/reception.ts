import type { PriceRow } from '../../../models/resources/price-list';
import type { Rota } from '../../../workflows/front/visit-claim/rules';
import type { Deps } from '../../deps';

/** What the sales floor looks up: the day's rota, the visitor book, prices in force. */
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
      const visit = await models.records('visits').findOne({ projectId, 'data.bookNo': bookNo }).lean();
      const data = visit?.data as { servedBy?: string; receiverId: string; arrivedAt: number } | undefined;
      return data && { staffId: data.servedBy ?? data.receiverId, receivedAt: data.arrivedAt };
    },

    /** Whose client this already is, by the latest ended visit. */
    async ownerOfClient(projectId: string, clientId: string): Promise<string | undefined> {
      const visit = await models
        .records('visits')
        .findOne({ projectId, open: false, 'data.clientId': clientId, 'data.ownerId': { $exists: true } })
        .sort({ startedAt: -1 })
        .lean();
      return (visit?.data as { ownerId?: string } | undefined)?.ownerId;
    },

    /** Who received this client first, before an instant, by the visitor book. */
    async firstReceiverOf(projectId: string, clientId: string, before: number): Promise<string | undefined> {
      const visit = await models
        .records('visits')
        .findOne({
          projectId,
          'data.clientId': clientId,
          'data.arrivedAt': { $lt: before },
          status: { $ne: 'cancelled' },
        })
        .sort({ startedAt: 1 })
        .lean();
      const data = visit?.data as { servedBy?: string; receiverId: string } | undefined;
      return data && (data.servedBy ?? data.receiverId);
    },

    /** A unit's row in the price list in force at an instant, with the list's number. */
    async priceInForce(
      projectId: string,
      unitId: string,
      at: number,
    ): Promise<(PriceRow & { no: number }) | undefined> {
      const list = await models.priceLists
        .findOne(
          { projectId, status: 'confirmed', effectiveFrom: { $lte: new Date(at) } },
          { no: 1, rows: { $elemMatch: { unitId } } },
        )
        .sort({ effectiveFrom: -1, no: -1 })
        .lean();
      const row = list?.rows?.[0];
      return list && row ? { ...row, no: list.no } : undefined;
    },
  };
}
