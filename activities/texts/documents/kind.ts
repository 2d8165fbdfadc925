import type { DeclaredFields } from '../placeholders';

/**
 * A numbered form made from the data. The body is HTML with mustache placeholders, always escaped; the page
 * around it (number, company, project, date, marks) is the same for all.
 */
export interface DocumentKind extends DeclaredFields {
  kind: string;
  title: string;
  /** Of its number series; numbers are never reused. */
  prefix: string;
  /** A form that is issued with blanks and filled in later, under the same number. Any other paper is never rewritten. */
  isForm?: boolean;
  body: string;
  /** Who keeps each copy of a form made in several; one copy if absent. */
  copies?: readonly string[];
}
