/** What a payment's process knows of its sales, and whom it tells. */
import type { SaleBrief } from '../../../activities/reads/books/ledger';
import type { Draft } from '../../kernel/draft';
import { look } from '../../kernel/look';
import type { Field } from '../../kernel/words';
import { collectionContract } from '../collection/contract';
import type { PaymentToBook, Split } from '../../books/ledger/booking';
import { type PaymentBooked, repairKeysOf } from '../../books/ledger/rules';
import type { EnteredPayment, EnteredSplit, Payment } from './contract';
import { saleContract } from '../../deal/sale/contract';

export type Entry = Draft<Payment>;

/** The sales that a payment names, by key. */
export type Sales = Record<string, SaleBrief | undefined>;

export async function salesOf(splits: readonly EnteredSplit[]): Promise<Sales> {
  const [sales, repairs] = await Promise.all([
    look.saleBriefs([...new Set(splits.map(({ saleKey }) => saleKey))]),
    look.repairBriefs(repairKeysOf(splits)),
  ]);
  // without a prototype: a key that is entered may be any word
  return Object.assign(
    Object.create(null),
    Object.fromEntries([...sales, ...repairs].map((sale) => [sale.saleKey, sale])),
  );
}

export async function requireSales(entry: Entry, splits: readonly EnteredSplit[]): Promise<Sales> {
  const sales = await salesOf(splits);
  const isKnown = splits.every(({ saleKey }) => sales[saleKey]?.projectId === entry.projectId);
  if (!isKnown) entry.refuse('validation-failed', '没有这笔交易 there is no such sale', { field: 'splits' });
  return sales;
}

/** Everyone the money concerns: the sale passes it on to its phases; an open collection case counts anew. */
export async function tellSales(entry: Entry, splits: readonly Split[]): Promise<void> {
  for (const saleKey of new Set(splits.map((split) => split.saleKey))) {
    const payload: PaymentBooked = {
      paymentId: entry.key,
      saleKey,
      splits: splits
        .filter((split) => split.saleKey === saleKey)
        .map(({ account, amountFen, instalmentNo }) => ({ account, amountFen, instalmentNo })),
    };
    entry.tell(saleContract, saleKey, 'payment-booked', payload, { optional: true });
    const openCase = await look.openCaseOf(saleKey);
    if (openCase) entry.tell(collectionContract, openCase, 'payment-booked', payload, { optional: true });
  }
}

export function tellOfWrongAccount(entry: Entry, splits: readonly Split[]): void {
  const { reference = '', amountFen, payeeAccount } = entry.data;
  const unit = { unit: splits[0]?.unitId ?? '' };
  entry.notify(
    'payment.wrong-account',
    { roles: ['finance', 'sales-manager'] },
    { unit, reference, amountFen, payeeAccount },
  );
}

export function payerName(entry: Entry, buyer: string | undefined): Field {
  const { nameRef } = entry.data.payer;
  if (nameRef) return { personal: nameRef };
  return buyer ? { client: buyer } : '（未注明）';
}

export function enteredOf({ data }: Entry): EnteredPayment {
  const {
    direction,
    amountFen,
    method,
    reference,
    receivedAt,
    payeeAccount,
    payer,
    countedBy,
    splits,
    eventId,
    changeId,
  } = data;
  return {
    direction,
    amountFen,
    method,
    reference,
    receivedAt,
    payeeAccount,
    payer,
    countedBy,
    splits,
    eventId,
    changeId,
  };
}

export function toBook(entry: Entry, sales: Sales): PaymentToBook {
  const entered = enteredOf(entry);
  const buyer = sales[entered.splits[0]?.saleKey ?? '']?.buyers[0];
  return {
    ...entered,
    id: entry.key,
    payer: { relation: entered.payer.relation, name: payerName(entry, buyer) },
    splits: entered.splits.map((split) => ({ ...split, unitId: sales[split.saleKey]?.unitId ?? '' })),
  };
}
