const { TestEnvironment } = require('jest-environment-node');

/** What Jest sends to a process that has no more files to run. */
const END = 2;
/** Jest waits half a second for that process, and then complains. What is not closed by then ends with its servers. */
const PATIENCE_MS = 400;

let kept;

/** One set of globals for all files of a Jest process, since their modules are kept (`runtime.js`). */
class ProcessEnvironment extends TestEnvironment {
  constructor(...args) {
    if (kept) return kept;
    super(...args);
    kept = this;
    process.on('message', onMessage);
  }

  async handleTestEvent({ name }) {
    if (name === 'test_fn_failure' || name === 'hook_failure') await kept.global.testHooks?.failed?.();
  }

  /** Each file brings a Jest of its own, which would else be told of the next file's tests as well. */
  async teardown() {
    delete this.global[Symbol.for('EVENT_HANDLERS')];
  }
}

async function onMessage([kind]) {
  if (kind !== END) return;
  setTimeout(() => process.exit(0), PATIENCE_MS).unref();
  await end();
  process.exit(0);
}

/** Close what the process has kept. */
async function end() {
  await kept?.global.testHooks?.end?.();
}

module.exports = ProcessEnvironment;
module.exports.end = end;
