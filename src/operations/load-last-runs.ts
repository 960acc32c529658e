import { existsSync } from 'node:fs';
import { createDestination, driverOf } from '../app/create-destination.ts';
import type { Config } from '../config/settings.ts';
import { shownDestination } from '../config/tenant-destination.ts';
import { LarkstreamError } from '../model/errors.ts';
import { readRunReport } from '../model/read-run-report.ts';
import type { BegunRun, RunHistory } from '../model/run-log.ts';
import type { RunReport } from '../model/run-report.ts';

/** The history of runs, from the destination or, while a run holds its file, from the log beside it. */
export interface LastRuns {
  /** The newest first. */
  readonly runs: readonly RunReport[];
  /** A run that has begun and whose end is not recorded. */
  readonly begun: BegunRun | undefined;
  /** Whether the destination is in use; a run that has begun is under way then, and was broken off otherwise. */
  readonly isInUse: boolean;
}

const nothing: LastRuns = { runs: [], begun: undefined, isInUse: false };

/**
 * The last runs that the destination remembers; none when it does not exist yet. While a run holds the destination's file, they are
 * read from the log beside it. @throws what opening a destination throws
 */
export async function loadLastRuns(config: Config, limit: number): Promise<LastRuns> {
  const settings = shownDestination(config);
  const driver = driverOf(settings);
  if (driver.file === undefined) return lastRunsOf(await loadFrom(settings, limit), false);
  if (!existsSync(driver.file)) return nothing;
  try {
    return lastRunsOf(await loadFrom(settings, limit), false);
  } catch (thrown) {
    if (!(thrown instanceof LarkstreamError) || thrown.code !== 'destination.locked') throw thrown;
    const { runs, begun } = driver.readHeldRuns();
    return lastRunsOf({ runs, begun }, true);
  }
}

async function loadFrom(settings: Config['destination'], limit: number): Promise<RunHistory> {
  const destination = await createDestination(settings);
  try {
    return await destination.runs.load(limit);
  } finally {
    await destination.close();
  }
}

function lastRunsOf({ runs, begun }: RunHistory, isInUse: boolean): LastRuns {
  return { runs: runs.flatMap((stored) => readRunReport(stored) ?? []), begun, isInUse };
}
