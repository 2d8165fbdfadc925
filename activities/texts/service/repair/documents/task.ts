import type { DocumentKind } from '../../../documents/kind';
import { facts, fill, signatures } from '../../../documents/layout';

const BLANK_LINES = '<br><br><br>';
const MATERIALS = `<tr>${'<td>&nbsp;</td>'.repeat(4)}</tr>`.repeat(4);

/** 维修任务单: carried there by whoever mends it, signed by the household, taken back when it is done (S1 4.2.2). */
export const repairTask = {
  kind: 'repair-task',
  title: '维修任务单',
  prefix: 'RW',
  fields: ['orderNo', 'unit', 'content', 'doer', 'dispatchedAt', 'defectClass', 'severity', 'finishBy'],
  optional: ['ownerName', 'address', 'phone', 'plannedAt'],
  body: `${facts(
    [
      ['报修单号', '{{orderNo}}'],
      ['房号', '{{unit}}'],
    ],
    [
      ['住户姓名', '{{ownerName}}'],
      ['联系电话', '{{phone}}'],
    ],
    [['地址', '{{address}}']],
    [['报修内容', '{{content}}']],
    [
      ['类别', '{{defectClass}}'],
      ['等级', '{{severity}}'],
    ],
    [
      ['维修单位（人）', '{{doer}}'],
      ['派单时间', '{{dispatchedAt}}'],
    ],
    [
      ['预约上门', '{{plannedAt}}'],
      ['完成期限', '{{finishBy}}'],
    ],
    [
      ['实际到场', ''],
      ['实际完成', ''],
    ],
    [['维修情况', BLANK_LINES]],
  )}
<table class="rows"><thead><tr><th style="width: 46%">用料、用工</th><th>数量</th><th>单价（元）</th><th>金额（元）</th></tr></thead><tbody>${MATERIALS}</tbody></table>
<p>住户意见：□ 满意&emsp;□ 基本满意&emsp;□ 不满意，原因：${fill('blank').replace('{{blank}}', '')}</p>
<p class="small">维修完成后本单交回维修部，并在《住户报修记录表》上标注完成时间。</p>
${signatures('维修人员', '住户', '维修部收回人')}`,
} as const satisfies DocumentKind;
