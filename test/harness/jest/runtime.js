const { default: Runtime } = require('jest-runtime');

/**
 * What test files require, loaded once per Jest process instead of once per file: the SDKs and the sources take a
 * second each time, and a world that outlives a file must be the same module for the next. Test files themselves
 * and Jest's own modules are fresh for each file. No module of ours is ever mocked (`jest.mock`).
 */
let kept;

module.exports = class extends Runtime {
  constructor(...args) {
    super(...args);
    // its own, never torn down: a module may require another one later
    kept ??= new Runtime(...args);
  }

  requireModuleOrMock(from, moduleName) {
    return kept.requireModuleOrMock(from, moduleName);
  }

  isolateModules(load) {
    kept.isolateModules(load);
  }

  /** Of both, looked up when a stack trace is written: they come as the files are loaded. */
  getSourceMaps() {
    const [mine, shared] = [super.getSourceMaps(), kept.getSourceMaps()];
    return {
      get: (file) => mine.get(file) ?? shared.get(file),
      *[Symbol.iterator]() {
        yield* shared;
        yield* mine;
      },
    };
  }
};
