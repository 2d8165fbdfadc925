import { EXAMPLE_PROJECT, loadExample, namesOfExample } from './example-data';
import { onEnd } from './jest/hooks';
import { namesIn } from './names';
import { type Project, projectIn } from './project';
import { makeWorld, type World } from './world';

/** The worlds of this Jest process: with the sandbox, and without. */
const worlds = new Map<boolean, Promise<World>>();

/**
 * Open a project for a test file, or for a test. Others work in the same database, on the same workers and through the
 * same API; none is seen from here. There is nothing to close.
 */
export async function openProject({ sandbox = true }: { sandbox?: boolean } = {}): Promise<Project> {
  const world = await worldOfProcess(sandbox);
  const names = namesIn(EXAMPLE_PROJECT, newTag(), await namesOfExample());
  await loadExample(world.deps.models.connection, names);
  return projectIn(world, names.idOf(EXAMPLE_PROJECT), names);
}

function worldOfProcess(sandbox: boolean): Promise<World> {
  const world = worlds.get(sandbox) ?? makeWorld({ sandbox, example: false });
  worlds.set(sandbox, world);
  return world;
}

onEnd(async () => {
  for (const world of worlds.values()) await (await world).stop();
});

/**
 * Six characters, of which the first is no hexadecimal digit: it stands in no id that something else has made. Capitals,
 * as the numbers of banks are kept.
 */
function newTag(): string {
  return `X${Math.random().toString(36).slice(2, 7).padEnd(5, '0').toUpperCase()}`;
}
