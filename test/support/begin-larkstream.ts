import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { isObject, type JsonObject, tryParseJson } from '../../src/util/json.ts';
import { expectJsonLine } from './json-lines.ts';

const mainFile = new URL('../../src/main.ts', import.meta.url).pathname;

export interface Running {
  /** The next line with this `event`, of those that were not asked for yet. @throws when it has ended without one */
  next(event: string): Promise<JsonObject>;
  /** Gives the exit code. */
  end(signal: NodeJS.Signals): Promise<number | null>;
  /** The exit code once it has ended by itself. */
  readonly ended: Promise<number | null>;
  kill(): void;
  errors(): string;
  readonly pid: number;
}

/** Runs a command that stays, with `--json`. `main`: of another version. */
export function beginLarkstream(
  argv: readonly string[],
  env: NodeJS.ProcessEnv = {},
  main: string = mainFile,
): Running {
  const child = spawn(process.execPath, [main, ...argv, '--json'], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let errors = '';
  child.stderr.on('data', (text) => (errors += text));
  const lines: JsonObject[] = [];
  let checked = 0;
  let hasEnded = false;
  let wake = (): void => {};
  const ended = once(child, 'close').then(([code]) => {
    hasEnded = true;
    wake();
    return typeof code === 'number' ? code : null;
  });
  createInterface({ input: child.stdout }).on('line', (line) => {
    const found = tryParseJson(line);
    if (isObject(found)) lines.push(found);
    wake();
  });
  return {
    next: async (event) => {
      for (;;) {
        const at = lines.findIndex((line) => line.event === event);
        for (const line of lines.slice(checked)) expectJsonLine(line);
        checked = lines.length;
        if (at >= 0) {
          checked -= 1;
          return lines.splice(at, 1)[0] ?? {};
        }
        if (hasEnded) throw new Error(`it has ended without saying “${event}”: ${errors}`);
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    },
    end: async (signal) => {
      child.kill(signal);
      return await ended;
    },
    ended,
    kill: () => child.kill('SIGKILL'),
    errors: () => errors,
    pid: child.pid ?? 0,
  };
}
