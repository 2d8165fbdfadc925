import { type Running, stop } from './global-setup';

export default async function tearDown(): Promise<void> {
  // the tests have run in this process (`-i`); else each process has ended what it kept
  const { end } = require('./jest/environment.js') as { end(): Promise<void> };
  await end();
  const { estateflowTests } = globalThis as { estateflowTests?: Running };
  if (estateflowTests) await stop(estateflowTests);
}
