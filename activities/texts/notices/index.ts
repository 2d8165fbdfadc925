import Mustache from 'mustache';
import { checkPlaceholders, type FieldValues, takeFields } from '../placeholders';
import { collectionNotices } from '../money/collection/notices';
import { mortgageNotices } from '../deal/mortgage/notices';
import type { NoticeTemplate } from './template';
import { paymentNotices } from '../money/payment/notices';
import { repairNotices } from '../service/repair/notices';
import { saleNotices } from '../deal/sale/notices';
import { signingNotices } from '../deal/signing/notices';
import { subscriptionNotices } from '../front/subscription/notices';
import { taskNotices } from '../kernel/notices';
import { unitControlNotices } from '../front/unit-control/notices';
import { visitClaimNotices } from '../front/visit-claim/notices';

export type { NoticeTemplate } from './template';

const all = [
  ...taskNotices,
  ...visitClaimNotices,
  ...unitControlNotices,
  ...saleNotices,
  ...subscriptionNotices,
  ...signingNotices,
  ...mortgageNotices,
  ...paymentNotices,
  ...collectionNotices,
  ...repairNotices,
] as const;

type AnyNotice = (typeof all)[number];
/** Every notice's id, for compile-time checks where a process names one. */
export type NoticeId = AnyNotice['id'];
/** The names of the fields that must be given to a notice. */
export type NoticeField<Id extends NoticeId> = Extract<AnyNotice, { id: Id }>['fields'][number];

/** The notices by id. */
export const noticeTemplates: ReadonlyMap<string, NoticeTemplate> = new Map(
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

/**
 * The notice as plain text. Fields that the template does not declare are ignored, so a process may hand over all
 * its facts. Throws an Error for an unknown id and for a missing field.
 */
export function renderNotice(id: string, fields: FieldValues): { title: string; text: string } {
  const template = noticeTemplates.get(id);
  if (!template) throw new Error(`There is no notice template ${id}`);
  const taken = takeFields(`Notice ${id}`, template, fields);
  return { title: plain(template.title, taken), text: plain(template.text, taken).trim() };
}

/**
 * One message from notices to the same person: several reminders of one day go as one (frame: notice). A client
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
