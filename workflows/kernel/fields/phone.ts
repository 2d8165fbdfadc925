import { parsePhoneNumberFromString } from 'libphonenumber-js/max';
import { z } from 'zod';
import { normalNumber } from './clean';
import { asField } from './kind';

/** What people write between the digits of a number. */
const SEPARATORS = /[.()/[\]·,-]/g;
/** After it comes the extension of a switchboard. */
const EXTENSION = /^(.*?)(?:转|轉|分机|内线|EXT\.?|X|#)[:：]?(\d{1,6})$/;
/** `027-88886666-801`: an extension behind a landline. */
const HYPHENED_EXTENSION = /^(.*\d)-(\d{1,6})$/;
/** Mobile numbers of the mainland: new ranges are given out faster than any list of them is published. */
const MOBILE = /^1[3-9]\d{9}$/;
/** Service numbers of banks and firms: 95533, 96315. */
const SERVICE = /^9[56]\d{3,6}$/;
/** Written without the plus sign: Hong Kong, Macau, Taiwan. */
const NEIGHBOURS = /^(852|853|886)/;

const NOT_A_NUMBER =
  '不是电话号码；固定电话请带区号，境外号码请以 + 和国家或地区代码开头 not a phone number: landlines with their area code, foreign ones with + and the country code';

/**
 * One number in its one form: `13900010001`, `027-88886666`, `027-88886666转801`, `+85291234567`.
 * @returns nothing for what is no phone number
 */
export function normalPhone(typed: string): string | undefined {
  const text = normalNumber(typed);
  const [, before, extension] = EXTENSION.exec(text) ?? [];
  if (before !== undefined) return withExtension(before, extension);
  const [, landline, behind] = HYPHENED_EXTENSION.exec(text) ?? [];
  const whole = normalDigits(text);
  if (whole !== undefined || landline === undefined) return whole;
  const isLandline = /^0\d+-/.test(normalDigits(landline) ?? '');
  return isLandline ? withExtension(landline, behind) : undefined;
}

function withExtension(text: string, extension: string | undefined): string | undefined {
  const number = normalDigits(text.replace(/-$/, ''));
  return number && `${number}转${extension}`;
}

function normalDigits(text: string): string | undefined {
  const digits = text.replace(SEPARATORS, '').replace(/^00(?=[1-9])/, '+');
  if (!/^\+?\d{5,20}$/.test(digits)) return undefined;
  const national = digits.replace(/^\+?86(?=0?1[3-9]\d{9}$)/, '').replace(/^0(?=1[3-9]\d{9}$)/, '');
  if (MOBILE.test(national)) return national;
  if (SERVICE.test(digits)) return digits;
  return mainland(digits) ?? (NEIGHBOURS.test(digits) ? abroad(`+${digits}`) : abroad(digits));
}

function mainland(digits: string): string | undefined {
  const number = parsePhoneNumberFromString(digits.replace(/^86(?=\d{10,})/, '+86'), 'CN');
  if (!number?.isValid() || number.countryCallingCode !== '86') return undefined;
  const { nationalNumber } = number;
  if (number.getType() !== 'FIXED_LINE') return nationalNumber;
  const areaLength = /^(10|2\d)/.test(nationalNumber) ? 2 : 3;
  return `0${nationalNumber.slice(0, areaLength)}-${nationalNumber.slice(areaLength)}`;
}

function abroad(digits: string): string | undefined {
  if (!digits.startsWith('+')) return undefined;
  const number = parsePhoneNumberFromString(digits);
  return number?.isValid() ? number.number : undefined;
}

/** A phone number. One number is one person, in whatever spelling; what is no number is refused. */
export function phone(title: string) {
  const schema = z
    .string()
    .overwrite((typed) => normalPhone(typed) ?? normalNumber(typed))
    .min(1)
    .max(40)
    .refine((number) => number === '' || normalPhone(number) !== undefined, { error: NOT_A_NUMBER });
  return asField(schema, 'phone', title);
}
