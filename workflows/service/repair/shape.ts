import type { DefectClass } from '../../../models/resources/defect-classes';
import type { Shape } from '../../kernel/contract';
import type { Json } from '../../kernel/words';
import type { Clocks, Ladder, Severity } from './clocks.rules';
import type { MeterLine, Payer } from './money.rules';
import type { DutyRoster } from './night.rules';
import type { Party, Signature } from './sign-off.rules';
import type { MonthsByClass, Season, Warranty } from './warranty.rules';

export type Channel = 'phone' | 'written' | 'counter' | 'handover';
export type Ground = 'expired' | 'misuse' | 'third-party' | 'not-mine';
export type Decision = 'accept' | 'refuse';
export type Outcome =
  | 'repaired'
  | 'repaired-own-team'
  | 'owner-paid'
  | 'owner-repaired'
  | 'not-warranty'
  | 'no-access'
  | 'withdrawn'
  | 'cancelled';

/** What somebody may add to any step; the note is the id of a personal text. */
export interface Remark {
  note?: string;
  fileIds?: string[];
}

/** What makes a report complete [S1]; personal texts by id. */
export interface Items {
  content?: string;
  name?: string;
  address?: string;
  phone?: string;
  appointmentAt?: number;
}

export interface Report extends Items, Remark {
  unitId: string;
  clientId?: string;
  content: string;
  channel: Channel;
  reportedAt: number;
  defectClass?: DefectClass;
  severity?: Severity;
  /** Another defect of the same class: no duplicate. */
  separate?: boolean;
}

/** 维修计量, before and after its approval. */
export interface Metering {
  lines: MeterLine[];
  payTo: string;
  chargeTo: Payer;
  amountFen: number;
  by: string;
  approvedBy?: string;
}

/** The owner had it mended and asks for the cost [law]. */
export interface OwnClaim {
  by: string;
  costFen: number;
  invoices: string[];
  claimedAt: number;
  acceptFen?: number;
  reason?: string;
  decidedBy?: string;
  paidAt?: number;
}

export interface RepairData extends Omit<Report, keyof Remark>, Partial<Clocks> {
  /** 报修单 number, and its document. */
  orderNo: string;
  orderId: string;
  /** Number in the 住户报修记录表. */
  entryNo: string;
  /** What the record says of its end: 「…已完成维修」 [S1]. */
  entryRemark?: string;
  recordedBy: string;
  isTriaged: boolean;
  severity: Severity;
  warranty?: Warranty;
  contractorId?: string;
  /** Staff ids of those who act for the contractor. */
  contractorPeople: string[];
  /** Who mends it now. */
  doer?: 'contractor' | 'own-team';
  round: number;
  passedOnAt?: number;
  dispatchedAt?: number;
  plannedAt?: number;
  firstVisitAt?: number;
  extendedBy?: string;
  extendReason?: string;
  takenOverAt?: number;
  takeoverNoticeId?: string;
  workerId?: string;
  ownFinishBy?: number;
  /** 维修任务单 of whoever goes there now. */
  taskId?: string;
  taskNo?: string;
  dispute?: { ground: Ground; by: string; disputedAt: number };
  findings: {
    finding: Repair['steps']['verify']['finding'];
    reason: string;
    by: string;
    foundAt: number;
    quoteFen?: number;
    expert?: string;
  }[];
  quoteFen?: number;
  /** The owner objected: the next finding is final. */
  isFinalReview?: boolean;
  hasOwnerPaid: boolean;
  /** Taken over, and found not to be its to mend: the developer pays. */
  isContractorReleased?: boolean;
  paymentId?: string;
  visits: { result: string; by: string; visitedAt: number; newAppointmentAt?: number }[];
  /** Visits in a row that met nobody. */
  noAccessVisits: number;
  /** The clocks stand still: what was left of each, milliseconds. */
  stopped?: { stoppedAt: number; left: { name: string; leftMs: number }[] };
  /** From when they run on. */
  runsFromAt?: number;
  entry?: { by: string; enteredAt: number; witnesses: string[]; ownerConsent?: boolean; attempts?: number };
  finishedAt?: number;
  photos?: string[];
  /** Who did the work: they do not sign for it. */
  workers: string[];
  signatures: Signature[];
  refusals: { party: Party; by: string; reason: string; refusedAt: number }[];
  /** Of this dispatch. */
  refusalsThisRound: number;
  isOwnerSilent?: boolean;
  completedAt?: number;
  metering?: Metering;
  isMetered: boolean;
  ledgerLines: string[];
  chases: { text: string; by: string; chasedAt: number }[];
  ownClaim?: OwnClaim;
  corrections: { by: string; reason: string; correctedAt: number; fields: string[] }[];
  reopenReason?: string;
  cancelReason?: string;
  /** What the owner paid for work that is cancelled. */
  refundFen?: number;
  refundedAt?: number;
  outcome?: Outcome;
  /** Instant of the closing; it may be reopened for a while after it. */
  concludedAt?: number;
  remarks: (Remark & { step: string; by: string; remarkedAt: number })[];
}

export interface Changes extends Items {
  defectClass?: DefectClass;
  severity?: Severity;
  reportedAt?: number;
  unitId?: string;
}

export interface Repair extends Shape {
  input: Report;
  data: RepairData;
  steps: {
    complete: Remark & { items: Items };
    triage: Remark & { defectClass: DefectClass; severity: Severity; contractorId?: string };
    accept: Remark & { plannedAt: number };
    extend: Remark & { finishBy: number; reason: string };
    dispute: Remark & { ground: Ground };
    verify: Remark & {
      finding: 'warranty' | 'other-contractor' | 'owner-liable';
      reason: string;
      quoteFen?: number;
      contractorId?: string;
      expert?: string;
    };
    'owner-choice': Remark & { choice: 'pay' | 'withdraw' | 'object' };
    'record-payment': Remark & { paymentId: string };
    visit: Remark & { result: 'worked' | 'no-access' | 'parts-needed'; newAppointmentAt?: number };
    'assign-own': Remark & { workerId: string; finishBy: number };
    finish: Remark & { finishedAt: number; photos: string[] };
    'sign-off': Remark & { party: Party; decision: Decision; reason?: string };
    'return-order': Remark & { completedAt: number };
    meter: Remark & { lines: MeterLine[]; payTo: string; chargeTo: Payer };
    'approve-meter': Remark & { decision: Decision; reason?: string };
    chase: Remark & { text: string };
    'claim-own-repair': Remark & { costFen: number; invoices: string[] };
    'decide-claim': Remark & { acceptFen: number; reason: string };
    'pay-claim': Remark & { reference?: string };
    reopen: Remark & { reason: string };
    correct: Remark & { changes: Changes; reason: string };
    cancel: Remark & { reason: string };
    'authorise-entry': Remark & { witnesses: string[]; ownerConsent?: boolean; attempts?: number };
  };
  events: Record<never, object>;
  policy: {
    passOn: string;
    triage: string;
    ladder: Ladder & Json;
    warnAtPercent: number;
    ownUrgent: string;
    rework: string;
    signOff: string;
    ownerReminders: string[];
    ownerSilent: string;
    noAccess: string;
    noAccessVisits: number;
    ownerChoice: string;
    task: string;
    taskLadder: string;
    signOffs: Party[];
    stall: string;
    reopen: string;
    handlingFeePercent: number;
    warrantyMonths: MonthsByClass & Json;
    heatingSeason: Season;
    coolingSeason: Season;
    nightFrom: string;
    nightTo: string;
    dutyRoster: DutyRoster & Json;
  };
  status:
    | 'recorded'
    | 'dispatched'
    | 'accepted'
    | 'own-team'
    | 'owner-liable'
    | 'finished'
    | 'rework'
    | 'signed'
    | 'metered'
    | 'closed';
  deadline:
    | 'accept'
    | 'onSite'
    | 'half'
    | 'finish'
    | 'rework'
    | 'ownerReminder'
    | 'ownerSilent'
    | 'noAccess'
    | 'ownerChoice'
    | 'reopen';
}
