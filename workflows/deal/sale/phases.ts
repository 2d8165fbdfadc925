/** The phases of a sale, and what it passes on to them: those that have begun and know the event hear it. */
import type { AnyContract, EventsOfAny, InputOf } from '../../kernel/contract';
import type { Draft } from '../../kernel/draft';
import { mortgageContract } from '../mortgage/contract';
import type { Sale } from './contract';
import { signingContract } from '../signing/contract';
import { subscriptionContract } from '../../front/subscription/contract';

/** In the order in which they open. */
export const PHASES = [subscriptionContract, signingContract, mortgageContract] as const;

type Phase = (typeof PHASES)[number];
type PhaseEvents = EventsOfAny<Phase>;

/** An event for every phase that has begun and has a word for it; one that has ended need not hear it. */
export function tellPhases<Event extends keyof PhaseEvents & string>(
  sale: Draft<Sale>,
  event: Event,
  payload: PhaseEvents[Event],
  except: readonly Phase[] = [],
): void {
  const listening = PHASES.filter((phase) => sale.data.begun.includes(phase.name) && !except.includes(phase));
  sale.tellThose(listening, sale.key, event, payload);
}

/** Begin a phase once. */
export function beginPhase<P extends AnyContract>(sale: Draft<Sale>, phase: P, input: InputOf<P>): void {
  if (sale.data.begun.includes(phase.name)) return;
  sale.data.begun.push(phase.name);
  sale.begin(phase, sale.key, input, { saleKey: sale.key });
}
