/** What is wrong with a field, as people at a counter say it: Chinese first. The one map of zod's own issues. */
import { z } from 'zod';

type Issue = z.core.$ZodRawIssue;

const REQUIRED = '必填 required';

const { localeError: otherwise } = z.locales.zhCN();

const TYPES: Readonly<Record<string, string>> = {
  string: '须为文字 must be text',
  number: '须为数字 must be a number',
  int: '须为整数 must be a whole number',
  boolean: '须为 true 或 false must be true or false',
  array: '须为列表 must be a list',
  object: '须为一组字段 must be an object',
  record: '须为一组字段 must be an object',
};

const FORMATS: Readonly<Record<string, string>> = {
  date: '须为日期，如 2026-03-10 must be a date',
  datetime: '须为带时区的时间，如 2026-03-10T10:00:00+08:00 must be a time with its offset',
  email: '须为电子邮箱地址 must be a mail address',
  url: '须为网址 must be a URL',
};

function tooSmall({ origin, minimum }: Extract<Issue, { code: 'too_small' }>): string {
  const least = Number(minimum);
  if (origin === 'string') return least <= 1 ? REQUIRED : `至少 ${least} 个字 at least ${least} characters`;
  if (origin === 'array' || origin === 'set')
    return least <= 1 ? '至少填一项 at least one' : `至少 ${least} 项 at least ${least}`;
  return `不能小于 ${least} not less than ${least}`;
}

function tooBig({ origin, maximum }: Extract<Issue, { code: 'too_big' }>): string {
  const most = Number(maximum);
  if (origin === 'string') return `最多 ${most} 个字 at most ${most} characters`;
  if (origin === 'array' || origin === 'set') return `最多 ${most} 项 at most ${most}`;
  return `不能大于 ${most} not more than ${most}`;
}

/** A field that is left out or left empty is asked for in plain words, whatever its type. */
function say(issue: Issue): string | undefined | { message: string } | null {
  if (issue.input === undefined && issue.code !== 'unrecognized_keys') return REQUIRED;
  switch (issue.code) {
    case 'invalid_type':
      return issue.input === null ? REQUIRED : (TYPES[issue.expected] ?? otherwise(issue));
    case 'too_small':
      return tooSmall(issue);
    case 'too_big':
      return tooBig(issue);
    case 'invalid_value': {
      const values = issue.values.map(String);
      return values.length === 1
        ? `只能填 ${values[0]} only this value`
        : `须为以下之一 one of: ${values.join('、')}`;
    }
    case 'invalid_format':
      return FORMATS[issue.format] ?? '格式不对 not in the right form';
    case 'unrecognized_keys':
      return '未知字段 unknown field';
    case 'invalid_union':
      return '不是可填的内容 none of the permitted forms';
    default:
      return otherwise(issue);
  }
}

z.config({ localeError: say });
