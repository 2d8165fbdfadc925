import readline from 'node:readline';

/**
 * Returns a function that copies a stream to a log file as it is, and to the terminal line by line with the
 * part's name in front; lines of JSON (pino) are shown as their message and fields.
 */
export function printer(name, file) {
  return (stream) => {
    stream.pipe(file, { end: false });
    readline
      .createInterface({ input: stream })
      .on('line', (line) => console.log(`${name.padEnd(6)} │ ${readable(line)}`));
  };
}

const LEVELS = { 40: 'warn: ', 50: 'error: ', 60: 'fatal: ' };

function readable(line) {
  let entry;
  try {
    entry = JSON.parse(line);
  } catch {
    return line;
  }
  if (typeof entry?.msg !== 'string') return line;
  const { level, time, pid, hostname, name, msg, err, ...fields } = entry;
  const rest = Object.entries(fields).map(
    ([key, value]) => `${key}=${typeof value === 'string' ? value : JSON.stringify(value)}`,
  );
  return [`${LEVELS[level] ?? ''}${msg}`, ...rest, ...(err ? [err.stack ?? err.message] : [])].join(' ');
}
