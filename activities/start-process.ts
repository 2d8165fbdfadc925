import {
  WithStartWorkflowOperation,
  WorkflowExecutionAlreadyStartedError,
  type Workflow,
  type WorkflowStartOptions,
} from '@temporalio/client';
import { TypedSearchAttributes, defineSearchAttributeKey } from '@temporalio/common';
import type { ProcessStart, StepAnswer } from '../workflows/kernel/change';
import { type AnyContract, workflowIdOf } from '../workflows/kernel/contract';
import { refusal } from '../workflows/kernel/refusal';
import type { Actor, Bilingual, Json } from '../workflows/kernel/words';
import type { Deps } from './deps';

const PROCESS = defineSearchAttributeKey('Process', 'KEYWORD');
const PROJECT = defineSearchAttributeKey('ProjectId', 'KEYWORD');
const SALE = defineSearchAttributeKey('SaleKey', 'KEYWORD');

export interface StartOptions {
  key: string;
  projectId: string;
  saleKey?: string;
  input: Json;
  actor: Actor;
  /** Accepted business instant; default now. */
  at?: number;
  /** The same token again is the same start; another one for the same key is refused `already-running`. */
  startToken: string;
  summary?: Bilingual;
}

/**
 * Start a process and answer after its first commit. Calling it again with the same token is harmless.
 * @throws WorkflowUpdateFailedError with the refusal of its `begin`, or ApplicationFailure `already-running`
 */
export async function startProcess(deps: Deps, contract: AnyContract, options: StartOptions): Promise<StepAnswer> {
  if (contract.runs === 'again') throw new Error(`${contract.name} comes and goes: it is begun by a step`);
  const startOptions = await startOptionsOf(deps, contract, options);
  try {
    return await startAndBegin(deps, contract, startOptions, options.startToken);
  } catch (error) {
    if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
    return answerOfEarlierStart(deps, contract, options);
  }
}

/** The start of a process: its input, and its first search attributes, which are free. */
export async function startOptionsOf(
  deps: Deps,
  contract: AnyContract,
  options: StartOptions,
): Promise<WorkflowStartOptions> {
  const offsetMs = await deps.offsetOf(options.projectId);
  const start: ProcessStart = {
    key: options.key,
    projectId: options.projectId,
    saleKey: options.saleKey,
    at: options.at ?? Date.now() + offsetMs,
    actor: options.actor,
    input: options.input,
    policy: deps.settings.policyOf(contract.name, options.projectId),
    calendar: await deps.calendarOf(options.projectId),
    startToken: options.startToken,
    continueAsNewAfter: deps.settings.worker.continueAsNewAfterEvents,
    offsetMs: offsetMs || undefined,
  };
  return {
    workflowId: workflowIdOf(contract, options.key),
    taskQueue: deps.settings.taskQueues.processes,
    args: [start],
    workflowIdReusePolicy: contract.runs === 'again' ? 'ALLOW_DUPLICATE' : 'ALLOW_DUPLICATE_FAILED_ONLY',
    workflowTaskTimeout: deps.settings.worker.workflowTaskTimeout as never,
    staticSummary: options.summary
      ? `${options.summary.zh} ${options.summary.en}`
      : `${contract.title.zh} ${contract.title.en}`,
    typedSearchAttributes: new TypedSearchAttributes([
      { key: PROCESS, value: contract.name },
      { key: PROJECT, value: options.projectId },
      ...(options.saleKey ? [{ key: SALE, value: options.saleKey }] : []),
    ]),
  };
}

/** One round trip: start and `begin` arrive together. */
function startAndBegin(
  deps: Deps,
  contract: AnyContract,
  startOptions: WorkflowStartOptions,
  token: string,
): Promise<StepAnswer> {
  const startWorkflowOperation = new WithStartWorkflowOperation(contract.type, {
    ...startOptions,
    workflowIdConflictPolicy: 'USE_EXISTING',
  } as never);
  return deps.client.workflow.executeUpdateWithStart<Workflow, StepAnswer, [string]>('begin', {
    startWorkflowOperation: startWorkflowOperation as never,
    args: [token],
    updateId: `begin:${token}`,
  });
}

/** It has run and ended: the same start is answered from its record, another one is refused. */
async function answerOfEarlierStart(deps: Deps, contract: AnyContract, options: StartOptions): Promise<StepAnswer> {
  const record = await deps.models.recordsOf(contract).findById(options.key).lean();
  if (record && (await isSameStart(deps, contract, options))) return { rev: record.rev, status: record.status };
  throw refusal('already-running', `该业务已办理过 ${workflowIdOf(contract, options.key)} has already run`);
}

async function isSameStart(deps: Deps, contract: AnyContract, options: StartOptions): Promise<boolean> {
  const first = await deps.models.audit.findById(`${workflowIdOf(contract, options.key)}#1`, { facts: 1 }).lean();
  return first?.facts?.startToken === options.startToken;
}
