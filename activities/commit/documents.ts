import type { AnyBulkWriteOperation } from 'mongodb';
import type { Models } from '../../models';
import type { DocumentRow } from '../../models/kernel';
import type { Change, DocumentRequest, NumberRequest } from '../../workflows/kernel/change';
import { seriesOf } from '../texts/documents';
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

type DocumentWrite = AnyBulkWriteOperation<DocumentRow>;

/** The writes of a change's documents, names filled in: one written before is left alone, but a form filled in now. */
export function documentWrites(change: Change, names: Names): Promise<DocumentWrite[]> {
  return Promise.all(
    change.documents.map(async (document): Promise<DocumentWrite> => {
      if (document.fillsIn) {
        const fields = await names.fill(document.fields);
        return { updateOne: { filter: { _id: document.id }, update: { $set: { fields } } } };
      }
      const row = await rowOf(change, document, names);
      return { updateOne: { filter: { _id: row._id }, update: { $setOnInsert: row }, upsert: true } };
    }),
  );
}

export async function writeDocuments(models: Models, writes: DocumentWrite[]): Promise<void> {
  if (writes.length > 0) await models.documents.collection.bulkWrite(writes as never, { ordered: false });
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
    issuedAt: new Date(change.at),
    fields: await names.fill(document.fields),
  };
}
