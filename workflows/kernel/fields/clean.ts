/** How a text that people type becomes the text that is stored. Pure; no schema. */

/** Line ends and the tab are the only control characters that a text may hold. */
const CONTROL = /(?![\n\t])\p{Cc}/u;
/** They turn the order of what is read around: a name, an account or a sum would be shown as another. */
const BIDI = /\p{Bidi_Control}/u;
const LONE_SURROGATE = /\p{Cs}/u;
/** Shown as nothing: zero-width, soft hyphen, fillers, the blank of Braille. */
const INVISIBLE = /[\p{Default_Ignorable_Code_Point}\p{White_Space}\u2800]+/gu;
const EDGES =
  /^[\p{Default_Ignorable_Code_Point}\p{White_Space}\u2800]+|[\p{Default_Ignorable_Code_Point}\p{White_Space}\u2800]+$/gu;
const DASHES = /[\p{Pd}\u2212]/gu;

/** A text without what surrounds it unseen, composed, with `\n` between its lines. One that shows nothing is empty. */
export function cleanText(text: string): string {
  return text.normalize('NFC').replace(/\r\n?/g, '\n').replace(EDGES, '');
}

/** Why a text may not be stored, Chinese first; nothing when it may. */
export function objectionToText(text: string): string | undefined {
  if (LONE_SURROGATE.test(text)) return '含有残缺字符，请重新输入 holds half a character';
  if (BIDI.test(text)) return '含有改变文字方向的隐藏字符，请重新输入 holds bidirectional control characters';
  if (CONTROL.test(text)) return '含有控制字符，请重新输入 holds control characters';
  return undefined;
}

/**
 * A number that a machine gave or a paper bears, in the one form in which it is compared: half-width, without blanks
 * or anything unseen, one kind of hyphen, capital letters.
 */
export function normalNumber(text: string): string {
  let form = text;
  // A capital may compose to something with another capital: until nothing changes any more.
  for (let before = ''; before !== form; ) {
    before = form;
    form = form.normalize('NFKC').replace(INVISIBLE, '').replace(DASHES, '-').toUpperCase();
  }
  return form;
}
