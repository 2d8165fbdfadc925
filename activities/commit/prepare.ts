import type { Models } from '../../models';
import type { OutboxRow } from '../../models/kernel';
import { contractNamed } from '../../workflows/contracts';
import type { Change } from '../../workflows/kernel/change';
import { ruleNamed } from './by-rule';
import { checkFillIns, type DocumentWrite, documentWrites } from './documents';
import { flawless } from './defect';
import type { Names } from './fields';
import { noticesOf } from './notices';

/** What a change will write that our own code may get wrong: made whole before anything is written. */
export interface Prepared {
  documents: DocumentWrite[];
  notices: OutboxRow[];
}

/** Written by the commit itself, from the parts of a change that are meant for them. */
const THE_COMMITS_OWN = ['audit', 'claims', 'documents', 'numbers', 'outbox', 'personal', 'tasks'];

/**
 * Check and render everything in a change that a mistake in our own code can spoil: a template's field, a kind of
 * document, a collection, a process that is begun, a body that throws.
 * @throws ApplicationFailure `defect`, before the first write
 */
export async function prepare(models: Models, change: Change, names: Names): Promise<Prepared> {
  for (const { process } of change.starts) flawless('a process to begin', () => contractNamed(process));
  for (const guard of change.guards) if (guard.kind === 'rule') ruleNamed(guard.rule);
  for (const collection of collectionsOf(change)) flawless('a row', () => refuseOwn(collection));
  checkFillIns(change);
  const [documents, notices] = await Promise.all([documentWrites(change, names), noticesOf(models, change, names)]);
  return { documents, notices };
}

function collectionsOf({ rows, guards }: Change): string[] {
  const guarded = guards.flatMap((guard) => ('collection' in guard ? [guard.collection] : []));
  return [...rows.map(({ collection }) => collection), ...guarded];
}

function refuseOwn(collection: string): void {
  if (typeof collection !== 'string' || collection === '') throw new Error('it names no collection');
  if (THE_COMMITS_OWN.includes(collection)) throw new Error(`${collection} is written by the commit alone`);
}
