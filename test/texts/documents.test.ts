import {
  checkDocuments,
  type DocumentKind,
  documentKinds,
  renderDocument,
  seriesOf,
} from '../../activities/texts/documents';
import type { FieldValue } from '../../activities/texts/placeholders';
import { formatYuan } from '../../activities/texts/money-words';

const page = {
  number: 'RG-000001',
  projectName: '滨江花园',
  companyName: '滨江置业有限公司',
  issuedAt: Date.parse('2026-03-10T16:10:00+08:00'),
  zone: 'Asia/Shanghai',
};

/** A value that shows its field's name, so that a page can be read back; an amount is told by the length of its name. */
const sample = (name: string) => (name.endsWith('Fen') ? name.length : `«${name}»`);
const shown = (name: string) => (name.endsWith('Fen') ? formatYuan(name.length) : `«${name}»`);

/** Values that show their own field's name, so that a page can be read back. */
function samples(kind: DocumentKind): Record<string, FieldValue> {
  const names = [...kind.fields, ...(kind.optional ?? [])];
  const rows = Object.entries(kind.lists ?? {}).map(([list, columns]) => [
    list,
    [Object.fromEntries(columns.map((column) => [column, sample(column)]))],
  ]);
  return Object.fromEntries([...names.map((name) => [name, sample(name)]), ...rows]);
}

const receipt = {
  unit: 'B1-1203',
  payerName: '王某',
  amountFen: 2_000_000,
  method: 'POS 刷卡',
  purpose: '定金',
  receivedOn: '2026年3月10日',
  countedBy: ['金某', '白某'],
};

describe.each([...documentKinds.values()].map((kind) => [kind.kind, kind] as const))('%s', (name, kind) => {
  test('shows its number, company, project, title and every field', () => {
    const html = renderDocument(name, { ...page, fields: samples(kind) });
    expect(html).toMatch(/^<!DOCTYPE html>\n<html lang="zh-CN">/);
    for (const text of [page.number, page.companyName, page.projectName, `<h1>${kind.title}</h1>`]) {
      expect(html).toContain(text);
    }
    for (const field of [...kind.fields, ...(kind.optional ?? [])]) expect(html).toContain(shown(field));
    for (const columns of Object.values(kind.lists ?? {})) {
      for (const column of columns) expect(html).toContain(shown(column));
    }
    expect(html).not.toMatch(/\{\{|undefined|null|作废|副本/);
  });

  test('needs every declared field, and knows no other', () => {
    for (const field of kind.fields) {
      const fields = { ...samples(kind), [field]: undefined };
      expect(() => renderDocument(name, { ...page, fields })).toThrow(new RegExp(`${name}.*${field}`));
    }
    const fields = { ...samples(kind), colour: 'red' };
    expect(() => renderDocument(name, { ...page, fields })).toThrow(new RegExp(`${name}.*colour`));
  });

  test('escapes what people typed', () => {
    const [field] = kind.fields as [string];
    const html = renderDocument(name, {
      ...page,
      fields: { ...samples(kind), [field]: '<script>alert(1)</script>' },
    });
    expect(html).not.toContain('<script>');
    expect(html).toContain('&lt;script&gt;');
  });
});

describe('forms and receipts', () => {
  test('1-front: subscription 1, the deposit receipt says 人民币贰万元整, the unit, method, purpose and who counted', () => {
    const html = renderDocument('deposit-receipt', { ...page, number: 'DJ-000001', fields: receipt });
    for (const text of ['B1-1203', '￥20,000.00', '人民币贰万元整', 'POS 刷卡', '定金', '金某、白某'])
      expect(html).toContain(text);
  });

  test('a reprint is marked 副本, a void receipt 作废', () => {
    const reprint = renderDocument('receipt', { ...page, marks: ['copy'], fields: receipt });
    expect(reprint).toContain('>副本<');
    expect(reprint).not.toContain('>作废<');
    const both = renderDocument('receipt', { ...page, marks: ['copy', 'void'], fields: receipt });
    expect(both).toContain('>副本<');
    expect(both).toContain('>作废<');
  });

  test('1-front: the subscription form prints four copies, 1 client, 1 assistant, 2 finance, 自定金交付时生效', () => {
    const fields = {
      unit: 'B1-1203',
      depositAmountFen: 2_000_000,
      buyers: [{ name: '王某', idNo: '1', phone: '2' }],
      plan: [],
    };
    const html = renderDocument('subscription-form', { ...page, fields });
    expect(html.match(/<section class="sheet">/g)).toHaveLength(4);
    expect(html.match(/自定金交付时生效/g)).toHaveLength(4);
    for (const copy of [
      '第 1 份，共 4 份（客户）',
      '第 2 份，共 4 份（销售助理）',
      '第 3 份，共 4 份（财务）',
      '第 4 份，共 4 份（财务）',
    ]) {
      expect(html).toContain(copy);
    }
  });

  test('the date is the one in the project zone', () => {
    const late = { ...page, issuedAt: Date.parse('2026-03-10T16:30:00Z') };
    expect(renderDocument('receipt', { ...late, fields: receipt })).toContain('2026年3月11日');
  });

  test('every kind has its own number series', () => {
    const series = [...documentKinds.keys()].map(seriesOf);
    expect(series).toEqual(['DJ', 'SJ', 'KR', 'RG', 'QC', 'CK', 'JK', 'LS', 'WY', 'BB', 'JG', 'BX', 'RW']);
  });

  test('an unknown kind is an error', () => {
    expect(() => renderDocument('postcard', { ...page, fields: {} })).toThrow(/postcard/);
    expect(() => seriesOf('postcard')).toThrow(/postcard/);
  });
});

describe('a document with a wrong field fails at start', () => {
  const kind: DocumentKind = { kind: 'test', title: '试', prefix: 'T', fields: ['unit'], body: '<p>{{unit}}</p>' };

  test('the house documents are right', () => {
    expect(() => checkDocuments()).not.toThrow();
    expect(() => checkDocuments([kind])).not.toThrow();
  });

  test.each<[string, Partial<DocumentKind>, RegExp]>([
    ['a field that is not declared', { body: '{{unit}}{{untt}}' }, /test.*untt/],
    ['a field that is not used', { fields: ['unit', 'price'] }, /test.*price/],
    ['a field that is not escaped', { body: '{{unit}}{{{unit}}}' }, /test.*escaped/],
    ['a field that the page already has', { fields: ['unit', 'number'] }, /test.*number/],
  ])('%s', (_, over, message) => {
    expect(() => checkDocuments([{ ...kind, ...over }])).toThrow(message);
  });

  test('two kinds with one number series', () => {
    expect(() => checkDocuments([kind, { ...kind, kind: 'other' }])).toThrow(/T/);
  });
});
