import type { Draft } from '../../kernel/draft';
import { look } from '../../kernel/look';
import { defineProcess } from '../../kernel/process';
import { mortgageContract } from '../mortgage/contract';
import { type Sale, saleContract } from './contract';
import { lateInSales } from '../escalation';
import { cancel, carryOutCancel } from './cancel';
import { beginPhase, tellPhases } from './phases';
import { confirmLedger, takeOver } from './take-over';
import type { SaleTerms } from '../../books/terms/sale';
import { signingContract } from '../signing/contract';
import { subscriptionContract } from '../../front/subscription/contract';
import { unitOnSale } from '../../books/unit/row';

/** 交易主线: begins each phase when its turn comes and knows where the whole stands; the phases do the work. */
export const sale = defineProcess(saleContract, {
  async begin(sale, input) {
    sale.allow('cancel');
    sale.allow('reassign');
    const [stranger] = await look.unknownClients(sale.projectId, input.buyers);
    if (stranger)
      sale.refuse('unknown-client', `${stranger} 不是本项目的客户 no client of this project`, { field: 'buyers' });
    if (input.takeOver) {
      await takeOver(sale, input);
      if (sale.data.stampedAt !== undefined) await askForContact(sale);
      return;
    }
    await unitOnSale(sale, input.unitId, {
      saleKey: sale.key,
      consultantId: input.consultantId,
      leadId: input.leadId,
    });
    sale.data = { ...input, begun: [], contacts: [] };
    sale.owner = input.consultantId;
    sale.about = input.unitId;
    beginPhase(sale, subscriptionContract, input);
  },

  steps: {
    cancel: (sale, body) => cancel(sale, body),

    async reassign(sale, { consultantId, reason }) {
      const { data } = sale;
      const from = data.consultantId;
      const next = await look.colleague(sale.projectId, consultantId, sale.at);
      if (!next?.roles.includes('consultant')) {
        sale.refuse('unknown-consultant', '本项目没有这位置业顾问 nobody of that id sells in this project', {
          field: 'consultantId',
        });
      }
      if (consultantId === from)
        sale.refuse('same-consultant', '该交易已由这位置业顾问负责 the sale is theirs already', {
          field: 'consultantId',
        });
      data.consultantId = consultantId;
      if (data.terms) data.terms.consultantId = consultantId;
      sale.owner = consultantId;
      sale.reassign(from, consultantId);
      sale.fact('reason', reason);
      tellPhases(sale, 'reassigned', { from, to: consultantId });
      sale.notify(
        'sale.reassigned',
        { staffIds: [from, consultantId] },
        {
          unit: { unit: data.unitId },
          from: { staff: from },
          to: { staff: consultantId },
          reason: { personal: reason },
        },
      );
    },

    async contact(sale, { channel, summary }) {
      sale.data.contacts.push({ at: sale.at, by: sale.actor.staffId, channel, summary });
      sale.data.lastContactAt = sale.at;
      await askForContact(sale);
    },

    'confirm-ledger': (sale, body) => confirmLedger(sale, body),
  },

  events: {
    subscribed(sale, { terms }) {
      sale.data.terms = terms;
      const skipsQualification = sale.policy.missingGates.includes('qualification');
      if (!sale.data.openChangeId) sale.to(skipsQualification ? 'signing' : 'qualifying');
      beginSigningPhases(sale, terms);
    },

    'terms-changed'(sale, { terms }) {
      sale.data.terms = terms;
      sale.data.unitId = terms.unitId;
      sale.about = terms.unitId;
      tellPhases(sale, 'terms-changed', { terms });
    },

    'subscription-ended'(sale, { outcome, owed }) {
      if (!sale.data.outcome) tellPhases(sale, 'sale-ended', { outcome }, [subscriptionContract]);
      sale.data.outcome = outcome;
      if (owed) return sale.to('cancelling');
      delete sale.data.openChangeId;
      sale.finish('cancelled');
    },

    'sign-overdue'(sale, { signBy }) {
      sale.data.signOverdueSince = signBy;
      tellPhases(sale, 'sign-overdue', { signBy });
    },

    'sign-extended'(sale, { signBy }) {
      delete sale.data.signOverdueSince;
      if (sale.data.terms) sale.data.terms.signBy = signBy;
      tellPhases(sale, 'sign-extended', { signBy });
    },

    'signing-set'(sale, { signingAt }) {
      sale.data.signingAt = signingAt;
    },

    'signing-missed'(sale) {
      delete sale.data.signingAt;
    },

    'contract-signed'(sale, { signedAt }) {
      sale.data.contractSignedAt = signedAt;
      if (sale.status !== 'cancelling') return;
      // The buyers signed before the fault was decided: there is nothing left to decide.
      delete sale.data.openChangeId;
      sale.to('signing');
    },

    'contract-returned'(sale) {
      delete sale.data.contractSignedAt;
    },

    async 'contract-stamped'(sale, { stampedAt, contractNo, terms, plan }) {
      Object.assign(sale.data, { stampedAt, contractNo, contractTerms: terms });
      if (plan && sale.data.terms) sale.data.terms.plan = plan;
      sale.to('performing');
      await askForContact(sale);
    },

    'loan-released'(sale, { amountFen }) {
      sale.data.loanReleasedFen = (sale.data.loanReleasedFen ?? 0) + amountFen;
    },

    'loan-settled'(sale) {
      sale.data.loanOutcome = 'settled';
    },

    'mortgage-ended'(sale, { outcome, rescission }) {
      const { data } = sale;
      data.loanOutcome = outcome;
      // One that is being cancelled or has been signed meanwhile is undone by whoever does that.
      if (!rescission || data.openChangeId || data.contractSignedAt) return;
      const { statementFileId: applicationFileId, askedBy } = rescission;
      carryOutCancel(sale, {
        reason: '贷款未获批准，双方均无责任',
        by: 'client',
        applicationFileId,
        askedBy,
        fault: 'none',
      });
    },

    /** It stands in the sale's history; what is paid and owed is the ledger's. */
    'payment-booked'() {},
  },
});

/** What opens on `subscribed`: signing, and for a mortgage the choice of the bank. */
function beginSigningPhases(sale: Draft<Sale>, terms: SaleTerms): void {
  beginPhase(sale, signingContract, { terms });
  if (terms.plan.kind === 'mortgage') beginPhase(sale, mortgageContract, { terms });
}

/** 回访: a contact each month from the stamp to the deed [S1]. */
async function askForContact(sale: Draft<Sale>): Promise<void> {
  const { consultantId } = sale.data;
  sale.ask('contact', {
    of: { staffIds: [consultantId] },
    within: sale.policy.contact,
    policyKey: 'contact',
    escalate: await lateInSales(sale, consultantId),
  });
}
