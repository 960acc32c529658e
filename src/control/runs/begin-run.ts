import type { Caller } from '../../model/service/caller.ts';
import { newRun } from '../../model/service/new-run.ts';
import type { RunOptions, ServiceRun } from '../../model/service/service-run.ts';
import type { ServiceTables } from '../../model/service/service-store.ts';
import type { JsonObject } from '../../util/json.ts';
import { change } from '../change.ts';
import { found, wrongState } from '../outcomes.ts';
import type { ControlParts } from '../parts.ts';
import { assertRuns } from '../pipelines/not-active.ts';
import { openRuns } from '../pipelines/open-runs.ts';
import { assertNotForgotten } from '../tenants/assert-not-forgotten.ts';

/** What use cases of runs need. */
export type RunParts = Pick<ControlParts, 'store' | 'clock' | 'newId'>;

interface BeginRun {
  readonly pipelineId: string;
  /** As the audit names it. */
  readonly action: string;
  readonly options: RunOptions;
  readonly retryOf?: string;
}

interface Begun {
  readonly run: ServiceRun;
  /** The live run that makes room for it. */
  readonly endedRunId?: string;
}

/**
 * Puts a run of the pipeline into the queue. Of a paused pipeline nothing runs until somebody resumes it, which also forgets the failures that
 * have paused it. One that follows events commits what is there, and ends for it; afterwards it follows them again.
 * @throws ConfigError `api.not.found`, `api.state.wrong` for a draft or a paused one, and while a run of it waits or works that is not live
 */
export async function beginRun(
  parts: RunParts,
  caller: Caller,
  { pipelineId, action, options, retryOf }: BeginRun,
): Promise<ServiceRun> {
  const id = parts.newId('run');
  const detail = ({ endedRunId }: Begun): JsonObject => ({
    pipelineId,
    ...toDetail(options),
    ...(retryOf === undefined ? {} : { retryOf }),
    ...(endedRunId === undefined ? {} : { endedRunId }),
  });
  const note = { action, kind: 'run', id, sign: 'created', detail } as const;
  const { run } = await change<Begun>(parts, caller, note, async (tables) => {
    await tables.pipelines.lock(pipelineId);
    const pipeline = found(await tables.pipelines.find(pipelineId), 'pipeline', pipelineId);
    assertRuns(pipeline);
    await assertNotForgotten(tables, pipeline);
    const begun = newRun({
      id,
      pipelineId,
      trigger: retryOf === undefined ? 'person' : 'retry',
      queuedAt: await tables.now(),
      requestedBy: caller.name,
      options,
      retryOf,
    });
    if (await tables.runs.insert(begun)) return { run: begun };
    const endedRunId = await takeTurn(tables, begun);
    if (endedRunId !== undefined) return { run: begun, endedRunId };
    throw wrongState(
      { en: 'A run of the pipeline waits or works already', zh: '该管道已有运行在等待或进行' },
      { en: 'Wait until it has ended, or cancel it.', zh: '请等待其结束，或取消该运行。' },
    );
  });
  return run;
}

/** Ends the live run of the pipeline, which has no end of its own. Undefined where it ends for another run, or a run of another kind is open. */
async function takeTurn({ runs, changes }: ServiceTables, run: ServiceRun): Promise<string | undefined> {
  const [live] = await openRuns(runs, run.pipelineId);
  if (live?.trigger !== 'live') return undefined;
  const now = run.queuedAt;
  // Room is there at once where it waits; where it works, when its process has committed and left.
  const isTaken =
    live.state === 'queued'
      ? (await runs.askCancel(live.id, now)) && (await runs.insert(run))
      : await runs.endFor(live.id, run, now);
  if (!isTaken) return undefined;
  const message = {
    en: `It ends so that run ${run.id}, which ${run.requestedBy} has asked for, can be done; afterwards events are followed again.`,
    zh: `本次运行将结束，以便执行 ${run.requestedBy} 请求的运行 ${run.id}；之后会继续跟随事件。`,
  };
  await runs.note(live.id, live.attempt, {
    lines: [{ at: now, level: 'info', message, source: 'service' }],
  });
  await changes.add({ at: now, topic: 'run', id: live.id, kind: 'changed' });
  return live.id;
}

function toDetail({ full, acceptDeletes, resetStreams }: RunOptions): JsonObject {
  return {
    ...(full === undefined ? {} : { full }),
    ...(acceptDeletes === undefined ? {} : { acceptDeletes }),
    ...(resetStreams === undefined ? {} : { resetStreams: [...resetStreams] }),
  };
}
