import { documentKinds } from '../../../activities/texts/documents';
import type { DocumentKind } from '../../../activities/texts/documents/kind';
import { noticeTemplates } from '../../../activities/texts/notices';
import type { NoticeTemplate } from '../../../activities/texts/notices/template';

const throwing = () => {
  throw new TypeError('there is no such thing');
};

const notices = noticeTemplates as Map<string, NoticeTemplate>;
const documents = documentKinds as Map<string, DocumentKind>;

/** Plants a notice whose text throws and a document whose body throws, behind the types. Answers how to mend both. */
export function plant(): () => void {
  const notice = { ...(notices.get('tasks.due') as NoticeTemplate), fields: [], title: '试', text: '试' };
  const paper = documents.get('receipt') as DocumentKind;
  notices.set('trial.throws', Object.defineProperty({ ...notice }, 'text', { get: throwing }));
  documents.set('trial-throws', Object.defineProperty({ ...paper }, 'body', { get: throwing }));
  return () => {
    notices.set('trial.throws', notice);
    documents.set('trial-throws', { ...paper, kind: 'trial-throws' });
  };
}

/** Takes away what was planted: other test files of this Jest process look at every template. */
export function unplant(): void {
  notices.delete('trial.throws');
  documents.delete('trial-throws');
}
