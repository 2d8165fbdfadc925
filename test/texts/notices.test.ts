import type { FieldValue } from '../../activities/texts/placeholders';
import { formatYuan } from '../../activities/texts/money-words';
import {
  checkTemplates,
  composeMessage,
  type NoticeTemplate,
  noticeTemplates,
  renderNotice,
  renderTemplate,
} from '../../activities/texts/notices';

const template = (over: Partial<NoticeTemplate>): NoticeTemplate => ({
  id: 'test.one',
  kind: 'notice',
  audience: 'staff',
  title: '通知',
  fields: ['unit'],
  text: '{{unit}} 已售。',
  ...over,
});

/** How a field that was given its own name is read back; an amount is told by its length. */
const shown = (name: string) => (name.endsWith('Fen') ? formatYuan(name.length) : `<${name}>`);

const sample = (name: string) => (name.endsWith('Fen') ? name.length : `<${name}>`);

/** Values that show their own field's name, so that a text can be read back. */
function samples(notice: NoticeTemplate): Record<string, FieldValue> {
  const names = [...notice.fields, ...(notice.optional ?? [])];
  const rows = Object.entries(notice.lists ?? {}).map(([list, columns]) => [
    list,
    [Object.fromEntries(columns.map((column) => [column, sample(column)]))],
  ]);
  return Object.fromEntries([...names.map((name) => [name, sample(name)]), ...rows]);
}

describe('a template with a wrong field fails at start', () => {
  test('the house templates are right', () => {
    expect(() => checkTemplates()).not.toThrow();
  });

  test.each<[string, Partial<NoticeTemplate>, RegExp]>([
    ['a field in the text that is not declared', { text: '{{unit}} {{untt}}' }, /test\.one.*untt/],
    ['a field in the title that is not declared', { title: '{{what}}' }, /test\.one.*what/],
    ['a declared field that is not used', { fields: ['unit', 'soldAt'] }, /test\.one.*soldAt/],
    ['an optional field that is not used', { optional: ['reason'] }, /test\.one.*reason/],
    ['a field declared twice', { fields: ['unit', 'unit'] }, /test\.one.*unit/],
    [
      'a column that the list does not have',
      { lists: { rows: ['no'] }, text: '{{unit}}{{#rows}}{{no}}{{sum}}{{/rows}}' },
      /sum/,
    ],
    [
      'a column that is not used',
      { lists: { rows: ['no', 'sum'] }, text: '{{unit}}{{#rows}}{{no}}{{/rows}}' },
      /rows\.sum/,
    ],
    [
      'a column used outside its list',
      { lists: { rows: ['no'] }, text: '{{unit}}{{#rows}}{{no}}{{/rows}}{{no}}' },
      /test\.one.*no/,
    ],
    ['a partial', { text: '{{unit}}{{> other}}' }, /test\.one.*other/],
    ['an unclosed section', { optional: ['x'], text: '{{unit}}{{#x}}' }, /./],
  ])('%s', (_, over, message) => {
    expect(() => checkTemplates([template(over)])).toThrow(message);
  });

  test('an id given twice', () => {
    expect(() => checkTemplates([template({}), template({})])).toThrow(/test\.one/);
  });
});

describe.each([...noticeTemplates.values()].map((notice) => [notice.id, notice] as const))('%s', (id, notice) => {
  test('reads whole, with nothing escaped and no placeholder left', () => {
    const { title, text } = renderTemplate(id, samples(notice));
    expect(title + text).not.toMatch(/[{}]|&lt;|undefined|null/);
    for (const value of [...notice.fields, ...(notice.optional ?? [])])
      expect(title + text).toContain(shown(value));
  });

  test('ends its sentence, with and without its optional parts', () => {
    const optional = new Set<string>(notice.optional);
    const without = Object.fromEntries(Object.entries(samples(notice)).filter(([name]) => !optional.has(name)));
    const { text } = renderTemplate(id, without);
    expect(text).not.toMatch(/[，；：、]。|。。|，，|（）|\n\n\n|。，/);
    expect(text).toMatch(/([。！]|>|）)$/);
  });

  test('is refused when a field is missing', () => {
    for (const field of notice.fields) {
      expect(() => renderTemplate(id, { ...samples(notice), [field]: undefined })).toThrow(new RegExp(field));
    }
  });
});

describe('rendering', () => {
  test('an unknown notice is an error', () => {
    expect(() => renderTemplate('visit-claim.nothing', {})).toThrow(/visit-claim\.nothing/);
  });

  test('a blank is missing, a zero is not', () => {
    const fields = { unit: 'B1-1203', what: '有客户保留' };
    expect(() => renderNotice('unit-control.rival-told', { ...fields, rivals: '' })).toThrow(/rivals/);
    expect(renderNotice('unit-control.rival-told', { ...fields, rivals: 0 }).text).toContain('0 组');
  });

  test('the monthly notice lists every instalment', () => {
    const { title, text } = renderNotice('collection.due-notice', {
      unit: 'A-1201',
      month: '2026年6月',
      totalAmountFen: 30_000_000,
      instalments: [
        { name: '第二期房款', dueOn: '2026年6月4日', amountFen: 10_000_000 },
        { name: '第三期房款', dueOn: '2026年6月10日', amountFen: 20_000_000 },
      ],
    });
    expect(title).toBe('2026年6月交款通知');
    expect(text).toContain(
      '第二期房款：人民币 100,000.00 元，应付日期 2026年6月4日\n第三期房款：人民币 200,000.00 元',
    );
    expect(text).toContain('合计：人民币 300,000.00 元。\n');
  });

  test('amounts come in fen, several things as a list', () => {
    const fields = { unit: 'B1-1203', receiptNo: 'DJ-000001', signBy: '2026年3月17日' };
    const { text } = renderNotice('subscription.deposit-received', { ...fields, amountFen: 2_000_000 });
    expect(text).toContain('人民币 20,000.00 元（人民币贰万元整）');
    const visit = { unit: 'A-1201', bank: '建设银行', visitAt: '2026年3月20日 10:00', place: '高新支行' };
    const notice = renderNotice('mortgage.visit-notice', { ...visit, materials: ['身份证', '户口簿'] });
    expect(notice.text).toContain('请携带：身份证、户口簿\n');
  });

  test('a row without a column is refused', () => {
    const fields = {
      unit: 'A-1201',
      month: '2026年6月',
      totalAmountFen: 100,
      instalments: [{ name: '首期', amountFen: 100 }],
    };
    expect(() => renderTemplate('collection.due-notice', fields)).toThrow(/dueOn/);
  });
});

describe('one message', () => {
  const one = { title: '签约提醒', text: '请签约。' };
  const two = { title: '按揭办理提醒', text: '请办理按揭。' };

  test('greets a client and says who writes', () => {
    expect(
      composeMessage([one], { audience: 'client', recipientName: '王先生', senderName: '滨江花园销售中心' }),
    ).toEqual({
      title: '签约提醒',
      text: '尊敬的王先生：\n您好！\n\n请签约。\n\n滨江花园销售中心',
    });
  });

  test('reminders of one day go as one, numbered', () => {
    const { title, text } = composeMessage([one, two], { audience: 'client' });
    expect(title).toBe('签约提醒等 2 项');
    expect(text).toBe('尊敬的客户：\n您好！\n\n1. 签约提醒\n请签约。\n\n2. 按揭办理提醒\n请办理按揭。');
  });

  test('staff get the bare text', () => {
    expect(composeMessage([one], { audience: 'staff', recipientName: '李' })).toEqual(one);
  });

  test('an empty message is an error', () => {
    expect(() => composeMessage([], { audience: 'client' })).toThrow();
  });
});
