import { condition } from '@temporalio/workflow';
import type { StepAnswer, StepCall } from './change';
import type { Shape } from './contract';
import type { Draft } from './draft';
import { look } from './look';
import { ProcessRun } from './process-run';
import { emptyRecord } from './transitions';

/** Updates remembered in the record, for the runs to come. */
const REMEMBERED_OVER_RUNS = 100;
/** A run that nobody gives a step ends by itself. */
const STEP_WITHIN = '1 minute';

/**
 * One run of a process that comes and goes under one id (contract: `runs: 'again'`). It takes up what it knew where its last run
 * left it, with the next revision. It begins with the first step that is not refused, in one transition with it; without
 * one it leaves nothing behind. A record that is still open was left by a run that was cut off: it goes on.
 */
export class ReturningRun<S extends Shape> extends ProcessRun<S> {
  /** A step has been taken, or refused. */
  private tried = false;

  protected override async begin(): Promise<void> {
    const last = await look.lastRun(this.contract.collection, this.start.key);
    if (last) {
      const { rev, record } = last;
      Object.assign(this.transitions.state, { rev, record, answered: record.answered ?? [] });
      this.begun = record.open;
    }
    this.ready = true;
    if (this.goesOn) return;
    await condition(() => this.tried, STEP_WITHIN);
  }

  protected override takeStep(step: string, call: StepCall): Promise<StepAnswer> {
    return super.takeStep(step, call).finally(() => {
      this.tried = true;
    });
  }

  /** The first step of a run begins it; each leaves its answer in the record, to be given again in a later run. */
  protected override async doStep(draft: Draft<S>, step: string, call: StepCall, updateId: string): Promise<void> {
    if (!this.goesOn) await this.beginOn(draft);
    await super.doStep(draft, step, call, updateId);
    const answer = { rev: draft.rev, status: draft.status };
    const answered = [...(draft.record.answered ?? []), { id: updateId, answer }];
    draft.record.answered = answered.slice(-REMEMBERED_OVER_RUNS);
  }

  private async beginOn(draft: Draft<S>): Promise<void> {
    const { at, actor } = draft;
    const { data, seen, answered } = draft.record;
    const fresh = { ...emptyRecord(this.contract, { ...this.start, at, actor }), data, seen, answered };
    Object.assign(
      draft.record,
      { ownerId: undefined, dueAt: undefined, about: undefined, closedAt: undefined },
      fresh,
    );
    await this.definition.begin(draft, this.start.input as S['input']);
  }
}
