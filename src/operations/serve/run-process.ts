import { type ChildProcess, fork } from 'node:child_process';
import { constants, setPriority } from 'node:os';
import { TransientError } from '../../model/errors.ts';
import { type ReportedError, reportError } from '../../model/run-report.ts';
import type {
  AttemptListener,
  AttemptOrder,
  AttemptResult,
  AttemptStarter,
  RunningAttempt,
} from '../../scheduler/attempt.ts';
import { environmentForOthers } from '../../util/environment-for-others.ts';
import { type Foreseen, foresee } from './load-ahead.ts';
import { isFromAttempt, type StartMessage, type ToAttempt } from './run-messages.ts';

const sourceUrl = new URL('../../run-process.ts', import.meta.url);
/** The compiler rewrites imports, but not addresses: beside a `.js` file the entry is a `.js` file too. */
const entry = import.meta.url.endsWith('.ts') ? sourceUrl : new URL(sourceUrl.href.replace(/\.ts$/, '.js'));

const stopTimeoutMs = 10_000;
const spareDelayMs = 200;
/** Runs that begin at once need more than one; each holds about 80 MB. */
const maxSpares = 2;
/** Longer than the shortest distance of schedules. */
const spareLifeMs = 90_000;
/** Of what the process writes beside its messages, such as the last words of V8. */
const maxWords = 4_000;

/** How the processes of attempts are started. */
export interface RunProcessesOptions {
  /** Bounds the heap of each process. */
  readonly memoryMb: number;
  /** Where Node keeps compiled code: with it a process starts in half the time. A folder that nobody else may write to. */
  readonly codeCache?: string | undefined;
  readonly environment: NodeJS.ProcessEnv;
}

/**
 * The processes in which attempts run: a crash, a memory peak or a driver that hangs takes no other run along. After each beginning one process
 * more waits a while for the next order, with the code loaded that it will need, so that where runs come often, none waits for Node to start,
 * and where they don't, no memory is held.
 */
export class RunProcesses implements AttemptStarter {
  readonly #options: RunProcessesOptions;
  readonly #all = new Set<ChildProcess>();
  /** The one that waits the longest first. */
  #spares: readonly ChildProcess[] = [];
  #isClosed = false;

  constructor(options: RunProcessesOptions) {
    this.#options = options;
  }

  start(order: AttemptOrder, listener: AttemptListener): RunningAttempt {
    const spare = this.#spares.find(({ connected }) => connected);
    if (spare !== undefined) this.#forget(spare);
    const attempt = runIn(spare ?? this.#fork(), order, listener);
    const foreseen = foresee(order.config.text);
    // Not at once: the process that has work now goes first.
    setTimeout(() => this.#prepare(foreseen), spareDelayMs).unref();
    return attempt;
  }

  /** Ends all of them by force: whoever waits for one has stopped it before. */
  close(): void {
    this.#isClosed = true;
    for (const child of this.#all) child.kill('SIGKILL');
  }

  #prepare(foreseen: Foreseen): void {
    if (this.#isClosed || this.#spares.length >= maxSpares) return;
    const spare = this.#fork();
    this.#spares = [...this.#spares, spare];
    send(spare, { kind: 'prepare', foreseen });
    setTimeout(() => {
      if (!this.#spares.includes(spare)) return;
      this.#forget(spare);
      spare.kill('SIGKILL');
    }, spareLifeMs).unref();
  }

  #forget(spare: ChildProcess): void {
    this.#spares = this.#spares.filter((one) => one !== spare);
  }

  #fork(): ChildProcess {
    const { memoryMb, environment, codeCache } = this.#options;
    const child = fork(entry, [], {
      execArgv: [`--max-old-space-size=${memoryMb}`],
      env: {
        ...(codeCache === undefined ? {} : { NODE_COMPILE_CACHE: codeCache }),
        ...environmentForOthers(environment),
      },
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    });
    standBack(child);
    this.#all.add(child);
    child.once('exit', () => {
      this.#all.delete(child);
      this.#forget(child);
    });
    // A process that cannot be started at all says so here, and then ends as any other.
    child.on('error', () => undefined);
    return child;
  }
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

function runIn(child: ChildProcess, order: AttemptOrder, listener: AttemptListener): RunningAttempt {
  let result: AttemptResult | undefined;
  let words = '';
  let killing: NodeJS.Timeout | undefined;
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    words = `${words}${text}`.slice(-maxWords);
  });
  child.on('message', (message) => {
    if (!isFromAttempt(message)) return;
    if (message.kind === 'progress') listener.onProgress(message.progress);
    else if (message.kind === 'line') listener.onLine(message.line);
    else if (message.kind === 'work') for (const work of message.work) listener.onWork?.(work);
    else if (message.kind === 'report') result = { kind: 'report', report: message.report };
    else result = message;
  });
  const ended = new Promise<AttemptResult>((resolve) => {
    const end = (code: number | null, signal: NodeJS.Signals | null): void => {
      clearTimeout(killing);
      resolve(result ?? { kind: 'died', error: diedError(signal ?? `exit code ${code}`, words) });
    };
    // `close` comes after the last message; a process that never was has no `exit`.
    child.once('close', end);
    child.once('error', () => {
      if (child.pid === undefined) end(null, null);
    });
  });
  send(child, toStart(order));
  return {
    ended,
    kill: () => child.kill('SIGKILL'),
    goOn: () => send(child, { kind: 'go-on' }),
    stop: () => {
      send(child, { kind: 'stop' });
      killing ??= setTimeout(() => child.kill('SIGKILL'), stopTimeoutMs);
    },
  };
}

function toStart({ config, ...order }: AttemptOrder): StartMessage {
  const secrets = Object.entries(config.secrets).map(([name, secret]) => [name, secret.reveal()] as const);
  const { text, destination, filesRoot } = config;
  return { kind: 'start', ...order, text, destination, filesRoot, secrets: Object.fromEntries(secrets) };
}

/** A process that has gone meanwhile is met by its end. */
function send(child: ChildProcess, message: ToAttempt): void {
  if (child.connected) child.send(message, () => undefined);
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
