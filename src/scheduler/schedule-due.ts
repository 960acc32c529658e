import { LarkstreamError } from '../model/errors.ts';
import type { Message } from '../model/message.ts';
import { newRun } from '../model/service/new-run.ts';
import type { Pipeline } from '../model/service/pipeline.ts';
import type { RunTrigger, ServiceRun } from '../model/service/service-run.ts';
import type { ServiceTables } from '../model/service/service-store.ts';
import { newId } from '../util/new-id.ts';
import { nextDue } from './next-due.ts';

type Tables = Pick<ServiceTables, 'pipelines' | 'runs' | 'changes'>;

/** The store, as far as the scheduler uses it. */
export interface SchedulingStore {
  transaction<T>(work: (tables: Tables) => Promise<T>): Promise<T>;
}

/** `now` is by the clock of the store; `bytes` gives unguessable bytes for ids. */
export interface ScheduleDueOptions {
  readonly store: SchedulingStore;
  readonly now: number;
  readonly bytes: (count: number) => Uint8Array;
}

/** What became of a pipeline that was due. */
export interface Scheduled {
  readonly pipelineId: string;
  readonly isLive: boolean;
  readonly dueAt: number;
  /** Undefined: a run of it still waits or works, so that this time is passed over. */
  readonly run: ServiceRun | undefined;
}

const batchSize = 100;

/**
 * Begins a run for each pipeline that is due, and moves on when it is due next, in one transaction: with any number of schedulers, and
 * whatever dies when, no time is missed and none is fired twice. A pipeline that was due several times meanwhile runs once. Gives what it
 * did; as many as a hundred mean that there may be more.
 */
export async function scheduleDue({ store, now, bytes }: ScheduleDueOptions): Promise<readonly Scheduled[]> {
  return await store.transaction(async (tables) => {
    const done: Scheduled[] = [];
    for (const pipeline of await tables.pipelines.claimDue(now, batchSize)) {
      const scheduled = await scheduleOne(pipeline, tables, { now, id: newId('run', now, bytes) });
      if (scheduled !== undefined) done.push(scheduled);
    }
    return done;
  });
}

/** True when one batch may not have been all. */
export function isFullBatch(scheduled: readonly Scheduled[]): boolean {
  return scheduled.length === batchSize;
}

async function scheduleOne(
  pipeline: Pipeline,
  { pipelines, runs, changes }: Tables,
  { now, id }: { readonly now: number; readonly id: string },
): Promise<Scheduled | undefined> {
  const dueAt = pipeline.dueAt ?? now;
  let next: number | undefined;
  try {
    next = nextDue(pipeline.schedule, now, pipeline.id);
  } catch (thrown) {
    if (!(thrown instanceof LarkstreamError)) throw thrown;
    // One that can't be scheduled must not keep the others from their turn: a person is told by its state.
    await pipelines.update(
      {
        ...pipeline,
        state: 'paused',
        pausedWhy: ofSchedule(thrown.texts.message),
        pausedBy: undefined,
        dueAt: undefined,
      },
      now,
    );
    await changes.add({ at: now, topic: 'pipeline', id: pipeline.id, kind: 'changed' });
    return undefined;
  }
  await pipelines.setDue(pipeline.id, next);
  const run = newRun({ id, pipelineId: pipeline.id, trigger: triggerOf(pipeline, dueAt, now), queuedAt: now });
  const isNew = await runs.insert(run);
  if (isNew) await changes.add({ at: now, topic: 'run', id, kind: 'created' });
  return { pipelineId: pipeline.id, isLive: pipeline.schedule.kind === 'live', dueAt, run: isNew ? run : undefined };
}

/** `catch-up`: at least one more time has passed since the one that was due. */
function triggerOf({ schedule, id }: Pipeline, dueAt: number, now: number): RunTrigger {
  if (schedule.kind === 'live') return 'live';
  const following = nextDue(schedule, dueAt, id);
  return following !== undefined && following <= now ? 'catch-up' : 'schedule';
}

/** The name of the setting goes before what is wrong with it. */
function ofSchedule({ en, zh }: Message): Message {
  return { en: `schedule: ${en}`, zh: `schedule：${zh}` };
}
