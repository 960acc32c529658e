import type { Attempt, AttemptsSoFar, RunProgress, ServiceRun } from '../model/service/service-run.ts';

/** An attempt that has worked for so long may have failed for another reason than the one before. */
export const steadyMs: number = 10 * 60_000;

interface ObservedAttempt {
  readonly number: number;
  readonly startedAt: number;
  /** Attempts just before it that failed or were lost. */
  readonly failures: readonly Attempt[];
}

/**
 * Whether an attempt goes steadily, so that failures before it are over. Time alone does not show it: what fails only after a while would be
 * tried for ever, and nobody told. A live one must follow events for long; one that reads once must also commit more than any before it.
 */
export class Steadiness {
  readonly #attempt: ObservedAttempt;
  readonly #isLive: boolean;
  readonly #before: AttemptsSoFar;
  #isSteady = false;
  #isOverdue = false;
  #streamsSince: number | undefined;
  #heard: RunProgress | undefined;

  /** The run as it was before the attempt. */
  constructor({ trigger, progress: before }: Pick<ServiceRun, 'trigger' | 'progress'>, attempt: ObservedAttempt) {
    this.#attempt = attempt;
    this.#isLive = trigger === 'live';
    this.#before = before?.soFar ?? { steadyAttempt: 0, mostCommits: before?.commits ?? 0 };
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
    const { commits } = this.#heard;
    const { number } = this.#attempt;
    const steadyAttempt = this.isSteady ? number : this.#before.steadyAttempt;
    const mostCommits = Math.max(this.#before.mostCommits, commits);
    const isPlain = steadyAttempt === 0 && mostCommits === commits;
    return isPlain ? this.#heard : { ...this.#heard, soFar: { steadyAttempt, mostCommits } };
  }

  heard(progress: RunProgress, now: number): void {
    this.#heard = progress;
    const { startedAt } = this.#attempt;
    if (this.#isLive) this.#isSteady ||= now - this.#followsSince(progress, now) >= steadyMs;
    else this.#isSteady ||= now - startedAt >= steadyMs && this.#hasComeFurther(progress);
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

  /** The first one has nothing to come further than. */
  #hasComeFurther({ commits }: RunProgress): boolean {
    return this.#attempt.number > 1 && commits > this.#before.mostCommits;
  }
}
