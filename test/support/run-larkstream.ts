import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { isObject, type JsonObject, tryParseJson } from '../../src/util/json.ts';
import { bareEnvironment } from './bare-environment.ts';
import { expectJsonLine } from './json-lines.ts';

export interface RunOptions {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Called with each JSON line as it arrives. */
  readonly onEvent?: (event: JsonObject, stop: (signal: NodeJS.Signals) => void) => void;
  /** Asked every few milliseconds; true sends the signal, once. */
  readonly interruptWhen?: () => boolean;
  readonly onStart?: (pid: number) => void;
  /** Called with all of the error stream so far. */
  readonly onError?: (text: string, stop: (signal: NodeJS.Signals) => void) => void;
}

export interface Ran {
  readonly code: number | null;
  readonly out: string;
  readonly error: string;
  readonly events: readonly JsonObject[];
}

const mainFile = new URL('../../src/main.ts', import.meta.url).pathname;

/** Runs the command line as a process of its own, with nothing inherited that could change its language or colours. */
export async function runLarkstream(argv: readonly string[], options: RunOptions = {}): Promise<Ran> {
  const child = spawn(process.execPath, [mainFile, ...argv], {
    cwd: options.cwd ?? process.cwd(),
    env: { ...bareEnvironment(), ...options.env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  if (child.pid !== undefined) options.onStart?.(child.pid);
  let [out, error, rest] = ['', '', ''];
  const events: JsonObject[] = [];
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    out += text;
    const lines = `${rest}${text}`.split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) {
      const event = tryParseJson(line);
      if (!isObject(event)) continue;
      events.push(event);
      options.onEvent?.(event, (signal) => child.kill(signal));
    }
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    error += text;
    options.onError?.(error, (signal) => child.kill(signal));
  });
  const timer = setInterval(() => {
    if (options.interruptWhen?.() !== true) return;
    clearInterval(timer);
    child.kill('SIGINT');
  }, 5);
  const [code] = await once(child, 'close');
  clearInterval(timer);
  if (argv.includes('--json')) for (const line of events) if (line.event !== undefined) expectJsonLine(line);
  return { code: typeof code === 'number' ? code : null, out, error, events };
}
