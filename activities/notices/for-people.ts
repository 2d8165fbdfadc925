import type { Models } from '../../models';
import type { OutboxRow } from '../../models/kernel';
import { deadlineAfter } from '../../workflows/kernel/period';
import type { CalendarData } from '../../workflows/kernel/calendar';
import type { Bilingual, Role } from '../../workflows/kernel/words';

/** Why a notice is left to a person. */
export type Reason = 'phone' | 'failed' | 'unsure';

/** By when a person has seen to it. */
export interface CallTime {
  now: number;
  within: string;
  calendar: CalendarData;
}

/**
 * Open one task for each notice that a machine cannot or may not send, before the notice itself is moved. Again for
 * the same notice it is the same task, open again.
 */
export async function askPeople(
  models: Models,
  rows: readonly OutboxRow[],
  why: Reason,
  time: CallTime,
): Promise<void> {
  if (rows.length === 0) return;
  const { at, calendarKnown } = deadlineAfter(time.now, time.within, time.calendar);
  await models.connection.collection<{ _id: string }>('tasks').bulkWrite(
    rows.map((row) => ({
      updateOne: {
        filter: { _id: taskId(row, why) },
        update: {
          $setOnInsert: {
            workflowId: row.workflowId,
            process: 'delivery',
            key: row._id,
            projectId: row.projectId,
            ...(row.saleKey ? { saleKey: row.saleKey } : {}),
            ...wordsFor(row, why),
            about: row.clientId ?? row.staffId,
            staffIds: null,
            escalatedTo: [],
            rev: 1,
          },
          $set: { state: 'open', since: new Date(time.now), due: new Date(at), calendarKnown },
          $unset: { closedBy: '', closedAt: '' },
        },
        upsert: true,
      },
    })),
    { ordered: false },
  );
}

/** Close what was asked about a notice, when a person has answered. */
export async function closeTasks(models: Models, id: string, by: string, at: number): Promise<void> {
  const asked = { _id: { $in: [`call#${id}`, `unsure#${id}`, `failed#${id}`] }, state: 'open' };
  const done = { state: 'done', closedBy: by, closedAt: new Date(at) };
  await models.connection.collection<{ _id: string; state: string }>('tasks').updateMany(asked, { $set: done });
}

/** `call#<notice id>`, `unsure#<notice id>`, or for staff `failed#<notice id>`. */
function taskId(row: OutboxRow, why: Reason): string {
  if (why === 'unsure') return `unsure#${row._id}`;
  return row.staffId ? `failed#${row._id}` : `call#${row._id}`;
}

function wordsFor({ staffId, title }: OutboxRow, why: Reason): { step: string; title: Bilingual; roles: Role[] } {
  const roles: Role[] = [staffId ? 'admin' : 'customer-service'];
  if (why === 'unsure') {
    const words = { zh: `请核实通知是否已发出：${title}`, en: `Was this notice sent? ${title}` };
    return { step: 'confirm-sent', title: words, roles };
  }
  if (staffId)
    return {
      step: 'tell-staff',
      title: { zh: `通知未送达：${title}`, en: `Notice not delivered: ${title}` },
      roles,
    };
  const words =
    why === 'phone'
      ? { zh: `请致电客户：${title}`, en: `Call the client: ${title}` }
      : { zh: `通知未送达，请致电客户：${title}`, en: `Notice not delivered, call the client: ${title}` };
  return { step: 'call-client', title: words, roles };
}
