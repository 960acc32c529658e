import { main } from '../../src/cli/main.ts';
import type { Prompter } from '../../src/cli/prompt.ts';
import { must } from '../../src/model/errors.ts';
import { isObject, type JsonObject, tryParseJson } from '../../src/util/json.ts';
import { expectJsonLine } from './json-lines.ts';

export interface InProcessRun {
  readonly code: number;
  readonly out: string;
  readonly error: string;
  /** The JSON lines of the output. */
  readonly events: readonly JsonObject[];
}

export interface InProcessOptions {
  readonly env?: Readonly<Record<string, string>>;
  /** Width of a terminal; without it, output goes to a pipe. */
  readonly columns?: number;
  /** Answers of a person to the questions, in order; nobody is there to be asked when absent. */
  readonly answers?: readonly string[];
  /** The version of Node that the command believes to run on. */
  readonly nodeVersion?: string;
  /** When this is printed, the command is asked to stop, as by a signal. */
  readonly endWhen?: RegExp;
}

/** Calls what the command has set up for a signal, and nothing of the test's own process. */
function stopper(): { readonly stop: () => void; readonly leave: () => void } {
  const others = new Set(process.listeners('SIGTERM'));
  let timer: NodeJS.Timeout | undefined;
  const leave = (): void => clearInterval(timer);
  const stop = (): void => {
    timer ??= setInterval(() => {
      const own = process.listeners('SIGTERM').filter((listener) => !others.has(listener));
      for (const listener of own) listener('SIGTERM');
      // A command may print before it listens.
      if (own.length > 0) leave();
    }, 10);
  };
  return { stop, leave };
}

/** Fails where more is asked than there are answers. */
function answerer(answers: readonly string[]): Prompter {
  const left = [...answers];
  return { ask: async (question) => must(left.shift(), `an answer to: ${question}`), close: () => {} };
}

/** Runs one command line inside the test's process: many times faster than a process of its own. */
export async function runInProcess(
  argv: readonly string[],
  { env = {}, columns, answers, nodeVersion, endWhen }: InProcessOptions = {},
): Promise<InProcessRun> {
  let [out, error] = ['', ''];
  const { stop, leave } = stopper();
  const look = (): void => {
    if (endWhen?.test(out + error) === true) stop();
  };
  const code = await main(argv, {
    environment: { NO_COLOR: '1', ...env },
    isInteractive: answers !== undefined,
    ...(nodeVersion === undefined ? {} : { nodeVersion }),
    openPrompter: () => answerer(answers ?? []),
    isOutputTty: columns !== undefined,
    // On a terminal that cannot move its cursor; elsewhere progress would be drawn.
    isErrorTty: columns !== undefined && env.TERM === 'dumb',
    columns: () => columns ?? 80,
    out: (text) => {
      out += text;
      look();
    },
    error: (text) => {
      error += text;
      look();
    },
  });
  leave();
  const events = out.split('\n').flatMap((line) => {
    const parsed = tryParseJson(line);
    return isObject(parsed) ? [parsed] : [];
  });
  if (argv.includes('--json')) for (const line of events) if (line.event !== undefined) expectJsonLine(line);
  return { code, out, error, events };
}
