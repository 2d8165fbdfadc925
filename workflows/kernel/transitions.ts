import { ApplicationFailure, sleep } from '@temporalio/workflow';
import type { CarriedState, Change, ProcessRecord, ProcessStart } from './change';
import type { Clock } from './clock';
import { commit } from './commit';
import { type Contract, type Shape, workflowIdOf } from './contract';
import { Draft } from './draft';
import { isStall, meetMistake } from './mistakes';
import { CHANGED_MEANWHILE } from './refusal';
import { actionTitle, showDetails, showInTemporal } from './show';
import { type Actor, SYSTEM } from './words';

/** Enough for 50 at once, each round letting one through (visitors of one second). */
const ATTEMPTS_AT_A_CHANGED_ROW = 60;
/** Two who meet try again at once; in a crowd each waits a random time, longer from try to try. */
const CROWD_WAIT_MS = { first: 20, most: 2_000 };

/** Writes on a draft; answers `early` when nothing is to be written yet. */
type Decide<S extends Shape> = (draft: Draft<S>) => Promise<unknown> | unknown;

/** Where a process stands, and how it moves: draft, commit, adopt. Only to be moved under the process's lock. */
export class Transitions<S extends Shape> {
  state: CarriedState;

  constructor(
    private readonly contract: Contract<S>,
    /** What the process was started with; its policy and calendar may be exchanged by an adoption. */
    public start: ProcessStart,
    private readonly clock: Clock,
  ) {
    this.state = start.carried ?? { rev: 0, record: emptyRecord(contract, start), answered: [], waiting: [] };
  }

  get record(): ProcessRecord {
    return this.state.record;
  }

  /** Draft, commit, adopt. Answers whether anything was written. @throws ApplicationFailure the refusal */
  async make(at: number, actor: Actor, action: string, decide: Decide<S>): Promise<boolean> {
    for (let attempt = 1; ; attempt += 1) {
      const draft = new Draft(this.contract, this.start, this.record, this.state.rev, at, actor, action);
      const change = await this.decided(draft, decide);
      if (change === 'early') return false;
      try {
        const { numbers } = await commit(change, actionTitle(this.contract, action));
        this.adopt(fillIn(change.record, numbers));
        return true;
      } catch (error) {
        const mayReadAgain = error instanceof ApplicationFailure && error.type === CHANGED_MEANWHILE;
        if (!mayReadAgain || attempt === ATTEMPTS_AT_A_CHANGED_ROW) throw error;
        if (attempt > 1)
          await sleep(crowdWait(attempt), {
            summary: '数据刚被改动，稍后重读 a row changed meanwhile: read it again',
          });
      }
    }
  }

  /** @throws the refusal; `defect`; whatever else a handler throws fails the workflow task */
  private async decided(draft: Draft<S>, decide: Decide<S>): Promise<Change | 'early'> {
    try {
      if ((await decide(draft)) === 'early') return 'early';
      return { ...draft.toChange(), offsetMs: this.clock.offsetMs };
    } catch (error) {
      const { workflowId, key, projectId, at, rev, action } = draft;
      throw meetMistake(error, { process: this.contract.name, workflowId, key, projectId, at, rev, action });
    }
  }

  /**
   * A transition nobody asked for may not be lost to a refusal: it is surfaced and the process goes on. What stalls is
   * not refused: it is thrown, and tried again later.
   * @param mark what is noted in either case: the deadline has passed, the event has been seen
   */
  async makeUnasked(
    at: number,
    action: string,
    mark: (draft: Draft<S>) => void,
    decide: Decide<S>,
  ): Promise<boolean> {
    try {
      return await this.make(at, SYSTEM, action, (draft) => {
        mark(draft);
        return decide(draft);
      });
    } catch (error) {
      if (!(error instanceof ApplicationFailure) || isStall(error)) throw error;
      const reason = `${error.type}: ${error.message}`;
      return this.make(at, SYSTEM, action, (draft) => {
        mark(draft);
        draft.fact('refused', reason);
        const process = this.contract.title.zh;
        draft.notify('tasks.refused-by-rule', { roles: ['admin'] }, { process, action, reason });
      });
    }
  }

  private adopt(record: ProcessRecord): void {
    this.state.rev += 1;
    this.state.record = record;
    // What ended as it began is not looked for by its attributes, only opened.
    const show = record.open || this.state.rev > 1 ? showInTemporal : showDetails;
    show(this.contract, record, this.start.calendar.zone);
  }
}

export function emptyRecord<S extends Shape>(contract: Contract<S>, start: ProcessStart): ProcessRecord {
  return {
    workflowId: workflowIdOf(contract, start.key),
    process: contract.name,
    projectId: start.projectId,
    saleKey: start.saleKey,
    status: Object.keys(contract.statuses)[0] ?? '',
    statusSince: start.at,
    open: true,
    startedAt: start.at,
    startedBy: start.actor.staffId,
    openSteps: [],
    deadlines: [],
    seen: [],
    data: {},
  };
}

function crowdWait(attempt: number): number {
  // Temporal seeds Math.random in a workflow: the same on replay
  // oxlint-disable-next-line temporal/workflow-no-workflow-prng-for-persisted-ids -- a wait, not an id
  return Math.ceil(Math.random() * Math.min(CROWD_WAIT_MS.first * 2 ** attempt, CROWD_WAIT_MS.most));
}

/** Put the numbers given by the commit where their tokens stand. */
function fillIn(record: ProcessRecord, numbers: Record<string, string>): ProcessRecord {
  let text = JSON.stringify(record);
  for (const [token, value] of Object.entries(numbers)) text = text.split(token).join(value);
  return JSON.parse(text) as ProcessRecord;
}
