import { type Clock, longestSince, type Moment, momentOf, rest } from '../model/clock.ts';
import { TransientError, toLarkstreamError } from '../model/errors.ts';
import type { Logger } from '../model/logger.ts';
import { reportError } from '../model/run-report.ts';
import { failuresInRow } from '../model/service/retry-delay.ts';
import type { Attempt, AttemptEnd, ServiceRun } from '../model/service/service-run.ts';
import type { ServiceTables } from '../model/service/service-store.ts';
import type { AlarmWithin } from './after-run.ts';
import type { AttemptLine } from './attempt.ts';
import { endLines } from './end-lines.ts';
import { type EndingStore, endRun } from './end-run.ts';

interface TakeBackParts {
  readonly store: Pick<ServiceTables, 'runs'> & EndingStore;
  readonly alarmWithin: AlarmWithin;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** A run whose workers were lost so often in a row takes them along. */
const maxLost = 6;
const batchSize = 5_000;
/** An attempt writes down what it does every second. */
const silenceMs = 10_000;
const lookMs = 1_000;
/** Looks come every second. */
const longLookMs = silenceMs / 2;

/**
 * Takes back the runs whose attempt nobody has heard of for ten seconds: the next attempt goes on from their last commit. It looks every
 * second, whatever else is done and however long that takes; of its own work one pass follows another.
 */
export class TakeBack {
  readonly #parts: TakeBackParts;
  /** Since when every look has reached the store soon: after it, or this machine, has stood still, whoever works is given time to be heard of. */
  #soundSince: number | undefined;
  #lookedAt: Moment | undefined;
  /** Those of the newest look: who was heard of meanwhile is left alone. */
  #lost: ReadonlySet<string> = new Set();
  #pass: Promise<void> | undefined;

  constructor(parts: TakeBackParts) {
    this.#parts = parts;
  }

  /** Until the signal is aborted. */
  async follow(signal: AbortSignal): Promise<void> {
    const { clock } = this.#parts;
    while (!signal.aborted) {
      const lost = await this.look();
      const isSound = this.#soundSince !== undefined && clock.elapsed() - this.#soundSince >= silenceMs;
      if (isSound && lost.length > 0) this.#pass ??= this.#take(lost, signal);
      await rest(clock, lookMs, signal);
    }
    await this.#pass;
  }

  /** The runs that are lost now. */
  async look(): Promise<readonly ServiceRun[]> {
    const { store, clock, logger } = this.#parts;
    let lost: readonly ServiceRun[] = [];
    try {
      lost = await store.runs.lost({ silentMs: silenceMs, limit: batchSize });
      if (this.#hasStoodStill()) this.#soundSince = undefined;
      this.#soundSince ??= clock.elapsed();
    } catch (thrown) {
      this.#soundSince = undefined;
      logger.warn('It could not be looked which runs are lost', told(thrown));
    }
    this.#lost = new Set(lost.map(keyOf));
    return lost;
  }

  #hasStoodStill(): boolean {
    const { clock } = this.#parts;
    const before = this.#lookedAt;
    this.#lookedAt = momentOf(clock);
    return before !== undefined && longestSince(clock, before) > longLookMs;
  }

  /** One that cannot be taken back keeps no other from being: it is tried again with the next pass. */
  async #take(lost: readonly ServiceRun[], signal: AbortSignal): Promise<void> {
    const { logger } = this.#parts;
    for (const run of lost) {
      if (signal.aborted) break;
      const about = { run: run.id, attempt: run.attempt };
      try {
        if (await this.one(run)) logger.warn('The worker of a run was not heard of any more', about);
      } catch (thrown) {
        logger.warn('A run whose worker is lost could not be taken back', { ...about, ...told(thrown) });
      }
    }
    this.#pass = undefined;
  }

  /** Takes a run back, unless it was not lost at the newest look. */
  async one(run: ServiceRun): Promise<boolean> {
    if (!this.#lost.has(keyOf(run))) return false;
    const { store, alarmWithin, clock } = this.#parts;
    // The one that is lost is not over yet.
    const before = (await store.runs.attempts(run.id)).filter(({ number }) => number < run.attempt);
    const failures = failuresInRow(before, run.progress);
    const end = endOfLost(run, failures, clock.now());
    const about = { failuresBefore: failures.length, isAfterSteady: false, lines: linesOfLost(run, end) };
    return await endRun(store, { run, number: run.attempt, end, alarmWithin, ...about });
  }
}

const keyOf = ({ id, attempt }: ServiceRun): string => `${id}#${attempt}`;

function told(thrown: unknown): { readonly code: string; readonly error: string } {
  const { code, message } = toLarkstreamError(thrown);
  return { code, error: message };
}

function linesOfLost({ attempt: number, trigger }: ServiceRun, end: AttemptEnd): readonly AttemptLine[] {
  const message = { en: 'Its worker was not heard of any more.', zh: '其工作进程已失联。' };
  const others = endLines({ ...end, number, isLive: trigger === 'live', nextAt: undefined });
  return [{ at: end.now, level: 'warn', message }, ...others];
}

function endOfLost(run: ServiceRun, before: readonly Attempt[], now: number): AttemptEnd {
  if (run.cancelAskedAt !== undefined) return { state: 'cancelled', attemptState: 'lost', now };
  const lost = before.filter(({ state }) => state === 'lost').length;
  if (lost + 1 < maxLost) return { state: 'requeue', attemptState: 'lost', now };
  const error = new TransientError({
    code: 'run.lost',
    message: {
      en: `The worker of the run was lost ${lost + 1} times in a row`,
      zh: `运行的工作进程连续失联 ${lost + 1} 次`,
    },
  });
  return { state: 'failed', attemptState: 'lost', error: reportError(error), now };
}
