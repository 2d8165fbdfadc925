import { z } from 'zod';
import { cleanText, objectionToText } from './clean';
import './messages';
import { asField, type Kind } from './kind';

/** Free text is stored whole; more than this is no remark any more, but a file. */
const LONGEST = 2000;

/** A text in its normal form that shows something. */
function cleanString(max: number) {
  return z
    .string()
    .overwrite(cleanText)
    .min(1)
    .max(max)
    .superRefine((text, issues) => {
      const objection = objectionToText(text);
      if (objection) issues.addIssue({ code: 'custom', message: objection });
    });
}

/** A short text that holds no personal data: a name of a thing, a place, a code. */
export function text(title: string, { max = 100, description }: { max?: number; description?: string } = {}) {
  return asField(cleanString(max), 'text', title, description ? { description } : {});
}

/** A value on its way from the parsed body to where personal data is stored. */
export class Personal {
  constructor(readonly value: string) {}
}

/**
 * Personal data never enters a workflow's history: what is so marked is stored under an id, and the process carries
 * the id.
 */
export function underId<Schema extends z.ZodType<string, string>>(schema: Schema) {
  return schema.meta({ 'x-personal': true }).transform((value): string => new Personal(value) as unknown as string);
}

/** Names, and free texts that may hold them: stored under an id. */
export function personal(title: string, { max = LONGEST }: { max?: number } = {}) {
  return underId(asField(cleanString(max), 'personal', title));
}

/** Where somebody lives or is served: stored under an id. */
export function address(title: string) {
  return underId(asField(cleanString(200), 'address', title));
}

/** The id of something that has a row: trimmed, otherwise as it is. */
function id(kind: Kind) {
  return (title: string, { description }: { description?: string } = {}) =>
    asField(cleanString(100), kind, title, description ? { description } : {});
}

export const project = id('project');
export const staff = id('staff');
export const client = id('client');
export const unit = id('unit');
/** The key of a sale, by which all its phases are known. */
export const sale = id('sale');
export const bank = id('bank');
export const contractor = id('contractor');
export const file = id('file');
/** A document that the system has made. */
export const document = id('document');
export const payment = id('payment');
