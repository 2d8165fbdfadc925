const fs = require('node:fs');
const { default: Sequencer } = require('@jest/test-sequencer');

/** `}, 240_000);` at the end of a test: so many milliseconds may it take. */
const ALLOWED = /\}, (\d[\d_]*)\);$/gm;

/**
 * The longest first, so that none is left over at the end. Jest knows how long each file took the last time; on a machine
 * that has not run them, those come first whose tests ask for most time.
 */
module.exports = class extends Sequencer {
  sort(tests) {
    const sorted = super.sort(tests);
    if (sorted.every(({ duration }) => duration !== undefined)) return sorted;
    const allowed = new Map(sorted.map(({ path }) => [path, allowedIn(path)]));
    return sorted.sort((a, b) => allowed.get(b.path) - allowed.get(a.path));
  }
};

function allowedIn(path) {
  const found = fs.readFileSync(path, 'utf8').matchAll(ALLOWED);
  return Math.max(0, ...[...found].map(([, time]) => Number(time.replaceAll('_', ''))));
}
