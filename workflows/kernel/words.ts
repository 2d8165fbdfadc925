/** The words every process shares. Types and constants only. */

export type Json = string | number | boolean | null | Json[] | { [key: string]: Json | undefined };

/** A text in the two languages of the house: Chinese for people, English for code and operations. */
export interface Bilingual {
  zh: string;
  en: string;
}

export const ROLES = {
  consultant: '置业顾问',
  'team-leader': '组长',
  assistant: '销售助理',
  supervisor: '销售主管',
  'sales-manager': '营销经理',
  controller: '销控',
  'customer-service': '客服',
  'service-supervisor': '客服主管',
  'contract-clerk': '签约员',
  finance: '财务',
  lawyer: '律师',
  engineering: '工程部',
  'repair-desk': '维修部',
  contractor: '施工责任单位',
  'site-supervisor': '监理',
  'project-department': '项目部',
  'property-office': '物业客服',
  'property-manager': '管理处经理',
  archivist: '档案管理员',
  agent: '经纪人',
  executive: '上级领导',
  auditor: '审计',
  admin: '系统管理员',
} as const;
export type Role = keyof typeof ROLES;

/** Who acts. `actingFor` lists the absent people this person stands in for right now. */
export interface Actor {
  staffId: string;
  roles: Role[];
  actingFor?: string[];
}

/** The process itself, when a deadline or an event moves it. */
export const SYSTEM: Actor = { staffId: 'system', roles: [] };

/** Whom a step waits for: named people, else everyone holding one of the roles in the project. */
export interface Who {
  staffIds?: string[];
  roles?: Role[];
}

/** To whom a notice goes. Roles are resolved to the project's people when it is committed. */
export interface Addressee {
  clientId?: string;
  staffIds?: string[];
  roles?: Role[];
  /** Those named who still work in the project; is there nobody, everyone of the first role here that somebody holds. */
  orElse?: Role[];
  /** People who are not told, though they are named or hold the role; nor as somebody's stand-in. */
  except?: string[];
}

/**
 * A value in a notice or document. References are resolved outside the workflow, so that no personal data
 * enters a history: `{ client: id }` the client's name, `{ clientIdNumber: id }`, `{ staff: id }`, `{ unit: id }` …
 */
export type Field =
  | string
  | number
  | { client: string }
  | { addressOf: string }
  | { clientIdNumber: string }
  | { clientPhone: string }
  | { staff: string }
  | { unit: string }
  | { project: string }
  | { contractor: string }
  | { bank: string }
  | { personal: string };
export type Fields = Record<string, Field | readonly Field[] | readonly Record<string, Field>[] | undefined>;
