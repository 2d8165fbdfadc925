const { default: Sequencer } = require('@jest/test-sequencer');

/** They take longest, and mostly wait: begun first, the others run beside them and none is left over at the end. */
const FIRST = ['deal/kill-points', 'money/collection-run-killed', 'kernel/kill-points', 'money/collection.test'];

module.exports = class extends Sequencer {
  sort(tests) {
    const place = ({ path }) => {
      const at = FIRST.findIndex((name) => path.includes(name));
      return at < 0 ? FIRST.length : at;
    };
    return super.sort(tests).sort((a, b) => place(a) - place(b));
  }
};
