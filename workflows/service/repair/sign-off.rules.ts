import type { Json, Role } from '../../kernel/words';

/** The four who sign the repair order 签认维修单 [S1 §5]. The owner signs through customer service. */
export const PARTIES = ['repair-desk', 'owner', 'site-supervisor', 'project-department'] as const;
export type Party = (typeof PARTIES)[number];

export const PARTY_ROLES: Readonly<Record<Party, Role>> = {
  'repair-desk': 'repair-desk',
  owner: 'customer-service',
  'site-supervisor': 'site-supervisor',
  'project-department': 'project-department',
};

export const PARTY_NAMES: Readonly<Record<Party, string>> = {
  'repair-desk': '维修部',
  owner: '业主',
  'site-supervisor': '监理',
  'project-department': '项目部',
};

export interface Signature {
  party: Party;
  by: string;
  signedAt: number;
  /** Nobody answered the reminders: reported apart. */
  isOwnerSilent?: boolean;
}

/** Nobody signs for two parties, or for their own work. */
export function maySign(staffId: string, signatures: readonly Signature[], workers: readonly string[]): boolean {
  return !workers.includes(staffId) && !signatures.some(({ by }) => by === staffId);
}

/** Those who have not signed yet. */
export function unsigned(parties: readonly Party[], signatures: readonly Signature[]): Party[] {
  return parties.filter((party) => !signatures.some((signature) => signature.party === party));
}

/** What is wrong with `signOffs` in `temporal.yaml`: 监理 may go once its contract has ended, nobody else. */
export function signOffsProblem(value: Json): string | undefined {
  const parties = Array.isArray(value) ? value : [];
  const isKnown = parties.every((party) => PARTIES.includes(party as Party));
  const hasOthers = PARTIES.filter((party) => party !== 'site-supervisor').every((party) =>
    parties.includes(party),
  );
  return isKnown && hasOthers ? undefined : `must list ${PARTIES.join(', ')}; site-supervisor may be left out`;
}
