/**
 * What the contract says where the law leaves it to the parties. Pinned at the stamp; what is
 * absent is silent, and the law holds. Rates are millionths of the sum a day, dates local, periods as people write them.
 */
export interface ContractTerms {
  latePaymentPpm?: number;
  lateDeliveryPpm?: number;
  lateTitlePpm?: number;
  /** Last day of handover. */
  handoverOn?: string;
  agreedAreaHundredths: number;
  /** 送达地址: id of a personal text, never the address itself. */
  serviceAddress?: string;
  /** Notices sent to the address count as served 送达条款. */
  addressClause: boolean;
  noticeChannel?: string;
  demandPeriod?: string;
  titlePeriod?: string;
  rescissionPeriod?: string;
  areaRefundPeriod?: string;
}
