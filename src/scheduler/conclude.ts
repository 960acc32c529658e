import { type LarkstreamError, TransientError } from '../model/errors.ts';
import { type ReportedError, reportError } from '../model/run-report.ts';
import type { AttemptEnd } from '../model/service/service-run.ts';
import type { AttemptResult } from './attempt.ts';

/** What the worker knows of an attempt beside its result. */
export interface Circumstances {
  /** A person has asked for the end. */
  readonly isCancelled: boolean;
  /** The worker itself ends, or another one has the job. */
  readonly isHandedBack: boolean;
  /** It took longer than it may. */
  readonly isOverdue: boolean;
  readonly isLive: boolean;
  /** Attempts in a row before it that failed, and still count. */
  readonly failuresBefore: number;
}

/** Tries of a run that reads once. A live run is tried until a person stops it, or must act. */
const maxTries = 5;

/** What becomes of a run when an attempt has ended. */
export function conclude(result: AttemptResult, about: Circumstances): Omit<AttemptEnd, 'now'> {
  if (result.kind !== 'report') return concludeError(result.error, about);
  const { report } = result;
  if (report === undefined || report.outcome === 'stopped') return { ...concludeStop(about), report };
  // Live replication has no end of its own: what has ended it is what it misses.
  if (report.outcome === 'failed' || (about.isLive && report.outcome === 'incomplete')) {
    const error = report.error ?? report.streams.flatMap(({ errors }) => errors)[0];
    if (error !== undefined) return { ...concludeError(error, about), report };
  }
  const state = report.outcome === 'done' ? 'succeeded' : report.outcome === 'incomplete' ? 'incomplete' : 'failed';
  return { state, attemptState: state === 'failed' ? 'failed' : 'succeeded', report };
}

function concludeStop(about: Circumstances): Omit<AttemptEnd, 'now'> {
  const { isCancelled, isHandedBack, isOverdue } = about;
  if (isCancelled) return { state: 'cancelled', attemptState: 'cancelled' };
  if (isOverdue) return concludeError(reportError(overdue()), { ...about, isHandedBack: false });
  // Nobody has asked for it: a live follower that ends by itself is begun again, too.
  return { state: 'requeue', attemptState: isHandedBack ? 'cancelled' : 'failed' };
}

function concludeError(error: ReportedError, about: Circumstances): Omit<AttemptEnd, 'now'> {
  if (about.isCancelled) return { state: 'cancelled', attemptState: 'cancelled', error };
  if (about.isHandedBack) return { state: 'requeue', attemptState: 'cancelled', error };
  const mayPass = error.family === 'transient' || error.family === 'stopped';
  const isTriedAgain = mayPass && (about.isLive || about.failuresBefore + 1 < maxTries);
  return { state: isTriedAgain ? 'requeue' : 'failed', attemptState: 'failed', error };
}

function overdue(): LarkstreamError {
  return new TransientError({
    code: 'run.time.limit',
    message: { en: 'The attempt took longer than it may', zh: '本次尝试超过了时间限制' },
  });
}
