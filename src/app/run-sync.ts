import { randomUUID } from 'node:crypto';
import type { Config } from '../config/settings.ts';
import { type Clock, systemClock } from '../model/clock.ts';
import type { Destination } from '../model/destination.ts';
import { toLarkstreamError } from '../model/errors.ts';
import { type Logger, silentLogger } from '../model/logger.ts';
import type { RunReport } from '../model/run.ts';
import { planStreams } from '../sync/plan.ts';
import { runSync } from '../sync/run.ts';
import { boundHeapGrowth } from '../util/heap-growth.ts';
import { createDestination } from './create-destination.ts';
import { createSource } from './create-source.ts';
import { toSelection } from './selection.ts';
import type { SyncObserver } from './sync-observer.ts';

export interface ConfiguredSync {
  readonly config: Config;
  /** Aborting it ends the run early; what has arrived is committed first. */
  readonly signal?: AbortSignal;
  readonly observer?: SyncObserver;
  readonly logger?: Logger;
  readonly clock?: Clock;
  /** Read everything from the beginning. */
  readonly full?: boolean;
  readonly acceptDeletes?: boolean;
  /** Streams, by name or pattern, instead of the configuration's choice. */
  readonly only?: readonly string[];
}

/**
 * One sync as configured. What the run itself meets stands in the report; thrown is only what keeps it from starting.
 * @throws ConfigError for settings and streams, `destination.open.failed`, `destination.locked`.
 */
export async function runConfiguredSync(options: ConfiguredSync): Promise<RunReport> {
  const { config, observer = {}, logger = silentLogger, clock = systemClock } = options;
  boundHeapGrowth();
  const { source, calls } = await createSource({ settings: config.source, logger, clock, observer });
  try {
    const planned = planStreams(await source.discover(), toSelection(config, options.only));
    const destination = await createDestination(config.destination);
    try {
      observer.onPlanned?.(planned.map(({ stream, mode }) => ({ name: stream.name, module: stream.module, mode })));
      const report = await runSync({
        source,
        destination,
        planned,
        runId: randomUUID(),
        clock,
        signal: options.signal ?? new AbortController().signal,
        observer,
        full: options.full ?? false,
        acceptDeletes: options.acceptDeletes ?? false,
      });
      return await remember({ ...report, calls: calls() }, destination);
    } finally {
      await destination.close();
    }
  } finally {
    await source.close();
  }
}

/** The history is not worth failing a run for: what it replicated is committed already. */
async function remember(report: RunReport, destination: Destination): Promise<RunReport> {
  try {
    await destination.saveRun(report);
    return report;
  } catch (thrown) {
    const { message } = toLarkstreamError(thrown);
    return { ...report, warnings: [...report.warnings, `The run could not be added to the history: ${message}`] };
  }
}
