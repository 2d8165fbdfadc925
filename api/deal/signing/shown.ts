import { z } from 'zod';
import type { ContractCopyRow } from '../../../models/deal';
import type {
  Check,
  ContractDraft,
  SettledMoney,
  SignDemand,
  Signing,
} from '../../../workflows/deal/signing/contract';
import { day, time, type Told } from '../../kernel/shown';
import { shownContractTerms, shownPlan, shownTerms } from '../../books/terms';

const texts = z.array(z.string());

const draft = z.object({
  version: z.int(),
  contractNo: z.string(),
  plan: shownPlan,
  terms: shownContractTerms,
  papers: texts,
  draftHash: z.string(),
  preparedBy: z.string(),
  preparedAt: time(),
} satisfies Told<ContractDraft>);

const check = z.object({
  ok: z.boolean(),
  by: z.string(),
  at: time(),
  note: z.string(),
  mortgagePapersOk: z.boolean().optional(),
} satisfies Told<Check>);

const settled = z.object({
  paymentIds: texts,
  priceDueFen: z.int(),
  paidFen: z.int(),
  fundDueFen: z.int(),
  fundPaidFen: z.int(),
  by: z.string(),
  at: time(),
} satisfies Told<SettledMoney>);

const demand = z.object({
  noticeId: z.string(),
  documentId: z.string(),
  number: z.string(),
  sentAt: time(),
  finalBy: time(),
  result: z.enum(['delivered', 'refused', 'returned']).optional(),
  resultOn: day().optional(),
} satisfies Told<SignDemand>);

const copy = z.object({
  no: z.int(),
  for: z.enum(['client', 'company', 'bank', 'office']),
  holder: z.string(),
  void: z.boolean().optional(),
  since: time().optional(),
} satisfies Told<Pick<ContractCopyRow, 'no' | 'for' | 'holder'>> & { void: z.ZodType } & { since: z.ZodType });

/** What a signing knows. */
export const shownSigning = z.object({
  terms: shownTerms,
  signingAt: time().optional(),
  place: z.string().optional(),
  materials: texts,
  reschedules: z.int(),
  draft: draft.optional(),
  draftVersion: z.int(),
  acceptedHash: z.string().optional(),
  explainedAt: time().optional(),
  present: texts,
  openTerms: z.array(z.object({ clause: z.string(), wanted: z.string() })),
  termDecision: z
    .object({ decision: z.enum(['granted', 'declined']), note: z.string(), at: time(), by: z.string() })
    .optional(),
  signerClientIds: texts,
  agentAuthorityFileId: z.string().optional(),
  signedWith: z.string().optional(),
  signedAt: time().optional(),
  copyNos: z.array(z.int()),
  lastCopyNo: z.int(),
  lawyerCheck: check.optional(),
  supervisorCheck: check.optional(),
  approvedBy: z.string().optional(),
  approvedAt: time().optional(),
  returnReason: z.string().optional(),
  settled: settled.optional(),
  stampedAt: time().optional(),
  stampedBy: z.string().optional(),
  demandFrom: time().optional(),
  demand: demand.optional(),
  fileIds: texts,
  closedBy: z.string().optional(),
  registerReceivedBy: z.string().optional(),
  outcome: z.string().optional(),
  /** 合同收发登记; not in a list. */
  copies: z.array(copy).optional(),
} satisfies Told<Signing['data']> & { copies: z.ZodType });
