import fc from 'fast-check';
import {
  amountInWords,
  chineseDate,
  chineseDateTime,
  chineseDueTime,
  formatYuan,
} from '../../activities/texts/money-words';

const shanghai = 'Asia/Shanghai';

describe('amounts in words 人民币大写', () => {
  test.each([
    [0, '人民币零元整'],
    [1, '人民币壹分'],
    [5, '人民币伍分'],
    [10, '人民币壹角整'],
    [55, '人民币伍角伍分'],
    [100, '人民币壹元整'],
    [105, '人民币壹元零伍分'],
    [150, '人民币壹元伍角整'],
    [1_000, '人民币壹拾元整'],
    [1_500, '人民币壹拾伍元整'],
    [10_500, '人民币壹佰零伍元整'],
    [100_005, '人民币壹仟元零伍分'],
    [100_500, '人民币壹仟零伍元整'],
    [105_000, '人民币壹仟零伍拾元整'],
    [2_000_000, '人民币贰万元整'],
    [10_000_500, '人民币壹拾万零伍元整'],
    [10_100_000, '人民币壹拾万壹仟元整'],
    [111_874_999, '人民币壹佰壹拾壹万捌仟柒佰肆拾玖元玖角玖分'],
    [111_875_000, '人民币壹佰壹拾壹万捌仟柒佰伍拾元整'],
    [200_000_000, '人民币贰佰万元整'],
    [10_000_000_000, '人民币壹亿元整'],
    [10_000_000_100, '人民币壹亿零壹元整'],
    [10_001_000_000, '人民币壹亿零壹万元整'],
  ])('%i fen is %s', (fen, words) => {
    expect(amountInWords(fen)).toBe(words);
  });

  test.each([-1, 0.5, Number.NaN])('%p is refused', (fen) => {
    expect(() => amountInWords(fen)).toThrow(RangeError);
    expect(() => formatYuan(fen)).toThrow(RangeError);
  });

  test('two different amounts never read the same', () => {
    const fen = fc.integer({ min: 0, max: 100_000_000_000 });
    fc.assert(fc.property(fen, fen, (a, b) => a === b || amountInWords(a) !== amountInWords(b)));
  });
});

describe('amounts in figures', () => {
  test.each([
    [0, '0.00'],
    [5, '0.05'],
    [99_900, '999.00'],
    [100_000, '1,000.00'],
    [111_875_000, '1,118,750.00'],
    [Number.MAX_SAFE_INTEGER, '90,071,992,547,409.91'],
  ])('%i fen is %s', (fen, figures) => {
    expect(formatYuan(fen)).toBe(figures);
  });

  test('figures read back as the amount', () => {
    const fen = fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER });
    fc.assert(fc.property(fen, (n) => Number(formatYuan(n).replace(/[,.]/g, '')) === n));
  });
});

describe('dates in the project zone', () => {
  const at = Date.parse('2026-03-10T16:10:00+08:00');

  test('a date and a time as a person writes them', () => {
    expect(chineseDate(at, shanghai)).toBe('2026年3月10日');
    expect(chineseDateTime(at, shanghai)).toBe('2026年3月10日 16:10');
  });

  test('the same instant is another day elsewhere', () => {
    const late = Date.parse('2026-03-10T23:30:00Z');
    expect(chineseDate(late, shanghai)).toBe('2026年3月11日');
    expect(chineseDate(late, 'UTC')).toBe('2026年3月10日');
  });

  test('the end of a day reads 24:00 of that day', () => {
    expect(chineseDueTime(Date.parse('2026-04-11T00:00:00+08:00'), shanghai)).toBe('2026年4月10日 24:00');
    expect(chineseDueTime(at, shanghai)).toBe('2026年3月10日 16:10');
  });

  test('what is no instant or no zone is refused', () => {
    expect(() => chineseDate(Number.NaN, shanghai)).toThrow(RangeError);
    expect(() => chineseDate(at, 'Asia/Nowhere')).toThrow(RangeError);
  });
});
