import { TZDate } from '@date-fns/tz';
import { format } from 'date-fns';
import chinese from 'nzh/cn';
import { assertFen } from '../../workflows/kernel/money';

/**
 * An amount in capital words 人民币大写, as a receipt carries it: 人民币贰万元整. Ends in 整 unless it has fen, so
 * that nothing can be added behind it (支付结算办法, 正确填写票据的基本规定). Throws RangeError if it is no amount.
 */
export function amountInWords(fen: number): string {
  return chinese.toMoney(decimal(fen), { forceZheng: true });
}

/** An amount in figures, in yuan with two decimals: 1,118,750.00. Throws RangeError if it is no amount. */
export function formatYuan(fen: number): string {
  const [yuan, cents] = decimal(fen).split('.') as [string, string];
  return `${yuan.replace(/\B(?=(\d{3})+$)/g, ',')}.${cents}`;
}

/** The date of an instant (epoch ms) in a time zone: 2026年3月10日. */
export function chineseDate(ms: number, zone: string): string {
  return format(local(ms, zone), 'yyyy年M月d日');
}

/** The date and time of an instant (epoch ms) in a time zone: 2026年3月10日 16:10. */
export function chineseDateTime(ms: number, zone: string): string {
  return format(local(ms, zone), 'yyyy年M月d日 HH:mm');
}

/**
 * The instant something is due, as people say it: a deadline at 00:00 is 24:00 of the day before
 * (a day ends at its 24:00).
 */
export function chineseDueTime(ms: number, zone: string): string {
  const midnight = format(local(ms, zone), 'HH:mm:ss.SSS') === '00:00:00.000';
  return midnight ? `${chineseDate(ms - 1, zone)} 24:00` : chineseDateTime(ms, zone);
}

function local(ms: number, zone: string): TZDate {
  if (!Number.isFinite(ms)) throw new RangeError(`${ms} is not an instant`);
  const date = new TZDate(ms, zone);
  // TZDate answers an unknown zone with an invalid date instead of an error.
  if (Number.isNaN(date.getTime()) || Number.isNaN(date.getHours()))
    throw new RangeError(`Unknown time zone ${zone}`);
  return date;
}

/** Exact decimal yuan; no division, which would be floating point. */
function decimal(fen: number): string {
  const digits = String(assertFen(fen)).padStart(3, '0');
  return `${digits.slice(0, -2)}.${digits.slice(-2)}`;
}
