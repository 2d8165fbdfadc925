/** How the price is paid, as the 认购书 says; sums to the price. Dates are local dates `YYYY-MM-DD`. */
export type Plan =
  | { kind: 'lump'; payBy: string }
  | { kind: 'instalment'; rows: { dueBy: string; amountFen: number }[] }
  | { kind: 'mortgage'; downPercent: number; downPaymentFen: number; downPaymentBy: string; loanFen: number };

/** What the subscription hands on to the phases after it. No personal data. */
export interface SaleTerms {
  unitId: string;
  /** Client ids. */
  buyers: string[];
  consultantId: string;
  unitPriceFen: number;
  /** The agreed total. */
  priceFen: number;
  depositFen: number;
  plan: Plan;
  /** 24:00 of the form's date, epoch milliseconds. */
  signBy: number;
  mortgageBy?: number;
  formNo: string;
  depositReceiptNo: string;
}
