import { type Running, stop } from './global-setup';

export default async function tearDown(): Promise<void> {
  const { estateflowTests } = globalThis as { estateflowTests?: Running };
  if (estateflowTests) await stop(estateflowTests);
}
