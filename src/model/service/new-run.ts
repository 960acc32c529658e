import type { ServiceRun } from './service-run.ts';

/** A run that waits. */
export function newRun(
  given: Pick<ServiceRun, 'id' | 'pipelineId' | 'trigger' | 'queuedAt'> &
    Partial<Pick<ServiceRun, 'retryOf' | 'requestedBy' | 'options'>>,
): ServiceRun {
  return {
    retryOf: undefined,
    requestedBy: undefined,
    options: {},
    ...given,
    next: undefined,
    state: 'queued',
    startedAt: undefined,
    finishedAt: undefined,
    cancelAskedAt: undefined,
    attempt: 0,
    progress: undefined,
    report: undefined,
    error: undefined,
  };
}
