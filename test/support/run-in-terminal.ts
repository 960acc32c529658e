import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { bareEnvironment } from './bare-environment.ts';

const mainFile = new URL('../../src/main.ts', import.meta.url).pathname;

/** Whether there is a program that makes a pseudo-terminal: `script` of util-linux. */
export const hasPseudoTerminal: boolean =
  process.platform === 'linux' &&
  spawnSync('script', ['--version'], { encoding: 'utf8' }).stdout?.includes('util-linux');

export interface Step {
  /** Answered when it appears after what was answered before. */
  readonly when: string;
  readonly answer: string;
}

const quote = (word: string): string => `'${word.replaceAll("'", `'\\''`)}'`;

/** Runs the command line in a pseudo-terminal, as a person does: each answer comes after its question. */
export async function runInTerminal(
  argv: readonly string[],
  steps: readonly Step[],
  options: { readonly cwd: string; readonly env?: Readonly<Record<string, string>>; readonly columns?: number },
): Promise<{ readonly code: number | null; readonly screen: string; readonly unasked: readonly Step[] }> {
  const width = options.columns === undefined ? '' : `stty cols ${options.columns}; `;
  const command = `${width}${[process.execPath, mainFile, ...argv].map(quote).join(' ')}`;
  const child = spawn('script', ['-qec', command, '/dev/null'], {
    cwd: options.cwd,
    env: { ...bareEnvironment(), TERM: 'xterm', ...options.env },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  let screen = '';
  let read = 0;
  const waiting = [...steps];
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    screen += text;
    for (let [step] = waiting; step !== undefined; [step] = waiting) {
      const at = screen.indexOf(step.when, read);
      if (at === -1) return;
      read = at + step.when.length;
      waiting.shift();
      child.stdin.write(`${step.answer}\r`);
    }
  });
  const [code] = await once(child, 'close');
  return { code: typeof code === 'number' ? code : null, screen, unasked: waiting };
}
