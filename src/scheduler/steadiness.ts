import type { Attempt, AttemptsSoFar, RunProgress, ServiceRun } from '../model/service/service-run.ts';

/** An attempt that has worked for so long may have failed for another reason than the one before. */
export const steadyMs: number = 10 * 60_000;

interface ObservedAttempt {
  readonly number: number;
  /** In the time that `heard` is given: that of a clock that nobody sets. */
  readonly startedAt: number;
  /** Attempts just before it that failed or were lost. */
  readonly failures: readonly Attempt[];
}

/**
 * Whether an attempt goes steadily, so that failures before it are over. Time alone does not show it: what fails only after a while would be
 * tried for ever, and nobody told. A live one must follow events for long; one that reads once must also come further than any before it: to
 * where a read that goes on from there had never been, or, where it begins anew, by more commits.
 */
export class Steadiness {
  readonly #attempt: ObservedAttempt;
  readonly #isLive: boolean;
  readonly #before: AttemptsSoFar;
  #isSteady = false;
  #isOverdue = false;
  #hasMoved = false;
  #streamsSince: number | undefined;
  #heard: RunProgress | undefined;

  /** The run as it was before the attempt. */
  constructor({ trigger, progress: before }: Pick<ServiceRun, 'trigger' | 'progress'>, attempt: ObservedAttempt) {
    this.#attempt = attempt;
    this.#isLive = trigger === 'live';
    const soFar = before?.soFar ?? unknown(before);
    // Each live attempt reads first; how much one has committed that then followed events for long measures no read.
    const isNew = this.#isLive && attempt.failures.length === 0;
    this.#before = isNew ? { ...soFar, mostCommits: 0 } : soFar;
  }

  /** False for one that took longer than it may, whatever it has done. */
  get isSteady(): boolean {
    return this.#isSteady && !this.#isOverdue;
  }

  /** Those before it that count with it, should it fail. */
  get failuresBefore(): readonly Attempt[] {
    return this.isSteady ? [] : this.#attempt.failures;
  }

  /** The last that was heard, as it is to be kept. */
  get progress(): RunProgress | undefined {
    if (this.#heard === undefined) return undefined;
    const { number } = this.#attempt;
    const steadyAttempt = this.isSteady ? number : this.#before.steadyAttempt;
    const mostCommits = Math.max(this.#before.mostCommits, this.#heard.commits);
    const movedAttempt = this.#hasMoved ? number : this.#before.movedAttempt;
    const isPlain = steadyAttempt === 0 && mostCommits === 0 && movedAttempt === 0;
    return isPlain ? this.#heard : { soFar: { steadyAttempt, mostCommits, movedAttempt }, ...this.#heard };
  }

  heard(progress: RunProgress, now: number): void {
    this.#heard = progress;
    const { startedAt, number } = this.#attempt;
    const isFurther = this.#isFurther(progress);
    this.#hasMoved ||= isFurther || progress.phase === 'streaming';
    if (this.#isLive) this.#isSteady ||= now - this.#followsSince(progress, now) >= steadyMs;
    // The first one has nothing to come further than.
    else this.#isSteady ||= number > 1 && isFurther && now - startedAt >= steadyMs;
  }

  /** It took longer than it may. */
  overran(): void {
    this.#isOverdue = true;
  }

  #followsSince({ phase, standstill }: RunProgress, now: number): number {
    if (phase !== 'streaming' || standstill !== undefined) this.#streamsSince = undefined;
    else this.#streamsSince ??= now;
    return this.#streamsSince ?? now;
  }

  #isFurther({ commits, advances = 0 }: RunProgress): boolean {
    return advances > 0 || commits > this.#before.mostCommits;
  }
}

/** Of a run that an older version has begun. */
function unknown(before: RunProgress | undefined): AttemptsSoFar {
  return { steadyAttempt: 0, mostCommits: before?.commits ?? 0, movedAttempt: 0 };
}
