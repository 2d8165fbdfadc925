import type { AnyBulkWriteOperation } from 'mongodb';
import type { Models } from '../../models';
import type { DocumentRow } from '../../models/kernel';
import type { Change, DocumentRequest, NumberRequest, VoidedDocument } from '../../workflows/kernel/change';
import { documentKinds, renderDocument, seriesOf } from '../texts/documents';
import type { FieldValues } from '../texts/placeholders';
import { flawless } from './defect';
import type { Names } from './fields';

/** Documents are numbered per project and kind, like every number. @throws ApplicationFailure `defect` for an unknown kind */
export function numbersOfDocuments(change: Change): NumberRequest[] {
  return change.documents
    .filter(({ fillsIn }) => !fillsIn)
    .map(({ kind, token }) => ({
      token,
      series: `${change.projectId}/document/${kind}`,
      format: `${flawless(`document ${kind}`, () => seriesOf(kind))}{000000}`,
    }));
}

export type DocumentWrite = AnyBulkWriteOperation<DocumentRow>;

/**
 * The writes of a change's documents, names filled in: one written before is left alone, but a form filled in now.
 * Each is printed once to see that it can be.
 * @throws ApplicationFailure `defect` for an unknown kind, a wrong field, a body that throws
 */
export async function documentWrites(change: Change, names: Names): Promise<DocumentWrite[]> {
  const documents = change.documents.map(async (document): Promise<DocumentWrite> => {
    const fields = await names.fill(document.fields);
    flawless(`document ${document.kind}`, () => tryToPrint(change, document, fields));
    if (document.fillsIn) {
      const update = { $set: { fields, filledInAt: new Date(change.at) } };
      return { updateOne: { filter: { _id: document.id }, update } };
    }
    const $setOnInsert = rowOf(change, document, fields);
    return { updateOne: { filter: { _id: document.id }, update: { $setOnInsert }, upsert: true } };
  });
  return [...(await Promise.all(documents)), ...change.voids.map((voided) => voidOnce(change, voided))];
}

export async function writeDocuments(models: Models, writes: DocumentWrite[]): Promise<void> {
  if (writes.length > 0) await models.documents.collection.bulkWrite(writes as never, { ordered: false });
}

/** Only a form is filled in later; any other paper, once issued, is never rewritten. @throws ApplicationFailure `defect` */
export function checkFillIns({ documents }: Change): void {
  for (const { kind, fillsIn } of documents) {
    if (!fillsIn || documentKinds.get(kind)?.isForm) continue;
    flawless(`document ${kind}`, () => {
      throw new Error('it is no form that is issued blank: void it and issue it anew');
    });
  }
}

/** With the marks that the page has; what the house and the project are called is no part of the change. */
function tryToPrint(change: Change, { kind, token }: DocumentRequest, fields: FieldValues): void {
  renderDocument(kind, {
    number: token,
    projectName: change.projectId,
    companyName: change.projectId,
    issuedAt: change.at,
    zone: 'Asia/Shanghai',
    fields,
  });
}

/** A document becomes void once, and stays so for the reason that was given first. */
function voidOnce(change: Change, { id, reason, replacedBy }: VoidedDocument): DocumentWrite {
  const at = new Date(change.at);
  const marked = { at, by: change.actor.staffId, reason, ...(replacedBy ? { replacedBy } : {}) };
  return { updateOne: { filter: { _id: id, void: { $exists: false } }, update: { $set: { void: marked } } } };
}

function rowOf(change: Change, document: DocumentRequest, fields: FieldValues): DocumentRow {
  return {
    _id: document.id,
    kind: document.kind,
    number: document.token, // the token, filled in when the number is taken
    projectId: change.projectId,
    workflowId: change.workflowId,
    ...(document.saleKey ? { saleKey: document.saleKey } : {}),
    ...(document.clientId ? { clientId: document.clientId } : {}),
    ...(document.replaces ? { replaces: document.replaces } : {}),
    issuedAt: new Date(change.at),
    fields,
  };
}
