import type { z } from 'zod';
import type { AnyContract } from '../../workflows/kernel/contract';
import { toSchema } from './json-schema';
import type { JsonSchema } from './route';

const time: JsonSchema = { type: 'string', format: 'date-time' };
const text: JsonSchema = { type: 'string' };
const texts: JsonSchema = { type: 'array', items: text };
const bilingual: JsonSchema = { type: 'object', properties: { zh: text, en: text }, required: ['zh', 'en'] };

/** The representation of one process, as `/openapi.json` describes it. */
export function representationSchema(contract: AnyContract, data?: z.ZodType | JsonSchema): JsonSchema {
  const known = data === undefined ? {} : toSchema(data, 'output');
  return {
    type: 'object',
    title: componentName(contract),
    description: `${contract.title.zh} ${contract.title.en}`,
    required: ['id', 'workflowId', 'projectId', 'status', 'open', 'startedAt', 'openSteps', 'deadlines'],
    properties: {
      ...(known.properties as JsonSchema | undefined),
      id: text,
      workflowId: { type: 'string', examples: [`${contract.name}:…`] },
      projectId: text,
      saleKey: text,
      status: { enum: Object.keys(contract.statuses) },
      statusTitle: bilingual,
      statusSince: time,
      open: { type: 'boolean' },
      startedAt: time,
      startedBy: text,
      closedAt: time,
      ownerId: text,
      dueAt: time,
      openSteps: { type: 'array', items: openStep(Object.keys(contract.steps)) },
      deadlines: { type: 'array', items: deadline(Object.keys(contract.deadlines)) },
      history: { type: 'array', items: entry },
    },
    additionalProperties: true,
  };
}

/** A page of a list; the entries have no history. */
export function listSchema(contract: AnyContract): JsonSchema {
  return {
    type: 'object',
    required: ['items'],
    properties: {
      items: { type: 'array', items: { $ref: `#/components/schemas/${componentName(contract)}` } },
      nextCursor: text,
    },
  };
}

function openStep(names: string[]): JsonSchema {
  return {
    type: 'object',
    required: ['name', 'since'],
    properties: {
      name: { enum: names },
      part: text,
      title: bilingual,
      roles: texts,
      staffIds: texts,
      since: time,
      due: time,
      calendarKnown: { type: 'boolean' },
      escalatedTo: { type: 'array', items: { type: 'object', properties: { roles: texts, staffIds: texts } } },
    },
  };
}

function deadline(names: string[]): JsonSchema {
  return {
    type: 'object',
    required: ['name', 'at', 'calendarKnown'],
    properties: {
      name: names.length > 0 ? { enum: names } : text,
      part: text,
      at: time,
      follows: bilingual,
      calendarKnown: { type: 'boolean' },
      why: text,
    },
  };
}

const entry: JsonSchema = {
  type: 'object',
  required: ['at', 'actor', 'action'],
  properties: {
    seq: { type: 'integer' },
    at: time,
    actor: { type: 'object', properties: { staffId: text, roles: texts } },
    action: text,
    outcome: text,
    notes: { type: 'object' },
  },
};

/** `VisitClaim`: a schema with this title becomes a component of the document. */
function componentName({ type }: AnyContract): string {
  return type.charAt(0).toUpperCase() + type.slice(1);
}
