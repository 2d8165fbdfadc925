import type { AnyContract } from './kernel/contract';
import { repairContract } from './service/repair/contract';
import { mortgageContract } from './deal/mortgage/contract';
import { collectionContract } from './money/collection/contract';
import { collectionRunContract } from './money/collection-run/contract';
import { paymentReminderContract } from './money/payment-reminder/contract';
import { paymentContract } from './money/payment/contract';
import { paymentCorrectionContract } from './money/payment-correction/contract';
import { unitControlContract } from './front/unit-control/contract';
import { saleContract } from './deal/sale/contract';
import { signingContract } from './deal/signing/contract';
import { subscriptionContract } from './front/subscription/contract';
import { visitClaimContract } from './front/visit-claim/contract';

/** Every process there is. */
export const contracts: readonly AnyContract[] = [
  visitClaimContract,
  saleContract,
  subscriptionContract,
  signingContract,
  mortgageContract,
  unitControlContract,
  paymentContract,
  paymentCorrectionContract,
  paymentReminderContract,
  collectionRunContract,
  collectionContract,
  repairContract,
];

/** The contract of a process word; throws for a word there is not. */
export function contractNamed(name: string): AnyContract {
  const contract = contracts.find((c) => c.name === name);
  if (!contract) throw new Error(`no process is called ${name}`);
  return contract;
}
