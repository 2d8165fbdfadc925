import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { bundleWorkflowCode, DefaultLogger } from '@temporalio/worker';

/** Where the built worker finds the workflows. */
export const BUNDLE_PATH = resolve(__dirname, 'workflow-bundle.js');

/** All workflow code as one bundle; 1–2 s. */
export function bundleWorkflows(workflowsPath = require.resolve('../workflows')): Promise<{ code: string }> {
  return bundleWorkflowCode({
    workflowsPath,
    // without a logger webpack prints its statistics
    logger: new DefaultLogger('WARN'),
  });
}

async function main(): Promise<void> {
  const { code } = await bundleWorkflows();
  mkdirSync(dirname(BUNDLE_PATH), { recursive: true });
  writeFileSync(BUNDLE_PATH, code);
}

if (require.main === module) void main();
