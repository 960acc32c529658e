import { systemClock } from '../../model/clock.ts';
import { TransientError } from '../../model/errors.ts';
import { type ReportedError, reportError } from '../../model/run-report.ts';
import type { AttemptListener, AttemptOrder, AttemptResult, RunningAttempt } from '../../scheduler/attempt.ts';
import { RunChild, type RunProcessesOptions, resultIn, stopTimeoutMs, tell, toStart } from './run-child.ts';
import { type FromAttempt, isFromHost } from './run-messages.ts';

/** Attempts that go on are told so by one message: a worker hears of all of them at the same time. */
const gatherMs = 50;
/** Each of its attempts says something every ten seconds at least; on a machine that is slow it may take longer. */
const silenceMs = 30_000;

interface Held {
  readonly pipelineId: string;
  readonly hear: (message: FromAttempt) => void;
}

/** How the process of many attempts has ended: those that worked in it then, by pipeline, and the one that had not ended when it was to. */
export interface HostEnd {
  readonly pipelineIds: readonly string[];
  readonly culprit: string | undefined;
}

/** Of one that the process has not ended in time; it writes nothing any more, and the others go on. */
function lateError(): ReportedError {
  const message = {
    en: 'The attempt had not ended ten seconds after it was to, and was given up',
    zh: '本次尝试在要求结束十秒后仍未结束，已被放弃',
  };
  return reportError(new TransientError({ code: 'run.process.died', message }));
}

/** A process of many live attempts. */
export class LiveHost {
  /** The most that work in it at once. */
  readonly bound: number;
  /** Resolves when the process has ended. */
  readonly gone: Promise<HostEnd>;
  readonly #child: RunChild;
  readonly #held = new Map<number, Held>();
  readonly #goingOn = new Set<number>();
  #lastKey = 0;
  /** When the process has last said anything. */
  #heardAt = systemClock.elapsed();
  /** It has not ended an attempt when it was to: it takes no further ones. */
  #isTired = false;
  #culprit: string | undefined;
  #isKilled = false;

  constructor(options: RunProcessesOptions, bound: number) {
    this.bound = bound;
    this.#child = new RunChild(options, {
      args: ['live'],
      onMessage: (message) => {
        this.#heardAt = systemClock.elapsed();
        if (isFromHost(message)) this.#held.get(message.key)?.hear(message.message);
      },
    });
    this.gone = this.#child.gone.then(() => ({
      pipelineIds: this.#isKilled ? [] : [...this.#held.values()].map(({ pipelineId }) => pipelineId),
      culprit: this.#culprit,
    }));
  }

  get size(): number {
    return this.#held.size;
  }

  get hasRoom(): boolean {
    return this.#child.isThere && this.#culprit === undefined && !this.#isTired && this.size < this.bound;
  }

  /** Works on one more order; `onEnd` is called when it has ended. */
  run(order: AttemptOrder, listener: AttemptListener, onEnd: () => void): RunningAttempt {
    this.#lastKey += 1;
    const key = this.#lastKey;
    const { pipelineId } = order;
    let killing: NodeJS.Timeout | undefined;
    const ended = new Promise<AttemptResult>((resolve) => {
      const end = (result: AttemptResult): void => {
        if (!this.#held.delete(key)) return;
        clearTimeout(killing);
        resolve(result);
        onEnd();
      };
      const hear = (message: FromAttempt): void => {
        const result = resultIn(message);
        if (result === undefined) tell(listener, message);
        else end(result);
      };
      this.#held.set(key, { pipelineId, hear });
      // After `gone` has told who was in it.
      void this.gone.then(() => this.#child.gone).then((error) => end({ kind: 'died', error }));
    });
    this.#child.send({ kind: 'to', key, message: toStart(order) });
    const giveUp = (): void => {
      this.#isTired = true;
      this.#child.send({ kind: 'to', key, message: { kind: 'forsake' } });
      const isSilent = systemClock.elapsed() - this.#heardAt > silenceMs;
      if (isSilent) this.#killFor(pipelineId);
      else this.#held.get(key)?.hear({ kind: 'error', error: lateError() });
    };
    const end = (kind: 'stop' | 'forsake') => () => {
      if (!this.#held.has(key)) return;
      this.#child.send({ kind: 'to', key, message: { kind } });
      killing ??= setTimeout(giveUp, stopTimeoutMs);
    };
    return { ended, goOn: () => this.#goOn(key), stop: end('stop'), kill: end('forsake') };
  }

  /** Nobody is to blame: whoever works in it has been stopped before. */
  kill(): void {
    this.#isKilled = true;
    this.#child.kill();
  }

  /** A process that says nothing hangs: the others are begun anew elsewhere. */
  #killFor(culprit: string): void {
    this.#culprit ??= culprit;
    this.#child.kill();
  }

  #goOn(key: number): void {
    if (!this.#held.has(key)) return;
    if (this.#goingOn.size === 0) setTimeout(() => this.#tellWhoGoesOn(), gatherMs);
    this.#goingOn.add(key);
  }

  #tellWhoGoesOn(): void {
    this.#child.send({ kind: 'go-on', keys: [...this.#goingOn] });
    this.#goingOn.clear();
  }
}
