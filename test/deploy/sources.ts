import fs from 'node:fs';
import path from 'node:path';

export const ROOT = path.resolve(__dirname, '../..');

export const read = (file: string) => fs.readFileSync(path.join(ROOT, file), 'utf8');

/** Reading a setting by name, as the code does it: `env.PORT`, `whole(env, 'PORT')`, `{ PORT: port }: Environment`. */
const READS = [
  /\benv\.([A-Z][A-Z0-9_]+)/g,
  /\(env, '([A-Z][A-Z0-9_]+)'/g,
  /\{ ([A-Z][A-Z0-9_]+): \w+ \}: Environment/g,
];

/** Names of the environment that the code of these rooms reads. */
export function settingsReadIn(...rooms: string[]): Set<string> {
  const files = rooms.flatMap((room) =>
    fs
      .readdirSync(path.join(ROOT, room), { recursive: true, encoding: 'utf8' })
      .filter((name) => /\.(ts|mjs)$/.test(name))
      .map((name) => path.join(room, name)),
  );
  const found = files.map(read).flatMap((text) => READS.flatMap((shape) => [...text.matchAll(shape)]));
  return new Set(found.map(([, name]) => name as string));
}
