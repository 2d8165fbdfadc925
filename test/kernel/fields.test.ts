import fc from 'fast-check';
import {
  address,
  choice,
  fen,
  fieldMetaOf,
  idNumber,
  instant,
  Personal,
  personal,
  phone,
  reference,
  text,
} from '../../workflows/kernel/fields';
import { cleanText, normalNumber } from '../../workflows/kernel/fields/clean';
import { birthDayOf, idTypeOf, normalIdNumber } from '../../workflows/kernel/fields/id-number';
import { normalPhone } from '../../workflows/kernel/fields/phone';
import { normalRoom, placeOf } from '../../workflows/kernel/fields/place';
import { bundleWorkflows } from '../../worker/bundle';
import { SPELLINGS } from './spellings';

type Field = ReturnType<typeof text>;
const told = (field: { safeParse: Field['safeParse'] }, value: unknown) => {
  const { success, data, error } = field.safeParse(value);
  return success ? data : error?.issues.map(({ message }) => message);
};

/** Digits and letters with what people and machines put between and around them. */
const written = fc.string({
  unit: fc.constantFrom(...'0123456789ABabXxŉßǆ+-.()（）－–— \t\u3000\u200b\u00ad转#１２３ａ'.split('')),
  maxLength: 24,
});

describe('a normal form is its own normal form', () => {
  const forms: [string, (typed: string) => string | undefined][] = [
    ['text', cleanText],
    ['reference', normalNumber],
    ['idNumber', normalIdNumber],
    ['phone', normalPhone],
    ['room', normalRoom],
  ];
  test.each(forms)('%s', (_, form) => {
    for (const typed of [fc.string({ unit: 'binary' }), written])
      fc.assert(
        fc.property(typed, (value) => {
          const once = form(value);
          if (once !== undefined) expect(form(once)).toBe(once);
        }),
      );
  });

  test('and what surrounds a number or stands between its signs changes nothing', () => {
    const noise = fc.constantFrom('', ' ', '\u3000', '\u200b', '\u2060', '\ufeff', '\t', '\u202a');
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.constantFrom(...'FT2026abc-'.split('')), noise), { minLength: 1 }),
        (signs) => {
          const plain = signs.map(([sign]) => sign).join('');
          expect(normalNumber(signs.flat().join(''))).toBe(normalNumber(plain));
        },
      ),
    );
  });
});

describe('phone', () => {
  test('13 spellings are one number', () => {
    expect(SPELLINGS).toHaveLength(13);
    expect(new Set(SPELLINGS.map(normalPhone))).toEqual(new Set(['13900010001']));
  });

  test.each([
    ['(027) 8888 6666', '027-88886666'],
    ['+86 27 8888-6666', '027-88886666'],
    ['0755-88886666', '0755-88886666'],
    ['027-88886666-801', '027-88886666转801'],
    ['02788886666 ext. 801', '027-88886666转801'],
    ['027－88886666 转 801', '027-88886666转801'],
    ['+852 9123 4567', '+85291234567'],
    ['00852-9123-4567', '+85291234567'],
    ['853 6612 3456', '+85366123456'],
    ['+886 0912 345 678', '+886912345678'],
    ['+1 (202) 555-0123', '+12025550123'],
    ['400-123-4567', '4001234567'],
    ['95533', '95533'],
  ])('%s is %s', (typed, form) => {
    expect(told(phone('电话'), typed)).toBe(form);
  });

  test.each(['不愿留电话', '无', '88886666', '139000100', '13900010001/13800010001', '139-0001-0001-5'])(
    '%s is no number',
    (typed) => {
      expect(told(phone('电话'), typed)).toEqual([expect.stringContaining('不是电话号码')]);
    },
  );
});

describe('idNumber', () => {
  test.each([
    ['99990119720309003x', '99990119720309003X', 'resident'],
    ['9999 0119 7103 2100 14', '999901197103210014', 'resident'],
    ['e12345678', 'E12345678', 'passport'],
    ['H12345678', 'H12345678', 'home-return'],
    ['M1234567800', 'M1234567800', 'home-return'],
    ['01234567', '01234567', 'taiwan'],
    ['abc123456789012', 'ABC123456789012', 'residence-permit'],
  ])('%s is %s, %s', (typed, form, type) => {
    expect([told(idNumber('证件'), typed), idTypeOf(form)]).toEqual([form, type]);
  });

  test.each([
    ['999901197103210000', '表格软件'],
    ['9.99901E+17', '科学计数'],
    ['999901197103210015', '校验码不符'],
    ['99990119710321001', '应为 18 位，现为 17 位'],
    ['999901710321001', '15 位身份证已停用'],
    ['不详', '不是证件号码'],
  ])('%s is refused: %s', (typed, reason) => {
    expect(told(idNumber('证件'), typed)).toEqual([expect.stringContaining(reason)]);
  });

  test('one wrong digit is always found', () => {
    const digit = fc.integer({ min: 0, max: 9 });
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 16 }), digit, (at, now) => {
        const right = '999901197103210014';
        fc.pre(right[at] !== String(now));
        const wrong = `${right.slice(0, at)}${now}${right.slice(at + 1)}`;
        expect(told(idNumber('证件'), wrong)).toBeInstanceOf(Array);
      }),
    );
  });

  test('a day that does not exist is refused though the check digit holds', () => {
    expect(birthDayOf('999901197102300018')).toBeUndefined();
    expect(told(idNumber('证件'), '999901197102300018')).toEqual([expect.stringContaining('出生日期不存在')]);
  });
});

test('room 01 and room 1 of a floor are one place, room 10 another', () => {
  const at = (room: string, building = '1') => placeOf({ building, floor: 12, room });
  expect(new Set([at('01'), at('1'), at('０１室'), at('1', '01栋'), at('001', '1#')])).toEqual(new Set(['1/12/1']));
  expect([at('10'), at('A01')]).toEqual(['1/12/10', '1/12/A1']);
});

describe('text', () => {
  test.each(['', '  ', '\u200b\u200b', '\u3000\ufeff', '\u2800'])('%j is empty: it is asked for', (typed) => {
    expect(told(text('姓名'), typed)).toEqual(['必填 required']);
    expect(told(personal('姓名') as unknown as Field, typed)).toEqual(['必填 required']);
  });

  test.each([
    ['\ud800', '残缺字符'],
    ['6222\u202e1234', '方向'],
    ['a\u0007b', '控制字符'],
  ])('%j is refused: %s', (typed, reason) => {
    expect(told(text('姓名'), typed)).toEqual([expect.stringContaining(reason)]);
    expect(told(address('地址') as unknown as Field, typed)).toEqual([expect.stringContaining(reason)]);
  });

  test('lines and joined signs stay, blanks around go, and what is personal is handed on apart', () => {
    expect(told(text('备注'), '  一\r\n二👨‍👩‍👧 ')).toBe('一\n二👨‍👩‍👧');
    expect(personal('姓名').parse(' 王五 ')).toEqual(new Personal('王五'));
  });
});

test('what is wrong is said in Chinese first, by kind', () => {
  const asked = [
    [text('名称', { max: 3 }), '一二三四', '最多 3 个字'],
    [fen('金额', { min: 1 }), 0, '不能小于 1'],
    [fen('金额'), 1.5, '须为整数'],
    [fen('金额'), '1', '须为数字'],
    [instant('时间'), '明天', '须为带时区的时间'],
    [choice('方式', { cash: '现金', pos: '刷卡' }), 'gold', '须为以下之一 one of: cash、pos'],
    [reference('参考号'), ' \u200b', '必填'],
    [phone('电话'), undefined, '必填'],
    [text('名称'), null, '必填'],
  ] as [Field, unknown, string][];
  for (const [field, value, message] of asked)
    expect(told(field, value)).toEqual([expect.stringContaining(message)]);
});

test('a field tells its kind and its label through whatever it is wrapped in', () => {
  expect(fieldMetaOf(phone('联系电话').optional())).toMatchObject({
    title: '联系电话',
    'x-kind': 'phone',
    'x-masked': true,
  });
  expect(fieldMetaOf(personal('原因').optional())).toMatchObject({ title: '原因', 'x-kind': 'personal' });
  expect(fieldMetaOf(instant('时间').optional())).toMatchObject({ title: '时间', 'x-kind': 'instant' });
});

test('the workflow bundle holds neither zod nor the numbering plans of the world', async () => {
  const { code } = await bundleWorkflows();
  expect(code).toMatch(/node_modules\/@temporalio\/workflow\//);
  expect(code).not.toMatch(/node_modules\/(zod|libphonenumber-js)\//);
});
