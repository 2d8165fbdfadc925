import type { AnyContract } from '../kernel/contract';
import { paymentContract } from './payment/contract';
import { paymentCorrectionContract } from './payment-correction/contract';
import { paymentReminderContract } from './payment-reminder/contract';
import { collectionRunContract } from './collection-run/contract';
import { collectionContract } from './collection/contract';

export const moneyContracts: readonly AnyContract[] = [
  paymentContract,
  paymentCorrectionContract,
  paymentReminderContract,
  collectionRunContract,
  collectionContract,
];
