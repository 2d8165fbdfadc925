import { writeFileSync } from 'node:fs';
import { bundleWorkflowCode, DefaultLogger } from '@temporalio/worker';
import { benchClock } from './clock';
import { benchCollection } from './collection';
import { type Benchmark, type Finding, reportOf } from './finding';
import { machineFacts } from './machine';
import { benchMemory } from './memory';
import { benchSaleActions } from './sale-cost';
import { benchStep } from './step';

const BENCHMARKS: Record<string, Benchmark> = {
  step: benchStep,
  memory: benchMemory,
  'sale-actions': benchSaleActions,
  collection: benchCollection,
  clock: benchClock,
};

/** Started by scripts/bench.mjs, which says where the servers are. Runs the benchmarks named, by default all. */
async function main(): Promise<void> {
  const names = process.argv.slice(2);
  const unknown = names.filter((name) => !(name in BENCHMARKS));
  if (unknown.length > 0)
    throw new Error(`no benchmark ${unknown.join(', ')}; there are: ${Object.keys(BENCHMARKS).join(', ')}`);
  await bundleWithBaselines();
  const facts = await machineFacts();
  const findings: Finding[] = [];
  for (const [name, benchmark] of Object.entries(BENCHMARKS)) {
    if (names.length > 0 && !names.includes(name)) continue;
    console.log(`\n${name}: ${benchmark.what}`);
    for (const line of benchmark.protocol) console.log(`  protocol: ${line}`);
    findings.push(...(await run(name, benchmark)));
  }
  console.log(`\n${facts.join('\n')}\n\n${reportOf(findings)}`);
  process.exit(findings.some(({ failed }) => failed) ? 1 : 0);
}

/** A benchmark that cannot be carried out does not keep the others from running. */
async function run(name: string, benchmark: Benchmark): Promise<Finding[]> {
  try {
    return await benchmark.run((line) => console.log(`  ${line}`));
  } catch (error) {
    console.error(error);
    return [{ what: name, value: Number.NaN, failed: 'could not be carried out, the reason is above' }];
  }
}

/** One bundle, so that ours and the baselines run in the same worker. */
async function bundleWithBaselines(): Promise<void> {
  const { code } = await bundleWorkflowCode({
    workflowsPath: require.resolve('./baseline-workflows'),
    logger: new DefaultLogger('WARN'),
  });
  writeFileSync(process.env.TEST_WORKFLOW_BUNDLE as string, code);
}

main().catch((error: unknown) => {
  console.error(error);
  process.exit(1);
});
