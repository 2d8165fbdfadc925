import type { NoticeTemplate } from '../notices/template';

const aboutTask = ['title', 'processName', 'subject', 'holder'] as const;

/** Every wait on a person: reminded at half time and when due, then escalated. */
export const taskNotices = [
  {
    id: 'tasks.reminder',
    kind: 'reminder',
    audience: 'staff',
    title: '待办提醒：{{title}}',
    fields: aboutTask,
    optional: ['dueAt'],
    text: '{{holder}}：您有一项待办尚未完成。\n事项：{{title}}（{{processName}}，{{subject}}）{{#dueAt}}\n完成期限：{{dueAt}}{{/dueAt}}\n请按时办理。',
  },
  {
    id: 'tasks.due',
    kind: 'reminder',
    audience: 'staff',
    title: '待办到期：{{title}}',
    fields: aboutTask,
    optional: ['dueAt'],
    text: '{{holder}}：以下待办已到期限，请立即办理。\n事项：{{title}}（{{processName}}，{{subject}}）{{#dueAt}}\n完成期限：{{dueAt}}{{/dueAt}}\n仍未办理的，将按规定上报。',
  },
  {
    id: 'tasks.escalated',
    kind: 'notice',
    audience: 'staff',
    title: '逾期上报：{{title}}',
    fields: aboutTask,
    optional: ['dueAt'],
    text: '以下事项逾期未办，现上报，请督促或直接处理。\n事项：{{title}}（{{processName}}，{{subject}}）{{#dueAt}}\n完成期限：{{dueAt}}{{/dueAt}}\n经办：{{holder}}',
  },
  {
    id: 'tasks.stand-in',
    kind: 'notice',
    audience: 'staff',
    title: '代办事项：{{title}}',
    fields: aboutTask,
    optional: ['dueAt'],
    text: '{{holder}}目前不在岗，以下事项请您代为办理。\n事项：{{title}}（{{processName}}，{{subject}}）{{#dueAt}}\n完成期限：{{dueAt}}{{/dueAt}}\n{{holder}}返岗后，未办完的事项将交还本人。',
  },
  {
    id: 'tasks.undo-stuck',
    kind: 'notice',
    audience: 'staff',
    title: '撤销未完成，请人工处理：{{title}}',
    fields: ['title', 'processName', 'subject', 'reason'],
    text: '{{processName}}（{{subject}}）在撤销时有一项未能自动完成，请人工处理。\n事项：{{title}}\n原因：{{reason}}',
  },
  {
    id: 'tasks.unknown-event',
    kind: 'notice',
    audience: 'staff',
    title: '收到无法识别的外部消息：{{process}}',
    fields: ['process', 'event', 'eventId'],
    text: '{{process}}收到一条无法识别的外部消息“{{event}}”（编号 {{eventId}}），未作处理。请核实来源。',
  },
  {
    id: 'tasks.refused-by-rule',
    kind: 'notice',
    audience: 'staff',
    title: '自动处理受阻：{{process}}',
    fields: ['process', 'action', 'reason'],
    text: '{{process}}在自动处理“{{action}}”时，被规则拒绝，流程停在原处。请人工处理。\n原因：{{reason}}',
  },
] as const satisfies readonly NoticeTemplate[];
