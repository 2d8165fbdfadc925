import type { OpenStep, StepCall } from './change';
import type { Contract, Shape } from './contract';
import type { Definition, Handler, SpecialStep } from './definition';
import type { Draft } from './draft';
import { refusal, roleNames } from './refusal';

type Body<S extends Shape> = S['steps'][keyof S['steps']];

/** Synchronous, before anything is in history: shape and role only. @throws `validation-failed`, `forbidden` */
export function checkShapeAndRole<S extends Shape>(contract: Contract<S>, step: string, call: StepCall): void {
  if (!call?.actor?.staffId || typeof call.body !== 'object' || call.body === null) {
    throw refusal('validation-failed', `缺少经办人或内容 ${step} needs an actor and a body`);
  }
  const roles = contract.steps[step]?.roles ?? [];
  if (!call.actor.roles.some((role) => roles.includes(role))) {
    throw refusal(
      'forbidden',
      `“${contract.steps[step]?.title.zh}”须由${roleNames(roles)}办理 ${step} is for ${roles.join(', ')}`,
      { roles },
    );
  }
}

/** Carry a step out on a draft, if it is open to who calls. @throws its refusal */
export async function doStep<S extends Shape>(
  contract: Contract<S>,
  definition: Definition<S>,
  draft: Draft<S>,
  step: string,
  call: StepCall,
): Promise<void> {
  const handler = definition.steps[step as keyof S['steps']];
  const special = 'do' in handler ? (handler as SpecialStep<S, Body<S>>) : undefined;
  const open = openStepFor(contract, special, draft, step, call);
  draft.done(open);
  await (special?.do ?? (handler as Handler<S, Body<S>>))(draft, call.body as Body<S>, open.part);
}

function openStepFor<S extends Shape>(
  contract: Contract<S>,
  special: SpecialStep<S, Body<S>> | undefined,
  draft: Draft<S>,
  step: string,
  call: StepCall,
): OpenStep {
  const part = special?.part?.(call.body as Body<S>, call.actor, draft.record);
  const open = draft.record.open ? draft.find(step as keyof S['steps'] & string, part) : undefined;
  const title = contract.steps[step]?.title.zh;
  if (!open) {
    const { status } = draft.record;
    const code = special?.closed?.(draft.record, call.actor) ?? contract.steps[step]?.closedCode;
    const now = contract.statuses[status as S['status']]?.zh;
    throw refusal(code ?? 'step-not-open', `现为“${now}”，不能办理“${title}” ${step} is not open while ${status}`, {
      status,
    });
  }
  const mine = [call.actor.staffId, ...(call.actor.actingFor ?? [])];
  if (open.who.staffIds && !open.who.staffIds.some((id) => mine.includes(id))) {
    throw refusal('forbidden', `“${title}”由其他人办理 ${step} waits for somebody else`);
  }
  if (open.notBy?.some((id) => mine.includes(id))) {
    throw refusal(
      'own-request',
      '不能审批自己的申请，也不能审核自己经办的事项 nobody decides on their own request or work',
    );
  }
  if (open.who.roles && !open.who.roles.some((role) => call.actor.roles.includes(role))) {
    throw refusal(
      'forbidden',
      `“${title}”现由${roleNames(open.who.roles)}办理 ${step} waits for ${open.who.roles.join(', ')}`,
    );
  }
  return open;
}
