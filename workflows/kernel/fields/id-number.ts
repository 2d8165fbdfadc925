import { z } from 'zod';
import { normalNumber } from './clean';
import { asField } from './kind';

/** What a person shows to prove who they are. */
export const ID_TYPES = {
  resident: '居民身份证、港澳台居民居住证、外国人永久居留身份证',
  passport: '护照',
  'home-return': '港澳居民来往内地通行证（回乡证）',
  taiwan: '台湾居民来往大陆通行证（台胞证）',
  'residence-permit': '外国人永久居留证（旧版）',
} as const;
export type IdType = keyof typeof ID_TYPES;

const SHAPES: Readonly<Record<IdType, RegExp>> = {
  resident: /^\d{17}[\dX]$/,
  'home-return': /^[HM]\d{8}(\d{2})?$/,
  taiwan: /^\d{8}$/,
  'residence-permit': /^[A-Z]{3}\d{12}$/,
  passport: /^(?=.*\d)[A-Z0-9]{6,12}$/,
};

/** Weights and check characters of GB 11643. */
const WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
const CHECKS = '10X98765432';

/** Half-width, no blanks, no hyphens or brackets, capital letters. */
export function normalIdNumber(typed: string): string {
  return normalNumber(typed).replace(/[-()]/g, '');
}

/** What kind of paper a number in its normal form is of. */
export function idTypeOf(number: string): IdType | undefined {
  return (Object.keys(SHAPES) as IdType[]).find((type) => SHAPES[type].test(number));
}

/** Why a number in its normal form is none, Chinese first; nothing when it is one. */
function objectionToIdNumber(number: string): string | undefined {
  if (/^\d(\.\d+)?E\+?\d+$/.test(number))
    return '表格软件把号码改成了科学计数，请将单元格设为文本后重新填写 a spreadsheet has made it 9.99E+17';
  if (/^\d{15}$/.test(number)) return '15 位身份证已停用，请填 18 位号码 numbers of 15 digits are no longer valid';
  const type = idTypeOf(number);
  if (/^[\dX]{10,}$/.test(number) && type === undefined)
    return `身份证号码应为 18 位，现为 ${number.length} 位 18 digits, not ${number.length}`;
  if (type === undefined) return '不是证件号码 not the number of an identity paper';
  return type === 'resident' ? objectionToResident(number) : undefined;
}

function objectionToResident(number: string): string | undefined {
  if (checkOf(number) !== number[17]) {
    return number.endsWith('000')
      ? '末三位被表格软件改成了 000，请将单元格设为文本后按证件重新填写 a spreadsheet has made the last three digits 000'
      : '校验码不符，请核对是否填错一位 the check digit does not hold: one digit is wrong';
  }
  return birthDayOf(number) === undefined ? '出生日期不存在 the day of birth does not exist' : undefined;
}

function checkOf(number: string): string | undefined {
  const sum = WEIGHTS.reduce((total, weight, at) => total + weight * Number(number[at]), 0);
  return CHECKS[sum % CHECKS.length];
}

/** The day of birth in an 18-digit number. */
export function birthDayOf(number: string): string | undefined {
  const [, year, month, day] = /^\d{6}(\d{4})(\d{2})(\d{2})/.exec(number) ?? [];
  const on = `${year}-${month}-${day}`;
  const parsed = new Date(`${on}T00:00:00Z`);
  const isDay = !Number.isNaN(parsed.getTime()) && parsed.toISOString().startsWith(on);
  return isDay && Number(year) >= 1850 ? on : undefined;
}

/** The number of an identity paper; which paper is told by its shape. */
export function idNumber(title: string) {
  const schema = z
    .string()
    .overwrite(normalIdNumber)
    .min(1)
    .max(40)
    .superRefine((number, issues) => {
      const objection = number === '' ? undefined : objectionToIdNumber(number);
      if (objection) issues.addIssue({ code: 'custom', message: objection });
    });
  return asField(schema, 'idNumber', title);
}
