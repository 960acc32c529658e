import { type ChildProcessByStdio, spawn } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';
import { onExit } from '../../util/on-exit.ts';

/** How a program is started. Nothing of it goes through a shell. */
export interface ProgramOptions {
  readonly file: string;
  readonly args: readonly string[];
  readonly folder: string;
  readonly environment: Readonly<Record<string, string>>;
  /** `prlimit` of util-linux, where memory is limited. */
  readonly prlimit: string | undefined;
  readonly memoryBytes: number;
  readonly input: string;
}

/** How a program has ended: by a code or a signal. */
export interface ProgramEnd {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** A program that runs, in a process group of its own. */
export interface Program {
  readonly output: Readable;
  /** Rejects when it cannot be started. */
  readonly ended: Promise<ProgramEnd>;
  /** The end of what it wrote to stderr. */
  said(): string;
  /** Ends it and whatever it has started. */
  kill(signal: 'SIGTERM' | 'SIGKILL'): void;
}

const mostSaid = 2_000;

/** Starts a program and gives it its input. */
export function startProgram(options: ProgramOptions): Program {
  const child = spawned(options);
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said = (said + text).slice(-mostSaid);
  });
  const kill = (signal: 'SIGTERM' | 'SIGKILL'): void => killGroup(child.pid, signal);
  // In a group of its own, it would go on without anybody who reads its answer.
  const outlive = onExit(() => kill('SIGKILL'));
  // Who does not read to the end closes the pipe: no fault.
  child.stdin.on('error', () => {});
  child.stdin.end(options.input);
  const ended = new Promise<ProgramEnd>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) => resolve({ code, signal }));
  }).finally(outlive);
  // It is awaited after the output.
  ended.catch(() => {});
  return { output: child.stdout, ended, said: () => said, kill };
}

function spawned(options: ProgramOptions): ChildProcessByStdio<Writable, Readable, Readable> {
  const { file, args, folder, environment, prlimit, memoryBytes } = options;
  // Data, not addresses: engines such as V8 reserve far more of these than they use.
  const limited = prlimit === undefined ? [] : [`--data=${memoryBytes}`, '--core=0', '--', file];
  const [program, ...all] = [...(prlimit === undefined ? [file] : [prlimit, ...limited]), ...args];
  return spawn(program ?? file, all, {
    cwd: folder,
    env: environment,
    detached: true,
    shell: false,
    stdio: ['pipe', 'pipe', 'pipe'],
  });
}

function killGroup(pid: number | undefined, signal: 'SIGTERM' | 'SIGKILL'): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, signal);
  } catch {
    // Nobody of the group is left.
  }
}
