import { workflowIdOf } from '../../../workflows/kernel/contract';
import { z } from 'zod';
import { paymentCorrectionSchema } from '../../../workflows/money/payment-correction/schema';
import type { PaymentRow } from '../../../models/books';
import { startProcess } from '../../../activities/start-process';
import type { RecordRow } from '../../../models/kernel';
import { paymentCorrectionContract } from '../../../workflows/money/payment-correction/contract';
import type { PaymentCorrection } from '../../../workflows/money/payment-correction/contract';
import type { Json } from '../../../workflows/kernel/words';
import { actorOf, requireProject } from '../../kernel/caller';
import { rowsOf } from '../../kernel/deps';
import { storingPersonal } from '../../kernel/personal-store';
import { notFound, Problem } from '../../kernel/problems';
import { envelopeOf, type Representation } from '../../kernel/representation';
import { type Answer, type Call, defineRoute, type Route } from '../../kernel/route';
import { ask, callStep } from '../../kernel/temporal';
import { zoneOf } from '../../kernel/time';

type AnswerPayment = (call: Call, id: string) => Promise<Answer>;

/** 冲正 and 改挂 of a booked payment: asked by one of finance, approved by another. The steps stand at the payment. */
export function correctionRoutes(answer: z.ZodType, answerPayment: AnswerPayment): Route[] {
  const request = (kind: 'reverse' | 'reassign', summary: string, body: z.ZodType): Route => ({
    method: 'post',
    path: `/payments/:key/${kind}`,
    wing: 'money',
    summary,
    answer,
    roles: paymentCorrectionContract.startRoles,
    process: paymentCorrectionContract.name,
    body,
    keyRequired: true,
    handle: async (call) => {
      const asked = { reason: 'wrong-sale', ...(call.body as { reason?: string }) };
      await begin(call, { kind, paymentId: call.params.key ?? '', ...asked });
      return answerPayment(call, call.params.key ?? '');
    },
  });
  const decide = (step: keyof PaymentCorrection['steps']): Route =>
    defineRoute({
      method: 'post',
      path: `/payments/:key/${step}`,
      wing: 'money',
      summary: `${paymentCorrectionContract.steps[step].title.zh} ${paymentCorrectionContract.steps[step].title.en}`,
      answer,
      roles: paymentCorrectionContract.steps[step].roles,
      process: paymentCorrectionContract.name,
      task: paymentCorrectionContract.steps[step].title,
      body: paymentCorrectionSchema.steps[step] as z.ZodType,
      keyRequired: true,
      handle: async (call) => {
        const open = await findOpen(call, call.params.key ?? '');
        if (!open)
          throw new Problem('step-not-open', `没有待复核的更正 ${step} is not open: no correction was asked for`);
        requireProject(call.caller, open.projectId);
        const asked = { actor: actorOf(call.caller), body: call.body as Json };
        await storingPersonal(call.deps, open.projectId, call.personal, () =>
          callStep(call.deps, open, { name: step }, asked, call.target),
        );
        return answerPayment(call, call.params.key ?? '');
      },
    });
  return [
    request('reverse', '申请冲正 Ask to reverse a payment', paymentCorrectionSchema.reversal),
    decide('approve-reverse'),
    request('reassign', '申请改挂 Ask to put a split on another sale', paymentCorrectionSchema.reassignment),
    decide('approve-reassign'),
    decide('withdraw-correction'),
  ];
}

/** Open steps of the correction that is being decided. */
export async function openCorrection(call: Call, paymentId: string): Promise<Representation['openSteps']> {
  const open = await findOpen(call, paymentId);
  if (!open) return [];
  return envelopeOf(paymentCorrectionContract, open, await zoneOf(call.deps, open.projectId)).openSteps;
}

function findOpen({ deps }: Call, paymentId: string): Promise<RecordRow | null> {
  return deps.models
    .recordsOf(paymentCorrectionContract)
    .findOne({ 'data.paymentId': paymentId, open: true })
    .lean<RecordRow | null>();
}

async function begin(call: Call, input: PaymentCorrection['input']): Promise<void> {
  const { deps, caller, target, personal: texts } = call;
  const payment = await rowsOf<PaymentRow>(deps, 'payments').findOne({ _id: input.paymentId });
  if (!payment) throw notFound('款项 payment');
  requireProject(caller, payment.projectId);
  const { projectId } = payment;
  const saleKey = payment.splits[0]?.saleKey;
  const start = {
    key: `${input.paymentId}-${target}`,
    projectId,
    saleKey,
    input: input as Json,
    actor: actorOf(caller),
    startToken: target,
  };
  await storingPersonal(deps, projectId, texts, () =>
    ask(deps, workflowIdOf(paymentCorrectionContract, start.key), () =>
      startProcess(deps, paymentCorrectionContract, start),
    ),
  );
}
