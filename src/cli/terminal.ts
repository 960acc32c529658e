import type { Prompter } from './prompt.ts';
import { readerHasLeft } from './stop-signals.ts';

/** The outer world of a command, so that commands can be run by a test. Answers go to `out`, everything else to `error`. */
export interface Terminal {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly isInteractive: boolean;
  readonly isOutputTty: boolean;
  readonly isErrorTty: boolean;
  /** Width of the error stream, where progress is drawn. */
  columns(): number;
  /** The version of Node; that of this process when absent. */
  readonly nodeVersion?: string;
  /** Who answers questions; the person at this terminal when absent. */
  readonly openPrompter?: () => Prompter;
  out(text: string): void;
  error(text: string): void;
  /** Characters of the output that its reader has not taken yet. */
  backlog?(): number;
}

const defaultColumns = 80;

/** How a write fails whose reader has gone: of a pipe, and of a terminal. */
const lostReader: ReadonlySet<string> = new Set(['EPIPE', 'EIO']);

/** The terminal of this process, and whether its output is still read. */
interface ProcessTerminal extends Terminal {
  readonly isRead: () => boolean;
}

/**
 * A reader that goes away (`| head -1`, a closed terminal), of either stream, is taken for Ctrl-C: a run commits what has arrived and
 * saves its report, a listener ends, and the exit code says that it was stopped. Nothing more is written to either.
 */
export function processTerminal(): ProcessTerminal {
  let isRead = true;
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (!isRead || !lostReader.has(error.code ?? '')) return;
      isRead = false;
      readerHasLeft();
    });
  }
  const writeTo = (stream: NodeJS.WriteStream) => (text: string) => {
    if (isRead) stream.write(text);
  };
  return {
    environment: process.env,
    isInteractive: process.stdin.isTTY === true && process.stderr.isTTY === true,
    isOutputTty: process.stdout.isTTY === true,
    isErrorTty: process.stderr.isTTY === true,
    // A terminal without a known size says 0.
    columns: () => process.stderr.columns || process.stdout.columns || defaultColumns,
    out: writeTo(process.stdout),
    error: writeTo(process.stderr),
    backlog: () => process.stdout.writableLength,
    isRead: () => isRead,
  };
}
