import { writeFileSync } from 'node:fs';
import { bundleWorkflowCode, DefaultLogger } from '@temporalio/worker';
import { benchClock } from './clock';
import { benchCollection } from './collection';
import { type Benchmark, type Finding, type Options, reportOf } from './finding';
import { benchLaunch } from './launch';
import { machineFacts } from './machine';
import { benchMany } from './many';
import { benchMemory } from './memory';
import { benchRoundTrips } from './round-trips';
import { benchSaleActions } from './sale-cost';
import { benchStep } from './step';

const BENCHMARKS: Record<string, Benchmark> = {
  step: benchStep,
  'round-trips': benchRoundTrips,
  many: benchMany,
  launch: benchLaunch,
  memory: benchMemory,
  'sale-actions': benchSaleActions,
  collection: benchCollection,
  clock: benchClock,
};

/** Started by scripts/bench.mjs, which says where the servers are. Runs the benchmarks named, by default all. */
async function main(): Promise<void> {
  const names = process.argv.slice(2).filter((arg) => !arg.startsWith('--'));
  const options = optionsOf(process.argv.slice(2).filter((arg) => arg.startsWith('--')));
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
    findings.push(...(await run(name, benchmark, options)));
  }
  console.log(`\n${facts.join('\n')}\n\n${reportOf(findings)}`);
  process.exit(findings.some(({ failed }) => failed) ? 1 : 0);
}

/** @throws Error for an option there is not */
function optionsOf(args: string[]): Options {
  const options: Options = {};
  for (const arg of args) {
    const faster = Number(/^--faster=(\d+(?:\.\d+)?)$/.exec(arg)?.[1]);
    if (!(faster > 0)) throw new Error(`no option ${arg}; there is: --faster=<number>`);
    options.faster = faster;
  }
  return options;
}

/** A benchmark that cannot be carried out does not keep the others from running. */
async function run(name: string, benchmark: Benchmark, options: Options): Promise<Finding[]> {
  try {
    return await benchmark.run((line) => console.log(`  ${line}`), options);
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
