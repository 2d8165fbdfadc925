import { z } from 'zod';
import type { AnyContract } from '../../workflows/kernel/contract';
import { shownSchema } from './data-shown';
import { actor, bilingual, time, who } from './shown';

/**
 * The representation of one process, as `/openapi.json` describes it: its entries in a list have no history.
 * @param data what the process knows, by its schema; a field that stands in every representation replaces that
 * @param more fields that are added, or shown otherwise than as they are stored
 */
export function representationSchema(
  contract: AnyContract,
  data: z.ZodObject,
  more: z.ZodRawShape = {},
): z.ZodType {
  return z
    .object({
      id: z.string(),
      workflowId: z.string().meta({ examples: [`${contract.name}:…`] }),
      process: z.string().optional(),
      projectId: z.string(),
      saleKey: z.string().optional(),
      status: z.enum(Object.keys(contract.statuses)),
      statusTitle: bilingual.optional(),
      statusSince: time().optional(),
      open: z.boolean(),
      startedAt: time(),
      startedBy: z.string().optional(),
      closedAt: time().optional(),
      ownerId: z.string().optional(),
      dueAt: time().optional(),
      about: z.string().optional(),
      rev: z.int().optional(),
      openSteps: z.array(openStep(Object.keys(contract.steps))),
      deadlines: z.array(deadline(Object.keys(contract.deadlines))),
      history: z.array(historyEntry).optional(),
      ...shownSchema(data).shape,
      ...more,
    })
    .meta({ title: componentName(contract), description: `${contract.title.zh} ${contract.title.en}` });
}

/** A phase as the sale it belongs to shows it. */
export const phaseAnswer = z.object({
  workflowId: z.string().optional(),
  status: z.string(),
  statusTitle: bilingual.optional(),
  statusSince: time().optional(),
  open: z.boolean(),
  dueAt: time().optional(),
  openSteps: z.array(openStep()).optional(),
  deadlines: z.array(deadline()).optional(),
});

/** A step that is open, of those with these names. */
export function openStep(names?: string[]) {
  return z.object({
    name: nameOf(names),
    part: z.string().optional(),
    title: bilingual.optional(),
    ...who.shape,
    since: time(),
    due: time().optional(),
    calendarKnown: z.boolean().optional(),
    about: z.string().optional(),
    escalatedTo: z.array(who).optional(),
    taskId: z.string().optional(),
  });
}

/** A deadline that runs, of those with these names. */
export function deadline(names?: string[]) {
  return z.object({
    name: nameOf(names),
    part: z.string().optional(),
    at: time(),
    follows: bilingual.optional(),
    calendarKnown: z.boolean(),
    calendar: z.enum(['statutory', 'centre']).optional(),
    period: z.string().optional(),
    why: z.string().optional(),
  });
}

export const historyEntry = z.object({
  seq: z.int(),
  at: time(),
  actor,
  action: z.string(),
  outcome: z.string(),
  notes: z.record(z.string(), z.unknown()),
});

function nameOf(names: string[] = []) {
  return names.length > 0 ? z.enum(names) : z.string();
}

/** `VisitClaim`: a schema with this title becomes a component of the document. */
function componentName({ type }: AnyContract): string {
  return type.charAt(0).toUpperCase() + type.slice(1);
}
