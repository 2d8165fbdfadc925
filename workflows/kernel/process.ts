import type { ProcessStart } from './change';
import type { Contract, Shape } from './contract';
import type { Definition, WrittenDefinition } from './definition';
import { ProcessRun } from './process-run';
import { ReturningRun } from './returning-run';

export type ProcessWorkflow = (start: ProcessStart) => Promise<{ status: string }>;

/** Make the Temporal workflow of a process from its contract and its procedure. */
export function defineProcess<S extends Shape>(
  contract: Contract<S>,
  written: WrittenDefinition<S>,
): ProcessWorkflow {
  const definition = { events: {}, deadlines: {}, ...written } as Definition<S>;
  const Run = contract.runs === 'again' ? ReturningRun : ProcessRun;
  const workflow: ProcessWorkflow = (start) => new Run(contract, definition, start).run();
  Object.defineProperty(workflow, 'name', { value: contract.type });
  return workflow;
}
