import { execFileSync } from 'node:child_process';
import { type Browser, chromium } from 'playwright-core';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome'];

/** The path of a browser: CHROMIUM, or the first known one on PATH; undefined when there is none. */
export const BROWSER: string | undefined =
  process.env.CHROMIUM ?? NAMES.map(onPath).find((path) => path !== undefined);

/** Tests that need a browser are reported as skipped, with this sentence, on a machine without one. */
export const inBrowser = BROWSER
  ? test
  : (name: string, _run: () => Promise<void>) =>
      test.skip(`${name} (skipped: no browser; install chromium or name one by CHROMIUM)`, () => undefined);

function onPath(name: string): string | undefined {
  try {
    return execFileSync('which', [name], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
  } catch {
    return undefined;
  }
}

/** Start it; close it in afterAll. It reaches nothing but what a test opens. */
export function launch(): Promise<Browser> {
  const args = ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--no-first-run'];
  return chromium.launch({ executablePath: BROWSER, headless: true, args });
}
