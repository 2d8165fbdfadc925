import type { DocumentKind } from '../../../documents/kind';
import { facts, signatures } from '../../../documents/layout';

/** 报修单: goes to the repair desk and the contractor together, comes back with four signatures (S1 §2, §5). */
export const repairOrder = {
  kind: 'repair-order',
  title: '报修单',
  prefix: 'BX',
  isForm: true,
  fields: ['unit', 'content', 'channel', 'reportedAt'],
  optional: [
    'ownerName',
    'address',
    'phone',
    'appointmentAt',
    'defectClass',
    'severity',
    'contractor',
    'warrantyUntil',
    'acceptBy',
    'onSiteBy',
    'finishBy',
  ],
  body: `${facts(
    [
      ['房号', '{{unit}}'],
      ['报修时间', '{{reportedAt}}'],
    ],
    [
      ['住户姓名', '{{ownerName}}'],
      ['联系电话', '{{phone}}'],
    ],
    [['地址', '{{address}}']],
    [
      ['报修方式', '{{channel}}'],
      ['预约时间', '{{appointmentAt}}'],
    ],
    [['报修内容', '{{content}}']],
    [
      ['类别', '{{defectClass}}'],
      ['等级', '{{severity}}'],
    ],
    [
      ['责任单位', '{{contractor}}'],
      ['保修期至', '{{warrantyUntil}}'],
    ],
    [
      ['接单期限', '{{acceptBy}}'],
      ['到场期限', '{{onSiteBy}}'],
    ],
    [['预定完成期限', '{{finishBy}}']],
    [['维修情况', '<br><br><br>']],
    [['完成时间', '']],
  )}
<p class="small">超过预定完成期限的，安排专业人员接管维修，费用由责任单位承担。维修完成后由下列四方签认，维修单交回维修部。</p>
${signatures('维修部', '业主', '监理', '项目部')}`,
} as const satisfies DocumentKind;
