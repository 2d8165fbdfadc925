import Mustache from 'mustache';
import type { Field } from '../../../workflows/kernel/words';
import { checkPlaceholders, type FieldValues, type GivenFields, takeFields } from '../placeholders';
import { dealNotices } from '../deal';
import { frontNotices } from '../front';
import { taskNotices } from '../kernel/notices';
import { moneyNotices } from '../money';
import { serviceNotices } from '../service';
import type { NoticeTemplate } from './template';

export type { NoticeTemplate } from './template';

const all = [...taskNotices, ...frontNotices, ...dealNotices, ...moneyNotices, ...serviceNotices] as const;

type AnyNotice = (typeof all)[number];
/** Every notice's id, for compile-time checks where a process names one. */
export type NoticeId = AnyNotice['id'];
type GivenTo<Notice extends AnyNotice> = GivenFields<Notice, Field>;
/** Who holds a task is filled in at the commit, when nobody is named. */
type HolderOptional<Given> = { [Name in keyof Given as Exclude<Name, 'holder'>]: Given[Name] } & { holder?: Field };
type FieldsOfNotices = {
  [Notice in AnyNotice as Notice['id']]: 'holder' extends keyof GivenTo<Notice>
    ? HolderOptional<GivenTo<Notice>>
    : GivenTo<Notice>;
};
/** What a process gives a notice. References to people and homes are resolved at the commit. */
export type NoticeFields<Id extends NoticeId> = FieldsOfNotices[Id];

type AlwaysSaid<Known> = { [Name in keyof Known]-?: undefined extends Known[Name] ? never : Name }[keyof Known];
/** What a notice needs beside `Known`, which a process says in all its notices; any of that may be said otherwise. */
export type NoticeFieldsBeside<Known, Id extends NoticeId> = Omit<NoticeFields<Id>, AlwaysSaid<Known>> &
  Partial<NoticeFields<Id>>;

/** The notices by id. */
export const noticeTemplates: ReadonlyMap<string, NoticeTemplate> = new Map<string, NoticeTemplate>(
  all.map((notice) => [notice.id, notice]),
);

/**
 * Throws an Error naming template and field for a field used but not declared, declared but not used, or an id
 * given twice. To be called at start: a template with an unknown field fails there.
 */
export function checkTemplates(templates: readonly NoticeTemplate[] = all): void {
  const seen = new Set<string>();
  for (const template of templates) {
    if (seen.has(template.id)) throw new Error(`Two notice templates have the id ${template.id}`);
    seen.add(template.id);
    checkPlaceholders(template.id, template, [template.title, template.text]);
  }
}

/** A notice as plain text, made where it is sent from. */
export function renderNotice<Id extends NoticeId>(
  id: Id,
  fields: GivenFields<Extract<AnyNotice, { id: Id }>, string | number>,
): { title: string; text: string } {
  return renderTemplate(id, fields as FieldValues);
}

/**
 * A notice as plain text, from a change. Fields that the template does not declare are ignored, so a process may hand
 * over all its facts. Throws an Error for an unknown id and for a missing field.
 */
export function renderTemplate(id: string, fields: FieldValues): { title: string; text: string } {
  const template = noticeTemplates.get(id);
  if (!template) throw new Error(`There is no notice template ${id}`);
  const taken = takeFields(`Notice ${id}`, template, fields);
  return { title: plain(template.title, taken), text: plain(template.text, taken).trim() };
}

/**
 * One message from notices to the same person: several reminders of one day go as one. A client
 * is greeted and told who writes; staff get the bare text.
 */
export function composeMessage(
  notices: readonly { title: string; text: string }[],
  frame: { audience: 'client' | 'staff'; recipientName?: string; senderName?: string },
): { title: string; text: string } {
  const [first] = notices;
  if (!first) throw new Error('A message needs at least one notice');
  const single = notices.length === 1;
  const title = single ? first.title : `${first.title}等 ${notices.length} 项`;
  const body = notices
    .map((notice, i) => (single ? notice.text : `${i + 1}. ${notice.title}\n${notice.text}`))
    .join('\n\n');
  if (frame.audience === 'staff') return { title, text: body };
  const greeting = `尊敬的${frame.recipientName ?? '客户'}：`;
  return { title, text: [`${greeting}\n您好！`, body, frame.senderName].filter(Boolean).join('\n\n') };
}

/** A reason that somebody typed may end with a full stop of its own. */
function plain(text: string, fields: object): string {
  return Mustache.render(text, fields, {}, { escape: String }).replace(/。+([。，；])/g, '$1');
}
