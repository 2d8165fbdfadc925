import type { NoticeTemplate } from '../../notices/template';

/** 交易主线: what concerns the whole sale. */
export const saleNotices = [
  {
    id: 'sale.reassigned',
    kind: 'notice',
    audience: 'staff',
    title: '客户移交：{{unit}}',
    fields: ['unit', 'from', 'to', 'reason'],
    text: '{{unit}} 的客户由{{from}}移交{{to}}跟进，待办事项随之移交，期限不变。\n原因：{{reason}}',
  },
] as const satisfies readonly NoticeTemplate[];
