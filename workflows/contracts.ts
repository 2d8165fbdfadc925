import type { AnyContract } from './kernel/contract';
import { repairContract } from './service/repair.contract';
import { mortgageContract } from './sale/mortgage.contract';
import { collectionContract } from './sale/collection.contract';
import { collectionRunContract } from './sale/collection-run.contract';
import { paymentReminderContract } from './sale/payment-reminder.contract';
import { paymentContract } from './sale/payment.contract';
import { paymentCorrectionContract } from './sale/payment-correction.contract';
import { unitControlContract } from './sale/unit-control.contract';
import { saleContract } from './sale/sale.contract';
import { signingContract } from './sale/signing.contract';
import { subscriptionContract } from './sale/subscription.contract';
import { visitClaimContract } from './sale/visit-claim.contract';

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
