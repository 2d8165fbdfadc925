import type { Models } from '../../models';
import type { OutboxRow } from '../../models/kernel';
import type { Change, NoticeRequest } from '../../workflows/kernel/change';
import { noticeTemplates, renderTemplate } from '../texts/notices';
import type { Names } from './fields';

/** The part of a change that notices come from. */
export type Telling = Pick<Change, 'projectId' | 'workflowId' | 'saleKey' | 'at' | 'notices'>;

/** Put a change's notices in the outbox, one row per person, rendered. Answers how many there are. */
export async function queueNotices(models: Models, change: Telling, names: Names): Promise<number> {
  const rows = (await Promise.all(change.notices.map((notice) => rowsOf(models, change, notice, names)))).flat();
  if (rows.length === 0) return 0;
  await models.outbox.collection.bulkWrite(
    rows.map((row) => ({
      updateOne: { filter: { _id: row._id }, update: { $setOnInsert: row }, upsert: true },
    })) as never,
    { ordered: false },
  );
  return rows.length;
}

async function rowsOf(models: Models, change: Telling, notice: NoticeRequest, names: Names): Promise<OutboxRow[]> {
  const template = noticeTemplates.get(notice.template);
  if (!template) throw new Error(`there is no notice template ${notice.template}`);
  const fields = await names.fill(notice.fields);
  const people = await peopleOf(models, change.projectId, notice);
  return Promise.all(
    people.map(async (to) => {
      const holder = fields.holder ?? (to.staffId ? await names.fill({ holder: { staff: to.staffId } }) : {});
      const { title, text } = renderTemplate(notice.template, {
        ...(typeof holder === 'object' ? holder : {}),
        ...fields,
      } as never);
      return {
        _id: `${notice.id}#${to.clientId ?? to.staffId}`,
        projectId: change.projectId,
        workflowId: change.workflowId,
        saleKey: change.saleKey,
        template: notice.template,
        kind: template.kind,
        ...to,
        title,
        text,
        documentId: notice.documentId,
        state: 'queued',
        queuedAt: new Date(change.at),
        notBefore: new Date(notice.notBefore ?? change.at),
        attempts: 0,
      } satisfies OutboxRow;
    }),
  );
}

async function peopleOf(
  models: Models,
  projectId: string,
  { to }: NoticeRequest,
): Promise<{ clientId?: string; staffId?: string }[]> {
  if (to.clientId) return [{ clientId: to.clientId }];
  const present = async (who: object): Promise<string[]> => {
    const people = models.staff.find({ projects: projectId, active: true, ...who }, { _id: 1 });
    return (await people.sort({ _id: 1 }).lean()).map(({ _id }) => _id);
  };
  const named = to.staffIds ?? [];
  if (to.orElse) {
    const asked = [{ _id: { $in: named } }, ...to.orElse.map((roles) => ({ roles }))];
    for (const who of asked) {
      const people = await present(who);
      if (people.length > 0) return people.map((staffId) => ({ staffId }));
    }
    return [];
  }
  const holders = to.roles?.length ? await present({ roles: { $in: to.roles } }) : [];
  return [...new Set([...named, ...holders])].map((staffId) => ({ staffId }));
}
