import { followAgain } from '../model/service/follow-again.ts';
import { newRun } from '../model/service/new-run.ts';
import type { AttemptEnd, RunProgress, ServiceRun } from '../model/service/service-run.ts';
import type { ServiceTables } from '../model/service/service-store.ts';
import { type AlarmWithin, type AlertTables, afterRun, tellOfStandstill } from './after-run.ts';
import type { AttemptLine } from './attempt.ts';
import { readBeside } from './read-beside.ts';

type Tables = Pick<ServiceTables, 'now' | 'runs' | 'pipelines' | 'destinations' | 'changes'> & AlertTables;

/** What the end of a run changes. */
export interface EndingStore {
  transaction<T>(work: (tables: Tables) => Promise<T>): Promise<T>;
}

interface EndOfRun {
  readonly run: ServiceRun;
  readonly number: number;
  readonly end: AttemptEnd;
  readonly alarmWithin: AlarmWithin;
  /** The last of the log of the attempt. */
  readonly lines?: readonly AttemptLine[];
  /** The last that was heard of it. */
  readonly progress?: RunProgress | undefined;
  /** Attempts in a row before it that failed. */
  readonly failuresBefore?: number;
  /** See `afterRun`. */
  readonly isAfterSteady?: boolean;
}

/**
 * Ends an attempt, and its run with all that follows from it, in one transaction: whoever dies meanwhile leaves no failure that nobody has
 * counted, and no paused pipeline of which nobody was told. False when the attempt is no longer the one that may write.
 */
export async function endRun(
  store: EndingStore,
  { run, number, end, alarmWithin, progress, lines = [], failuresBefore = 0, isAfterSteady = false }: EndOfRun,
): Promise<boolean> {
  return await store.transaction(async (tables) => {
    // Before the row of the run, as in every transaction that has both.
    await tables.pipelines.lock(run.pipelineId);
    const told = run.options.resetStreams === undefined ? [] : await afterReset(run, end.now, tables);
    const last = { lines: [...lines, ...told], ...(progress === undefined ? {} : { progress }) };
    await tables.runs.note(run.id, number, last);
    if (!(await tables.runs.endAttempt(run.id, number, end))) return false;
    await tables.changes.add({ at: end.now, topic: 'run', id: run.id, kind: 'changed' });
    const alarm = alarmWithin(tables);
    const { error, attemptState } = end;
    if (end.state !== 'requeue') await afterRun(run, end, { tables, alarm, isAfterSteady });
    else if (run.trigger === 'live' && attemptState === 'failed' && error !== undefined) {
      await tellOfStandstill(alarm, run.pipelineId, { error, failures: failuresBefore + 1 });
    }
    await goOn(run, end.now, tables);
    return true;
  });
}

/** Whether or not it has succeeded, and also where it is tried again: the tables may be dropped. */
async function afterReset({ pipelineId }: ServiceRun, at: number, tables: Tables): Promise<readonly AttemptLine[]> {
  const told = await readBeside(tables, pipelineId);
  return told.map((message) => ({ at, level: 'info', message, source: 'service' }));
}

/**
 * What a live run has ended for begins, unless it is wanted no more; afterwards the pipeline follows events again at once. A live run that has
 * failed begins again when it is due.
 */
async function goOn({ id, pipelineId, trigger }: ServiceRun, now: number, tables: Tables): Promise<void> {
  const { runs, pipelines, changes } = tables;
  const ended = await runs.find(id);
  if (ended?.finishedAt === undefined) return;
  const { next, state } = ended;
  if (next !== undefined && (await runs.insert(newRun({ ...next, pipelineId })))) {
    await changes.add({ at: now, topic: 'run', id: next.id, kind: 'created' });
    // Somebody, or the pipeline itself, may have let it rest meanwhile.
    const isActive = (await pipelines.find(pipelineId))?.state === 'active';
    if (isActive && next.cancelAskedAt === undefined) return;
    await runs.askCancel(next.id, now);
  } else if (trigger === 'live' && state !== 'cancelled') return;
  await followAgain(tables, pipelineId);
}
