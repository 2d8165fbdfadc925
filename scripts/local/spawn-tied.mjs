import { spawn } from 'node:child_process';

/** Like `spawn`, for short work such as an installation: the child is ended when this process exits before it. */
export function spawnTied(command, args, options) {
  const child = spawn(command, args, options);
  const end = () => child.kill('SIGTERM');
  process.once('exit', end);
  child.once('close', () => process.removeListener('exit', end));
  child.once('error', () => process.removeListener('exit', end));
  return child;
}
