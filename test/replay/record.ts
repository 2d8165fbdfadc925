import fs from 'node:fs';
import path from 'node:path';
import { contracts } from '../../workflows/contracts';
import setUp, { type Running, stop } from '../harness/global-setup';
import { makeWorld, type World } from '../harness/world';
import { writeHistory } from './history-file';
import { scenarios } from './scenarios';

const FOLDER = path.join(__dirname, 'histories');

/**
 * `npm run histories:record [-- <scenario> …]`: plays the scenarios on servers of their own and stores the histories
 * of their workflows as `<process>-<scenario>.json`. One that is there stays, since running processes have its like:
 * a name is recorded once, a change of the code is proven against it. Remove a file to record it anew.
 */
async function record(names: string[]): Promise<void> {
  await setUp();
  try {
    for (const name of names) {
      const play = scenarios[name];
      if (!play) throw new Error(`there is no scenario ${name}: ${Object.keys(scenarios).join(', ')}`);
      const world = await makeWorld();
      try {
        const others = await play(world);
        await store(world, name, others ?? []);
      } finally {
        await world.stop();
      }
    }
  } finally {
    await stop((globalThis as { estateflowTests?: Running }).estateflowTests as Running);
  }
}

async function store(world: World, scenario: string, others: readonly string[]): Promise<void> {
  const { workflow } = world.deps.client;
  const chains = (await world.deps.models.audit.distinct('chain')).map(String);
  const ofProcesses = chains.filter((chain) => contracts.some(({ name }) => chain.startsWith(`${name}:`)));
  for (const workflowId of [...ofProcesses, ...others]) {
    const [name] = workflowId.split(':');
    const file = path.join(FOLDER, `${name}-${scenario}.json`);
    if (fs.existsSync(file)) continue;
    const history = await workflow.getHandle(workflowId).fetchHistory();
    writeHistory(file, history);
    console.log(`${path.basename(file)}: ${history.events?.length} events`);
  }
}

const names = process.argv.slice(2);
record(names.length > 0 ? names : Object.keys(scenarios)).then(
  () => process.exit(0),
  (error: unknown) => {
    console.error(error);
    process.exit(1);
  },
);
