/** The phases of a sale, and what it passes on to them: those that have begun and know the event hear it. */
import { type AnyContract, workflowIdOf } from '../../kernel/contract';
import type { Draft } from '../../kernel/draft';
import type { Json } from '../../kernel/words';
import { mortgageContract } from '../mortgage/contract';
import type { Sale } from './contract';
import { signingContract } from '../signing/contract';
import { subscriptionContract } from '../../front/subscription/contract';

/** In the order in which they open. */
export const PHASES: readonly AnyContract[] = [subscriptionContract, signingContract, mortgageContract];

/** An event for every phase that has begun and has a word for it; one that has ended need not hear it. */
export function tellPhases(
  sale: Draft<Sale>,
  event: string,
  payload: Json,
  except: readonly AnyContract[] = [],
): void {
  for (const phase of PHASES) {
    const listens = sale.data.begun.includes(phase.name) && event in phase.events && !except.includes(phase);
    if (listens) sale.tell(workflowIdOf(phase, sale.key), event, payload, { optional: true });
  }
}

/** Begin a phase once. */
export function beginPhase(sale: Draft<Sale>, phase: AnyContract, input: object): void {
  if (sale.data.begun.includes(phase.name)) return;
  sale.data.begun.push(phase.name);
  sale.begin(phase, sale.key, input as never, { saleKey: sale.key });
}
