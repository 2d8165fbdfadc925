import { z } from 'zod';
import { defectClasses } from '../../../models/resources/defect-classes';
import { SEVERITIES } from '../../../workflows/service/repair/clocks.rules';
import type { Metering, OwnClaim, RepairData } from '../../../workflows/service/repair/shape';
import { PARTIES, type Signature } from '../../../workflows/service/repair/sign-off.rules';
import type { Warranty } from '../../../workflows/service/repair/warranty.rules';
import { day, time, type Told } from '../../kernel/shown';

const text = z.string().optional();
const texts = z.array(z.string());

const warranty = z.object({
  isCovered: z.boolean(),
  untilOn: day().optional(),
  isContractorBound: z.boolean(),
  contractorUntilOn: day().optional(),
  calendarKnown: z.boolean(),
} satisfies Told<Warranty>);

const finding = z.object({
  finding: z.enum(['warranty', 'other-contractor', 'owner-liable']),
  reason: z.string(),
  by: z.string(),
  foundAt: time(),
  quoteFen: z.int().optional(),
  expert: text,
} satisfies Told<RepairData['findings'][number]>);

const signature = z.object({
  party: z.enum(PARTIES),
  by: z.string(),
  signedAt: time(),
  isOwnerSilent: z.boolean().optional(),
} satisfies Told<Signature>);

const metering = z.object({
  lines: z.array(z.object({ item: z.string(), qty: z.int(), priceFen: z.int() })),
  payTo: z.string(),
  chargeTo: z.enum(['contractor', 'developer', 'owner']),
  amountFen: z.int(),
  by: z.string(),
  approvedBy: text,
} satisfies Told<Metering>);

const ownClaim = z.object({
  by: z.string(),
  costFen: z.int(),
  invoices: texts,
  claimedAt: time(),
  acceptFen: z.int().optional(),
  reason: text,
  decidedBy: text,
  paidAt: time().optional(),
} satisfies Told<OwnClaim>);

const entry = z.object({
  by: z.string(),
  enteredAt: time(),
  witnesses: texts,
  ownerConsent: z.boolean().optional(),
  attempts: z.int().optional(),
} satisfies Told<NonNullable<RepairData['entry']>>);

/** What a repair knows; what is between the house and the owner is not shown to contractors. */
export const shownRepair = z.object({
  unitId: z.string(),
  clientId: text,
  content: z.string(),
  name: text,
  address: text,
  phone: text,
  appointmentAt: time().optional(),
  channel: z.enum(['phone', 'written', 'counter', 'handover']),
  reportedAt: time(),
  defectClass: z.enum(defectClasses).optional(),
  severity: z.enum(SEVERITIES),
  separate: z.boolean().optional(),
  countedFromAt: time().optional(),
  acceptBy: time().optional(),
  onSiteBy: time().optional(),
  finishBy: time().optional(),
  orderNo: z.string(),
  orderId: z.string(),
  entryNo: z.string(),
  entryRemark: text,
  recordedBy: z.string(),
  isTriaged: z.boolean(),
  warranty: warranty.optional(),
  contractorId: text,
  contractorPeople: texts,
  doer: z.enum(['contractor', 'own-team']).optional(),
  round: z.int(),
  passedOnAt: time().optional(),
  dispatchedAt: time().optional(),
  plannedAt: time().optional(),
  firstVisitAt: time().optional(),
  extendedBy: text,
  extendReason: text,
  takenOverAt: time().optional(),
  takeoverNoticeId: text,
  workerId: text,
  ownFinishBy: time().optional(),
  taskId: text,
  taskNo: text,
  dispute: z
    .object({
      ground: z.enum(['expired', 'misuse', 'third-party', 'not-mine']),
      by: z.string(),
      disputedAt: time(),
    })
    .optional(),
  findings: z.array(finding).optional(),
  quoteFen: z.int().optional(),
  isFinalReview: z.boolean().optional(),
  hasOwnerPaid: z.boolean(),
  isContractorReleased: z.boolean().optional(),
  paymentId: text,
  visits: z.array(
    z.object({
      result: z.string(),
      by: z.string(),
      visitedAt: time(),
      newAppointmentAt: time().optional(),
    }),
  ),
  noAccessVisits: z.int(),
  stopped: z
    .object({ stoppedAt: time(), left: z.array(z.object({ name: z.string(), leftMs: z.int() })) })
    .optional(),
  runsFromAt: time().optional(),
  entry: entry.optional(),
  finishedAt: time().optional(),
  photos: texts.optional(),
  workers: texts,
  signatures: z.array(signature),
  refusals: z.array(z.object({ party: z.enum(PARTIES), by: z.string(), reason: z.string(), refusedAt: time() })),
  refusalsThisRound: z.int(),
  isOwnerSilent: z.boolean().optional(),
  completedAt: time().optional(),
  metering: metering.optional(),
  isMetered: z.boolean(),
  ledgerLines: texts,
  chases: z.array(z.object({ text: z.string(), by: z.string(), chasedAt: time() })),
  ownClaim: ownClaim.optional(),
  corrections: z.array(z.object({ by: z.string(), reason: z.string(), correctedAt: time(), fields: texts })),
  reopenReason: text,
  cancelReason: text,
  refundFen: z.int().optional(),
  refundedAt: time().optional(),
  outcome: z
    .enum([
      'repaired',
      'repaired-own-team',
      'owner-paid',
      'owner-repaired',
      'not-warranty',
      'no-access',
      'withdrawn',
      'cancelled',
    ])
    .optional(),
  concludedAt: time().optional(),
  remarks: z
    .array(
      z.object({
        note: text,
        fileIds: texts.optional(),
        step: z.string(),
        by: z.string(),
        remarkedAt: time(),
      }),
    )
    .optional(),
} satisfies Told<Omit<RepairData, 'findings' | 'remarks'> & Partial<Pick<RepairData, 'findings' | 'remarks'>>>);
