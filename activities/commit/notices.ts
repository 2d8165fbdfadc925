import type { Models } from '../../models';
import type { OutboxRow } from '../../models/kernel';
import type { Change, NoticeRequest } from '../../workflows/kernel/change';
import { noticeTemplates, renderTemplate } from '../texts/notices';
import type { Names } from './fields';

/** The part of a change that notices come from. */
export type Telling = Pick<Change, 'projectId' | 'workflowId' | 'saleKey' | 'at' | 'notices'>;

/** Put a change's notices in the outbox. */
export async function queueNotices(models: Models, change: Telling, names: Names): Promise<void> {
  await writeOutbox(models, await outboxRows(models, change, names));
}

/** What a change's notices are to the people they go to: one row per person, rendered. */
export async function outboxRows(models: Models, change: Telling, names: Names): Promise<OutboxRow[]> {
  return (await Promise.all(change.notices.map((notice) => rowsOf(models, change, notice, names)))).flat();
}

export async function writeOutbox(models: Models, rows: OutboxRow[]): Promise<void> {
  if (rows.length === 0) return;
  await models.outbox.collection.bulkWrite(
    rows.map((row) => ({
      updateOne: { filter: { _id: row._id }, update: { $setOnInsert: row }, upsert: true },
    })) as never,
    { ordered: false },
  );
}

async function rowsOf(models: Models, change: Telling, notice: NoticeRequest, names: Names): Promise<OutboxRow[]> {
  const template = noticeTemplates.get(notice.template);
  if (!template) throw new Error(`there is no notice template ${notice.template}`);
  const [fields, people] = await Promise.all([
    names.fill(notice.fields),
    peopleOf(models, change.projectId, notice, names),
    // The names of those who are known already are read together with the rest.
    ...(notice.to.staffIds ?? []).map((staff) => names.fill({ staff: { staff } })),
  ]);
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
  names: Names,
): Promise<{ clientId?: string; staffId?: string }[]> {
  if (to.clientId) return [{ clientId: to.clientId }];
  const present = async (who: object): Promise<string[]> => {
    const people = models.staff.find({ projects: projectId, active: true, ...who }, { _id: 1, name: 1 });
    const found = await people.sort({ _id: 1 }).lean();
    for (const { _id, name } of found) names.know('staff', _id, name);
    return found.map(({ _id }) => _id);
  };
  const named = to.staffIds ?? [];
  if (to.orElse) {
    const asked = [{ _id: { $in: named } }, ...to.orElse.map((roles) => ({ roles }))];
    const found = await Promise.all(asked.map(present));
    return (found.find((people) => people.length > 0) ?? []).map((staffId) => ({ staffId }));
  }
  const holders = to.roles?.length ? await present({ roles: { $in: to.roles } }) : [];
  return [...new Set([...named, ...holders])].map((staffId) => ({ staffId }));
}
