import { type Logger, silentLogger } from '../model/logger.ts';
import { Redactor } from '../model/redactor.ts';
import type { Secret } from '../model/secret.ts';
import type { ClientPool } from '../operations/open-clients.ts';
import { hangText } from './print/wrap-text.ts';
import type { Style } from './style.ts';
import type { Terminal } from './terminal.ts';
import type { Texts } from './texts/texts.ts';
import { toScreen } from './to-screen.ts';
import type { JsonLine } from './wire/json-line.ts';

/** What every command gets: where to write, in which language, and how much. */
export interface Context {
  readonly terminal: Terminal;
  readonly texts: Texts;
  /** For the standard output. */
  readonly style: Style;
  /** For the error stream, where progress and errors go. */
  readonly errorStyle: Style;
  /** Width of the answer where it goes to a terminal; undefined where lines may be as long as they like. */
  readonly columns: number | undefined;
  /** The same for the error stream. */
  readonly errorColumns: number | undefined;
  readonly isJson: boolean;
  readonly isQuiet: boolean;
  readonly isVerbose: boolean;
  readonly logger: Logger;
  /** The same logger, with another place for its lines. */
  loggerTo(write: (line: string) => void): Logger;
  /** The clients of this process, which all its operations share; opened for the first of them. */
  clients(): Promise<ClientPool>;
  /** From now on these are in no output. */
  hide(secrets: Iterable<Secret>): void;
  emit(line: JsonLine): void;
  /** A line of the answer, broken where it is wider than the terminal; nothing in JSON and quiet mode. */
  say(line?: string): void;
  /** The same for what is to be copied: it is not broken. */
  sayWhole(line: string): void;
  /** Ends what the operations shared. */
  close(): Promise<void>;
  /** Progress, on the error stream: a person sees it, a pipe does not; nothing in JSON and quiet mode. */
  note(line: string): void;
}

interface ContextOptions {
  readonly terminal: Terminal;
  readonly texts: Texts;
  readonly style: Style;
  readonly errorStyle: Style;
  readonly json?: boolean;
  readonly quiet?: boolean;
  readonly verbose?: boolean;
}

function lineLogger(write: (line: string) => void, style: Style): Logger {
  const log =
    (level: string): Logger['info'] =>
    (message, details) =>
      write(style.dim(`${level} ${message}${details === undefined ? '' : ` ${JSON.stringify(details)}`}`));
  return { debug: log('debug'), info: log('info'), warn: log('warn') };
}

/** Secrets are in no output, and control characters of others steer no terminal. */
function guarded(terminal: Terminal, redactor: Redactor): Terminal {
  return {
    ...terminal,
    out: (text) => terminal.out(toScreen(redactor.redact(text), { isCut: false })),
    error: (text) => terminal.error(toScreen(redactor.redact(text), { isCut: true })),
  };
}

/** Only in texts: a number that looks like a secret must stay JSON. */
function toJsonLine(line: JsonLine, redactor: Redactor): string {
  return JSON.stringify(line, (_, value: unknown) => (typeof value === 'string' ? redactor.redact(value) : value));
}

/** Where the further lines of a broken line begin. */
function indentOf(line: string): number {
  return (/^ */.exec(line)?.[0].length ?? 0) + 2;
}

/** Builds what every command gets; `options` says how much is printed, and how. */
export function createContext(options: ContextOptions): Context {
  const { texts, style, errorStyle, json = false, quiet = false, verbose = false } = options;
  const redactor = new Redactor();
  const terminal = guarded(options.terminal, redactor);
  const loggerTo = (write: (line: string) => void): Logger => (verbose ? lineLogger(write, errorStyle) : silentLogger);
  let clients: Promise<ClientPool> | undefined;
  const errorColumns = terminal.isErrorTty ? terminal.columns() : undefined;
  const columns = terminal.isOutputTty ? terminal.columns() : undefined;
  const sayWhole = (line: string): void => {
    if (!json && !quiet) options.terminal.out(toScreen(redactor.redact(`${line}\n`), { isCut: true }));
  };
  return {
    terminal,
    texts,
    style,
    errorStyle,
    columns,
    errorColumns,
    isJson: json,
    isQuiet: quiet,
    isVerbose: verbose,
    logger: loggerTo((line) => terminal.error(`${line}\n`)),
    loggerTo,
    clients: () => {
      clients ??= import('../operations/open-clients.ts').then(({ openClients }) => openClients());
      return clients;
    },
    close: async () => {
      await (await clients)?.close();
    },
    hide: (secrets) => redactor.add(secrets),
    emit: (line) => {
      if (json) options.terminal.out(toScreen(`${toJsonLine(line, redactor)}\n`, { isCut: false }));
    },
    say: (line = '') => {
      for (const one of hangText('', line, { columns, indent: indentOf(line) })) sayWhole(one);
    },
    sayWhole,
    note: (line) => {
      if (json || quiet) return;
      const lines = hangText('', line, { columns: errorColumns, indent: 2, ink: errorStyle.dim });
      terminal.error(`${lines.join('\n')}\n`);
    },
  };
}
