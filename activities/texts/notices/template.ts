import type { DeclaredFields } from '../placeholders';

/**
 * A message in the house's words. Fields arrive as text ready to read: names resolved, instants in the project's
 * zone (2026年3月10日 16:10), amounts in fen.
 */
export interface NoticeTemplate extends DeclaredFields {
  /** `<process>.<name>` */
  id: string;
  /** Reminders to one client on one day go as one message; demands and notices go alone. */
  kind: 'reminder' | 'demand' | 'notice';
  audience: 'client' | 'staff';
  title: string;
  text: string;
}
