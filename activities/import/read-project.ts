import { LineCounter, parseDocument } from 'yaml';
import { z } from 'zod';
import { noticeChannelKinds } from '../../models/resources/client';
import { defectClasses } from '../../models/resources/defect-classes';
import type { BadRow } from './bad-rows';
import { date, id, isDate, number, oneOf, phone, text } from './cells';

const file = 'project.yaml';

const ppm = z.int('must be a whole number of millionths a day').min(0);
const period = text.regex(/^\d+ (days|workdays|calendar-days|months)$/, 'must be a period such as 3 months');
const instant = z.iso
  .datetime({ offset: true, error: 'must be a time such as 2026-03-10T10:00:00+08:00' })
  .refine((time) => isDate(time.slice(0, 10)), 'must be of a year from 1900 to 2999');

const projectSchema = z.strictObject({
  id,
  name: text,
  company: text,
  city: text,
  address: text.optional(),
  phone: phone.optional(),
  zone: text.refine(isZone, 'must be an IANA time zone such as Asia/Shanghai').default('Asia/Shanghai'),
  centre: z
    .strictObject({
      closedDates: z.array(date).default([]),
      closedWeekdays: z.array(z.int().min(1).max(7)).default([]),
    })
    .default({ closedDates: [], closedWeekdays: [] }),
  contractTemplate: z
    .strictObject({
      latePaymentPpm: ppm.optional(),
      lateDeliveryPpm: ppm.optional(),
      lateTitlePpm: ppm.optional(),
      handoverOn: date.optional(),
      addressClause: z.boolean().optional(),
      noticeChannel: oneOf(noticeChannelKinds).optional(),
      demandPeriod: period.optional(),
      titlePeriod: period.optional(),
      rescissionPeriod: period.optional(),
      areaRefundPeriod: period.optional(),
    })
    .default({}),
  supervisedAccounts: z.array(z.strictObject({ no: number, bank: id, purpose: text })),
  warrantyMonths: z.partialRecord(z.enum(defectClasses), z.int().min(1)).optional(),
  /** The release plan that is in force: its permit 预售许可证 and when it opens. */
  release: z.strictObject({ permitNo: number, openAt: instant }),
  /** The price list that is in force. */
  prices: z.strictObject({ effectiveFrom: instant }),
});

/** `project.yaml`, with the line of each of its keys for what other files contradict. */
export type ProjectFile = z.output<typeof projectSchema> & { lineOf: (...path: (string | number)[]) => number };

/** Reads and checks `project.yaml`; adds what is wrong to `bad` and then returns nothing. */
export function readProject(yaml: string, bad: BadRow[]): ProjectFile | undefined {
  const lines = new LineCounter();
  const document = parseDocument(yaml.replace(/^\uFEFF/, ''), { lineCounter: lines });
  for (const error of document.errors) {
    bad.push({
      file,
      line: error.linePos?.[0].line ?? 1,
      field: 'file',
      reason: error.message.split('\n')[0] ?? '',
    });
  }
  if (document.errors.length > 0) return undefined;

  /** The line of a key, or of the nearest part around it that is there. */
  function lineOf(...path: (string | number)[]): number {
    for (let length = path.length; length > 0; length -= 1) {
      const node = document.getIn(path.slice(0, length), true) as { range?: [number, number, number] } | undefined;
      if (node?.range) return lines.linePos(node.range[0]).line;
    }
    return 1;
  }

  const checked = projectSchema.safeParse(document.toJS() ?? {});
  if (checked.success) return { ...checked.data, lineOf };
  for (const issue of checked.error.issues) {
    const path = issue.path.map((part) => (typeof part === 'number' ? part : String(part)));
    const keys = issue.code === 'unrecognized_keys' ? issue.keys.map((key) => [...path, key]) : [path];
    for (const key of keys) {
      bad.push({ file, line: lineOf(...key), field: key.join('.') || 'file', reason: issue.message });
    }
  }
  return undefined;
}

function isZone(zone: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone });
    return true;
  } catch {
    return false;
  }
}
