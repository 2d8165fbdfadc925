import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { contracts } from '../workflows/contracts';
import type { PolicyKind } from '../workflows/kernel/contract';
import { isPeriod, parsePeriod } from '../workflows/kernel/period';
import type { Json } from '../workflows/kernel/words';

const schedule = z.strictObject({
  id: z.string(),
  workflow: z.string(),
  /** Calendar times in the zone, as cron text: `0 9 3 * *`. */
  cron: z.string(),
  zone: z.string(),
  overlap: z.enum(['SKIP', 'BUFFER_ONE', 'BUFFER_ALL']),
  catchup: z.string(),
  pauseOnFailure: z.boolean(),
  perProject: z.boolean().default(true),
  note: z.string(),
});

const timeOfDay = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, "must be a time of day like '18:00'");
const period = z.string().refine(isPeriod, "must be a period like '30 minutes'");

/** Sending of notices (3-collection-run: send 09:00–20:00, 3 tries in 1 hour, then call task). */
const delivery = z.strictObject({
  /** When clients are written to, by the project's clock; staff are at any time. */
  clientHours: z.strictObject({ from: timeOfDay, to: timeOfDay }),
  /** Waits between the tries; one try more than waits. */
  retryAfter: z.array(period),
  /** By when a person has called, or found out whether a message was sent. */
  callWithin: period,
});

const file = z.strictObject({
  connection: z.strictObject({ profile: z.string(), address: z.string(), namespace: z.string() }),
  namespace: z.strictObject({ retention: z.string() }),
  searchAttributes: z.record(z.string(), z.enum(['KEYWORD', 'DATETIME', 'TEXT', 'INT', 'BOOL'])),
  taskQueues: z.strictObject({ processes: z.string(), bulk: z.string() }),
  worker: z.strictObject({
    maxCachedWorkflows: z.int().positive(),
    maxConcurrentWorkflowTasks: z.int().positive(),
    maxConcurrentActivities: z.int().positive(),
    maxConcurrentBulkActivities: z.int().positive(),
    workflowTaskTimeout: z.string(),
    continueAsNewAfterEvents: z.int().positive(),
    shutdownGraceTime: z.string(),
    shutdownForceTime: z.string(),
  }),
  schedules: z.array(schedule),
  delivery,
  policy: z.record(z.string(), z.record(z.string(), z.json())),
  /** Values of single projects, over those of `policy`. */
  projects: z.record(z.string(), z.record(z.string(), z.record(z.string(), z.json()))).default({}),
});

type File = z.infer<typeof file>;
export type ScheduleSettings = z.infer<typeof schedule>;

/** `temporal.yaml`, checked, and the environment over it. */
export interface Settings extends Omit<File, 'policy' | 'projects'> {
  /** All of a process's policy values in a project: pinned when it starts. */
  policyOf(process: string, projectId: string): Record<string, Json>;
  /** Clocks may be moved: only with the local servers. */
  sandbox: boolean;
}

/** A key that is not known is named: messages made for forms do not, there it stands beside its field. */
function messageOf(issue: z.core.$ZodIssue): string {
  if (issue.code !== 'unrecognized_keys') return issue.message;
  return `Unrecognized key: ${issue.keys.map((key) => `"${key}"`).join(', ')}`;
}

/**
 * Read and check `temporal.yaml`.
 * @throws Error that names every wrong key and what it should be
 */
export function readSettings(
  env: Record<string, string | undefined> = process.env,
  path = defaultPath(),
): Settings {
  const parsed = file.safeParse(parse(readFileSync(path, 'utf8')));
  if (!parsed.success) {
    throw new Error(
      parsed.error.issues.map((issue) => `temporal.yaml: ${issue.path.join('.')}: ${messageOf(issue)}`).join('\n'),
    );
  }
  const { policy, projects, ...rest } = parsed.data;
  const problems = [...policyProblems('policy', policy, true), ...projectProblems(projects)];
  if (problems.length > 0) throw new Error(problems.map((problem) => `temporal.yaml: ${problem}`).join('\n'));
  const suffix = env.ESTATEFLOW_QUEUE_SUFFIX ?? '';
  return {
    ...rest,
    connection: {
      profile: env.TEMPORAL_PROFILE ?? rest.connection.profile,
      address: env.TEMPORAL_ADDRESS ?? rest.connection.address,
      namespace: env.TEMPORAL_NAMESPACE ?? rest.connection.namespace,
    },
    taskQueues: { processes: rest.taskQueues.processes + suffix, bulk: rest.taskQueues.bulk + suffix },
    policyOf: (process, projectId) => ({ ...policy[process], ...projects[projectId]?.[process] }),
    sandbox: env.ESTATEFLOW_SANDBOX === '1',
  };
}

function defaultPath(): string {
  return process.env.ESTATEFLOW_SETTINGS ?? resolve('temporal.yaml');
}

function projectProblems(projects: File['projects']): string[] {
  return Object.entries(projects).flatMap(([id, policy]) => policyProblems(`projects.${id}`, policy, false));
}

/** Every value a contract names must be there and of its kind; a value no contract names is a mistake. */
function policyProblems(where: string, policy: File['policy'], complete: boolean): string[] {
  const problems: string[] = [];
  for (const [process, values] of Object.entries(policy)) {
    const contract = contracts.find((c) => c.name === process);
    if (!contract) {
      problems.push(`${where}.${process}: there is no such process`);
      continue;
    }
    const kinds = contract.policy as Record<string, PolicyKind>;
    for (const [key, value] of Object.entries(values)) {
      const kind = kinds[key];
      const problem = kind === undefined ? 'there is no such policy value' : problemOf(kind, value as Json);
      if (problem) problems.push(`${where}.${process}.${key}: ${problem}`);
    }
  }
  if (!complete) return problems;
  for (const contract of contracts) {
    for (const key of Object.keys(contract.policy)) {
      if (policy[contract.name]?.[key] === undefined) problems.push(`${where}.${contract.name}.${key}: is missing`);
    }
  }
  return problems;
}

function problemOf(kind: PolicyKind, value: Json): string | undefined {
  if (typeof kind === 'object' && 'check' in kind) return kind.check(value);
  if (typeof kind === 'object')
    return kind.oneOf.includes(value as string) ? undefined : `must be one of ${kind.oneOf.join(', ')}`;
  if (kind === 'json') return undefined;
  if (kind === 'boolean') return typeof value === 'boolean' ? undefined : 'must be true or false';
  if (kind === 'integer') return Number.isSafeInteger(value) ? undefined : 'must be a whole number';
  if (kind === 'time')
    return /^([01]\d|2[0-3]):[0-5]\d$/.test(String(value)) ? undefined : "must be a time of day like '18:00'";
  try {
    parsePeriod(String(value));
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}
