import type { DefectClass } from '../../../models/resources/defect-classes';
import type { Severity } from './clocks.rules';
import type { Channel, Outcome } from './contract';

/** The words of forms and notices. */
export const CLASS_NAMES: Readonly<Record<DefectClass, string>> = {
  structure: '主体结构',
  waterproofing: '防水防渗',
  heating: '供热系统',
  cooling: '供冷系统',
  wiring: '电气管线',
  plumbing: '给排水管道',
  equipment: '设备安装',
  'fit-out': '装修工程',
  'doors-windows': '门窗',
  other: '其他',
};

export const SEVERITY_NAMES: Readonly<Record<Severity, string>> = {
  urgent: '紧急',
  crack: '裂缝',
  blemish: '瑕疵',
};

export const CHANNEL_NAMES: Readonly<Record<Channel, string>> = {
  phone: '电话报修',
  written: '书面报修',
  counter: '前台报修',
  handover: '交房验收',
};

export const OUTCOME_NAMES: Readonly<Record<Outcome, string>> = {
  repaired: '已修复',
  'repaired-own-team': '已由我方修复',
  'owner-paid': '已付费修复',
  'owner-repaired': '业主自行修复，费用已支付',
  'not-warranty': '不属于保修范围',
  'no-access': '多次未能上门',
  withdrawn: '业主撤回',
  cancelled: '已取消',
};
