import type { Models } from '../../models';
import type { OutboxRow } from '../../models/kernel';
import type { Change, NoticeRequest } from '../../workflows/kernel/change';
import { noticeTemplates, renderTemplate } from '../texts/notices';
import { flawless } from './defect';
import type { Names } from './fields';

/** The part of a change that notices come from. */
export type Telling = Pick<Change, 'projectId' | 'workflowId' | 'saleKey' | 'at' | 'notices'>;

/**
 * A change's notices, one row per person, rendered.
 * @throws ApplicationFailure `defect` for an unknown template, a missing field, a text that throws
 */
export async function noticesOf(models: Models, change: Telling, names: Names): Promise<OutboxRow[]> {
  return (await Promise.all(change.notices.map((notice) => rowsOf(models, change, notice, names)))).flat();
}

/** Put notices in the outbox; one that is there already is left alone. */
export async function queueNotices(models: Models, rows: OutboxRow[]): Promise<void> {
  if (rows.length === 0) return;
  await models.outbox.collection.bulkWrite(
    rows.map((row) => ({
      updateOne: { filter: { _id: row._id }, update: { $setOnInsert: row }, upsert: true },
    })) as never,
    { ordered: false },
  );
}

async function rowsOf(models: Models, change: Telling, notice: NoticeRequest, names: Names): Promise<OutboxRow[]> {
  const kind = flawless(`notice ${notice.template}`, () => kindOf(notice.template));
  const [fields, people] = await Promise.all([
    names.fill(notice.fields),
    peopleOf(models, change.projectId, notice, names),
    // The names of those who are known already are read together with the rest.
    ...(notice.to.staffIds ?? []).map((staff) => names.fill({ staff: { staff } })),
  ]);
  return Promise.all(
    people.map(async (to) => {
      const holder = fields.holder ?? (to.staffId ? await names.fill({ holder: { staff: to.staffId } }) : {});
      const all = { ...(typeof holder === 'object' ? holder : {}), ...fields } as never;
      const { title, text } = flawless(`notice ${notice.template}`, () => renderTemplate(notice.template, all));
      return {
        _id: `${notice.id}#${to.clientId ?? to.staffId}`,
        projectId: change.projectId,
        workflowId: change.workflowId,
        saleKey: change.saleKey,
        template: notice.template,
        kind,
        ...to,
        ...(notice.to.except ? { except: notice.to.except } : {}),
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

function kindOf(template: string): OutboxRow['kind'] {
  const found = noticeTemplates.get(template);
  if (!found) throw new Error('there is no such template');
  return found.kind;
}

async function peopleOf(
  models: Models,
  projectId: string,
  { to }: NoticeRequest,
  names: Names,
): Promise<{ clientId?: string; staffId?: string }[]> {
  if (to.clientId) return [{ clientId: to.clientId }];
  const except = to.except ?? [];
  const present = async (who: object): Promise<string[]> => {
    const people = models.staff.find({ projects: projectId, active: true, ...who }, { _id: 1, name: 1 });
    const found = await people.sort({ _id: 1 }).lean();
    for (const { _id, name } of found) names.know('staff', _id, name);
    return found.map(({ _id }) => _id).filter((id) => !except.includes(id));
  };
  const named = to.staffIds ?? [];
  if (to.orElse) {
    const asked = [{ _id: { $in: named } }, ...to.orElse.map((roles) => ({ roles }))];
    const found = await Promise.all(asked.map(present));
    return (found.find((people) => people.length > 0) ?? []).map((staffId) => ({ staffId }));
  }
  const holders = to.roles?.length ? await present({ roles: { $in: to.roles } }) : [];
  const told = [...new Set([...named, ...holders])].filter((id) => !except.includes(id));
  return told.map((staffId) => ({ staffId }));
}
