/** @type {import('jest').Config} */
module.exports = {
  testEnvironment: '<rootDir>/test/harness/jest/environment.js',
  runtime: '<rootDir>/test/harness/jest/runtime.js',
  testMatch: ['<rootDir>/test/**/*.test.ts'],
  modulePathIgnorePatterns: ['<rootDir>/dist/', '<rootDir>/.estateflow/'],
  transform: {
    '^.+\\.(ts|js|mjs)$': [
      '@swc/jest',
      {
        sourceMaps: 'inline',
        jsc: { target: 'es2022', parser: { syntax: 'typescript' } },
        module: { type: 'commonjs' },
      },
    ],
  },
  // jose is published as ES modules only.
  transformIgnorePatterns: ['/node_modules/(?!(jose)/)'],
  globalSetup: '<rootDir>/test/harness/global-setup.ts',
  globalTeardown: '<rootDir>/test/harness/global-teardown.ts',
  testSequencer: '<rootDir>/test/harness/sequencer.js',
  maxWorkers: 2,
  // Modules and the world are kept from file to file (test/harness/jest, open-project.ts); this much would be a leak.
  workerIdleMemoryLimit: '1GB',
  testTimeout: 60_000,
};
