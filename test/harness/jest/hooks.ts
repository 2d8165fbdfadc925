/** What the environment calls of the modules that are kept; it stands outside their globals, and finds it on them. */
export interface Hooks {
  /** The process ends: close what was kept. */
  end(): Promise<unknown>;
  /** A test has failed: say what is known of why. */
  failed(): Promise<void>;
}

const hooks = ((globalThis as { testHooks?: Partial<Hooks> }).testHooks ??= {});

export function onEnd(end: Hooks['end']): void {
  hooks.end = end;
}

export function onFailure(failed: Hooks['failed']): void {
  hooks.failed = failed;
}
