import type { Models } from '../../models';
import type { Change, DocumentRequest, NumberRequest, VoidedDocument } from '../../workflows/kernel/change';
import { seriesOf } from '../documents';
import type { Names } from './fields';

/** Documents are numbered per project and kind, like every number. */
export function numbersOfDocuments(change: Change): NumberRequest[] {
  return change.documents
    .filter(({ fillsIn }) => !fillsIn)
    .map(({ kind, token }) => ({
      token,
      series: `${change.projectId}/document/${kind}`,
      format: `${seriesOf(kind)}{000000}`,
    }));
}

/** Write the documents of a change, names filled in; one written before is left alone, but a form filled in now. */
export async function writeDocuments(models: Models, change: Change, names: Names): Promise<void> {
  if (change.documents.length + change.voids.length === 0) return;
  const writes = change.documents.map(async (document) => {
    if (document.fillsIn)
      return {
        updateOne: {
          filter: { _id: document.id },
          update: { $set: { fields: await names.fill(document.fields), filledInAt: new Date(change.at) } },
        },
      };
    const row = await rowOf(change, document, names);
    return { updateOne: { filter: { _id: row._id }, update: { $setOnInsert: row }, upsert: true } };
  });
  const voids = change.voids.map((voided) => voidOnce(change, voided));
  await models.documents.collection.bulkWrite([...(await Promise.all(writes)), ...voids] as never, {
    ordered: false,
  });
}

/** A document becomes void once, and stays so for the reason that was given first. */
function voidOnce(change: Change, { id, reason, replacedBy }: VoidedDocument) {
  const at = new Date(change.at);
  const marked = { at, by: change.actor.staffId, reason, ...(replacedBy ? { replacedBy } : {}) };
  return { updateOne: { filter: { _id: id, void: { $exists: false } }, update: { $set: { void: marked } } } };
}

async function rowOf(change: Change, document: DocumentRequest, names: Names) {
  return {
    _id: document.id,
    kind: document.kind,
    number: document.token, // the token, filled in by now
    projectId: change.projectId,
    workflowId: change.workflowId,
    ...(document.saleKey ? { saleKey: document.saleKey } : {}),
    ...(document.clientId ? { clientId: document.clientId } : {}),
    ...(document.replaces ? { replaces: document.replaces } : {}),
    issuedAt: new Date(change.at),
    fields: await names.fill(document.fields),
  };
}
