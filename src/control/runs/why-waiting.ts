import { pauseLeftMs } from '../../model/service/retry-delay.ts';
import type { ServiceRun } from '../../model/service/service-run.ts';
import type { ControlParts } from '../parts.ts';

/**
 * Why a run waits: for the live run of its pipeline, which ends for it; for the pause after a failure, for a worker to be there at all, for the run that uses the limits of the same app and
 * tenant, or for its turn.
 */
export type WaitingFor =
  | { readonly reason: 'live'; readonly runId: string }
  | { readonly reason: 'pause'; readonly until: number }
  | { readonly reason: 'worker' }
  | { readonly reason: 'budget'; readonly runId: string }
  | { readonly reason: 'turn' };

/** Workers give a sign every five seconds. */
const silentMs = 30_000;

/** Undefined unless the run waits. */
export async function whyWaiting(
  { store, clock }: Pick<ControlParts, 'store' | 'clock'>,
  run: ServiceRun,
): Promise<WaitingFor | undefined> {
  if (run.state !== 'queued') return undefined;
  const working = await store.runs.page({ limit: 1 }, { pipelineId: run.pipelineId, state: 'running' });
  const [before] = working.items;
  if (before?.next?.id === run.id) return { reason: 'live', runId: before.id };
  const leftMs = run.attempt === 0 ? 0 : pauseLeftMs(await store.runs.attempts(run.id), run.progress);
  if (leftMs > 0) return { reason: 'pause', until: clock.now() + leftMs };
  const members = await store.members.list();
  const isThere = members.some(
    (member) => member.roles.includes('worker') && member.drainingSince === undefined && member.silentMs < silentMs,
  );
  if (!isThere) return { reason: 'worker' };
  const other = run.trigger === 'live' ? undefined : await store.runs.usingLimitsOf(run);
  return other === undefined ? { reason: 'turn' } : { reason: 'budget', runId: other };
}
