/** A foreseen failure of the launcher: its message is one clear sentence for the person at the terminal. */
export class Failure extends Error {}

/** Prints a failure as its one sentence (anything unforeseen with its stack) and ends the process with 1. */
export function exitWith(error) {
  console.error(error instanceof Failure ? `\n✗ ${error.message}` : error);
  process.exit(1);
}
