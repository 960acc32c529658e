import { systemClock } from '../../model/clock.ts';
import type { AttemptListener, AttemptOrder, AttemptStarter, RunningAttempt } from '../../scheduler/attempt.ts';
import { type HostEnd, LiveHost } from './live-host.ts';
import type { RunProcessesOptions } from './run-child.ts';

/** Together they need as much memory as a few processes of their own would; what dies with one of them begins anew. */
const usualBound = 500;
/** One in which nothing works is kept for who comes next. */
const emptyLifeMs = 30_000;
/** Then what has ended the process that a pipeline was in is taken to be over. */
const suspicionMs = 3_600_000;

interface Suspicion {
  /** The most pipelines beside which it may work, with itself. */
  readonly bound: number;
  readonly since: number;
}

/**
 * The processes in which live attempts work, many in each. When one dies, nobody knows which of them has ended it: each goes to a process for half
 * as many, and so on, until the culprit ends alone.
 */
export class LiveHosts implements AttemptStarter {
  readonly #options: RunProcessesOptions;
  readonly #bound: number;
  readonly #hosts = new Set<LiveHost>();
  readonly #suspicions = new Map<string, Suspicion>();

  constructor(options: RunProcessesOptions, bound: number = usualBound) {
    this.#options = options;
    this.#bound = bound;
  }

  start(order: AttemptOrder, listener: AttemptListener): RunningAttempt {
    const host = this.#hostFor(this.#boundOf(order.pipelineId));
    return host.run(order, listener, () => this.#endIfEmpty(host));
  }

  /** Ends all of them by force: whoever waits for one has stopped it before. */
  close(): void {
    for (const host of this.#hosts) host.kill();
  }

  /** Who is under no suspicion does not work beside those who are, and of these none beside more than it may. */
  #hostFor(bound: number): LiveHost {
    const found = [...this.#hosts].find((host) => host.bound === bound && host.hasRoom);
    if (found !== undefined) return found;
    const host = new LiveHost(this.#options, bound);
    this.#hosts.add(host);
    void host.gone.then((end) => {
      this.#hosts.delete(host);
      this.#suspect(host.bound, end);
    });
    return host;
  }

  #endIfEmpty(host: LiveHost): void {
    const end = (): void => {
      if (host.size === 0) host.kill();
    };
    if (host.size === 0) setTimeout(end, emptyLifeMs).unref();
  }

  #suspect(bound: number, { pipelineIds, culprit }: HostEnd): void {
    const since = systemClock.elapsed();
    if (culprit !== undefined) this.#suspicions.set(culprit, { bound: 1, since });
    else for (const id of pipelineIds) this.#suspicions.set(id, { bound: Math.max(1, Math.floor(bound / 2)), since });
  }

  #boundOf(pipelineId: string): number {
    const before = systemClock.elapsed() - suspicionMs;
    for (const [id, { since }] of this.#suspicions) if (since < before) this.#suspicions.delete(id);
    return this.#suspicions.get(pipelineId)?.bound ?? this.#bound;
  }
}
