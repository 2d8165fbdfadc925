import { createHash } from 'node:crypto';

const STAND_IN = '账户#';

/**
 * The account that money is paid back to is somebody's own: process and ledger carry a stand-in, the same for the same
 * account, so that one transfer is still known from another; the number itself is kept as personal data.
 * @param target of the request that enters the payment
 */
export function hidePayee(account: string, target: string): { standIn: string; values: Record<string, string> } {
  const digest = createHash('sha256').update(account).digest('hex').slice(0, 12);
  return { standIn: `${STAND_IN}${digest}`, values: { [personalId(target)]: account } };
}

/** What an answer holds for a payment's account: of a stand-in, the id behind which the number is. */
export function payeeOf(paymentId: string, account: unknown): unknown {
  const isHidden = typeof account === 'string' && account.startsWith(STAND_IN);
  return isHidden ? personalId(paymentId.replace(/^P-/, '')) : account;
}

function personalId(target: string): string {
  return `p:${target}:payeeAccount`;
}
