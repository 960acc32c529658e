import { type ChildProcess, fork } from 'node:child_process';
import { constants, setPriority } from 'node:os';
import { TransientError } from '../../model/errors.ts';
import { type ReportedError, reportError } from '../../model/run-report.ts';
import type { AttemptListener, AttemptOrder, AttemptResult } from '../../scheduler/attempt.ts';
import { environmentForOthers } from '../../util/environment-for-others.ts';
import type { FromAttempt, StartMessage, ToAttempt, ToHost } from './run-messages.ts';

const sourceUrl = new URL('../../run-process.ts', import.meta.url);
/** The compiler rewrites imports, but not addresses: beside a `.js` file the entry is a `.js` file too. */
const entry = import.meta.url.endsWith('.ts') ? sourceUrl : new URL(sourceUrl.href.replace(/\.ts$/, '.js'));

/** Of what the process writes beside its messages, such as the last words of V8. */
const maxWords = 4_000;

/** How long an attempt that was asked to end may take before it is ended by force. */
export const stopTimeoutMs = 10_000;

/** How the processes of attempts are started. */
export interface RunProcessesOptions {
  /** Bounds the heap of each process. */
  readonly memoryMb: number;
  /** Where Node keeps compiled code: with it a process starts in half the time. A folder that nobody else may write to. */
  readonly codeCache?: string | undefined;
  readonly environment: NodeJS.ProcessEnv;
}

/** A process of attempts: one after the other, or many live ones at once. */
export class RunChild {
  readonly #child: ChildProcess;
  #words = '';
  readonly #closed: Promise<string>;

  constructor(
    { memoryMb, environment, codeCache }: RunProcessesOptions,
    { args = [], onMessage }: { readonly args?: readonly string[]; readonly onMessage: (message: unknown) => void },
  ) {
    const child = fork(entry, args, {
      execArgv: [`--max-old-space-size=${memoryMb}`],
      env: {
        ...(codeCache === undefined ? {} : { NODE_COMPILE_CACHE: codeCache }),
        ...environmentForOthers(environment),
      },
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    });
    this.#child = child;
    standBack(child);
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.#words = `${this.#words}${text}`.slice(-maxWords);
    });
    child.on('message', onMessage);
    this.#closed = new Promise((resolve) => {
      // `close` comes after the last message; a process that never was has no `exit`.
      child.once('close', (code, signal) => resolve(signal ?? `exit code ${code}`));
      // A process that cannot be started at all says so here, and then ends as any other.
      child.on('error', () => {
        if (child.pid === undefined) resolve('exit code null');
      });
    });
  }

  get isThere(): boolean {
    return this.#child.connected;
  }

  /** Resolves when it has ended, with what is told of it where nobody knows why. */
  get gone(): Promise<ReportedError> {
    return this.#closed.then((how) => diedError(how, this.#words));
  }

  /** A process that has gone meanwhile is met by its end. */
  send(message: ToAttempt | ToHost): void {
    if (this.#child.connected) this.#child.send(message, () => undefined);
  }

  kill(): void {
    this.#child.kill('SIGKILL');
  }
}

/** The order as the process gets it, with its secrets as plain texts. */
export function toStart({ config, ...order }: AttemptOrder): StartMessage {
  const secrets = Object.entries(config.secrets).map(([name, secret]) => [name, secret.reveal()] as const);
  const { text, destination, filesRoot } = config;
  return { kind: 'start', ...order, text, destination, filesRoot, secrets: Object.fromEntries(secrets) };
}

/** What an attempt says while it is at work, to whoever listens. */
export function tell(listener: AttemptListener, message: FromAttempt): void {
  if (message.kind === 'progress') listener.onProgress(message.progress);
  else if (message.kind === 'line') listener.onLine(message.line);
  else if (message.kind === 'work') for (const work of message.work) listener.onWork?.(work);
}

/** How an attempt has ended, where the message says so. */
export function resultIn(message: FromAttempt): AttemptResult | undefined {
  if (message.kind === 'report') return { kind: 'report', report: message.report };
  return message.kind === 'error' ? message : undefined;
}

/** Where cores are short, webhooks and people are answered first: a run has time, they have seconds. */
function standBack({ pid }: ChildProcess): void {
  if (pid === undefined) return;
  try {
    setPriority(pid, constants.priority.PRIORITY_BELOW_NORMAL);
  } catch {
    // It has ended already, or the system keeps priorities to itself: it runs all the same.
  }
}

/** What V8 and Node write holds addresses and paths, so that only its kind is told. */
function diedError(how: string, words: string): ReportedError {
  const isMemory = /heap out of memory|Allocation failed/i.test(words);
  const why = isMemory ? { en: ': it needed more memory than it may', zh: '：所需内存超过限制' } : { en: '', zh: '' };
  return reportError(
    new TransientError({
      code: 'run.process.died',
      message: {
        en: `The process of the attempt ended without a word (${how})${why.en}`,
        zh: `本次尝试的进程意外结束（${how}）${why.zh}`,
      },
      details: { how, memory: isMemory },
    }),
  );
}
