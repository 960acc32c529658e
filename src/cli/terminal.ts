/** The outer world of a command, so that commands can be run by a test. Answers go to `out`, everything else to `error`. */
export interface Terminal {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly isInteractive: boolean;
  readonly isOutputTty: boolean;
  readonly isErrorTty: boolean;
  /** Width of the error stream, where progress is drawn. */
  columns(): number;
  out(text: string): void;
  error(text: string): void;
}

const defaultColumns = 80;

/** The terminal of this process. A reader that goes away (`| head`) ends it silently. */
export function processTerminal(): Terminal {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EPIPE') process.exit(0);
    });
  }
  return {
    environment: process.env,
    isInteractive: process.stdin.isTTY === true && process.stderr.isTTY === true,
    isOutputTty: process.stdout.isTTY === true,
    isErrorTty: process.stderr.isTTY === true,
    columns: () => process.stderr.columns ?? process.stdout.columns ?? defaultColumns,
    out: (text) => void process.stdout.write(text),
    error: (text) => void process.stderr.write(text),
  };
}
