/** `npm run docs`: what pages and the API repeat of contracts and schemas, written anew. */
import fs from 'node:fs';
import path from 'node:path';
import { generated, read } from './docs/pages';
import { ROOT } from './docs/processes';

for (const [file, text] of Object.entries(generated())) {
  if (fs.existsSync(path.join(ROOT, file)) && read(file) === text) continue;
  fs.writeFileSync(path.join(ROOT, file), text);
  console.log(`${file} written`);
}
