import type { AttemptListener, AttemptOrder, AttemptStarter, RunningAttempt } from '../../scheduler/attempt.ts';
import { LiveHosts } from './live-hosts.ts';
import { type Foreseen, foresee } from './load-ahead.ts';
import type { RunProcessesOptions } from './run-child.ts';
import { RunProcess } from './run-process.ts';

const spareDelayMs = 200;
/** Runs that begin at once need more than one; each holds about 80 MB. */
const maxSpares = 2;
/** Those that have worked wait for the next order, as many as work at a time on a small machine. */
const maxFree = 4;
/** Longer than the shortest distance of schedules. */
const spareLifeMs = 90_000;

/**
 * The processes in which attempts run: a crash, a memory peak or a driver that hangs takes no other run along, for a process works on one at
 * a time. One that has ended an attempt well takes further ones: to start Node costs more than a small run does. After each beginning some
 * wait a while for the next order, with the code loaded that it will need, so that where runs come often, none waits for Node to start, and
 * where they don't, no memory is held. Live attempts that write to a Postgres share processes: what they do besides waiting is small, and their driver is
 * no foreign code that may crash.
 */
export class RunProcesses implements AttemptStarter {
  readonly #options: RunProcessesOptions;
  readonly #all = new Set<RunProcess>();
  /** The one that has worked last, and so is the warmest, comes first. */
  #waiting: readonly RunProcess[] = [];
  /** Of each that waits, what ends its wait. */
  readonly #timers = new Map<RunProcess, NodeJS.Timeout>();
  readonly #hosts: LiveHosts;
  #isClosed = false;

  constructor(options: RunProcessesOptions) {
    this.#options = options;
    this.#hosts = new LiveHosts(options);
  }

  start(order: AttemptOrder, listener: AttemptListener): RunningAttempt {
    const foreseen = foresee(order.config.text);
    if (order.isLive && foreseen.destination === 'postgres') return this.#hosts.start(order, listener);
    const waiting = this.#waiting.find(({ isThere }) => isThere);
    if (waiting !== undefined) this.#forget(waiting);
    const process = waiting ?? this.#fork();
    const attempt = process.run(order, listener, () => {
      if (this.#waiting.length < maxFree) this.#keep(process, [process, ...this.#waiting]);
      else process.kill();
    });
    // Not at once: the process that has work now goes first.
    setTimeout(() => this.#prepare(foreseen), spareDelayMs).unref();
    return attempt;
  }

  /** Ends all of them by force: whoever waits for one has stopped it before. */
  close(): void {
    this.#isClosed = true;
    for (const process of this.#all) process.kill();
    this.#hosts.close();
  }

  #prepare(foreseen: Foreseen): void {
    if (this.#isClosed || this.#waiting.length >= maxSpares) return;
    const spare = this.#fork();
    spare.send({ kind: 'prepare', foreseen });
    this.#keep(spare, [...this.#waiting, spare]);
  }

  /** For a while. */
  #keep(process: RunProcess, waiting: readonly RunProcess[]): void {
    this.#waiting = waiting;
    const timer = setTimeout(() => {
      this.#forget(process);
      process.kill();
    }, spareLifeMs);
    this.#timers.set(process, timer.unref());
  }

  #forget(process: RunProcess): void {
    clearTimeout(this.#timers.get(process));
    this.#timers.delete(process);
    this.#waiting = this.#waiting.filter((one) => one !== process);
  }

  #fork(): RunProcess {
    const process = new RunProcess(this.#options);
    this.#all.add(process);
    void process.gone.then(() => {
      this.#all.delete(process);
      this.#forget(process);
    });
    return process;
  }
}
