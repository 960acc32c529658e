import { randomUUID } from 'node:crypto';
import { createAttachments } from '../app/create-attachments.ts';
import { createDestination } from '../app/create-destination.ts';
import { createSource } from '../app/create-source.ts';
import { createTickets } from '../app/create-tickets.ts';
import type { Config } from '../config/settings.ts';
import { tenantDestination } from '../config/tenant-destination.ts';
import { type Clock, systemClock } from '../model/clock.ts';
import type { Fence, OpenedDestination } from '../model/destination.ts';
import { toLarkstreamError } from '../model/errors.ts';
import { type Logger, silentLogger } from '../model/logger.ts';
import type { Message } from '../model/message.ts';
import { type RunReport, withWarnings } from '../model/run-report.ts';
import type { Discovery } from '../model/source.ts';
import { runSync } from '../sync/run.ts';
import { boundHeapGrowth } from '../util/bound-heap-growth.ts';
import { orAborted } from '../util/or-aborted.ts';
import type { SharedClients } from './open-clients.ts';
import { planDiscovered } from './selection.ts';
import type { SyncObserver } from './sync-observer.ts';

/** `config` comes from `readConfig` or `parseConfig`; everything else has a default. */
export interface ConfiguredSync extends SharedClients {
  readonly config: Config;
  /** Aborting it ends the run early; what has arrived is committed first. */
  readonly signal?: AbortSignal;
  readonly observer?: SyncObserver;
  readonly logger?: Logger;
  readonly clock?: Clock;
  /** Read everything from the beginning. */
  readonly full?: boolean;
  readonly acceptDeletes?: boolean;
  /** Of the attempt: see `createDestination`. */
  readonly fence?: Fence;
  /** Stands in every row that the run writes; a random one when absent. */
  readonly runId?: string;
}

/**
 * One sync as configured. What the run itself meets stands in the report; thrown is only what keeps it from starting.
 * @throws ConfigError for settings and streams, `destination.open.failed`, `destination.locked`.
 */
export async function runConfiguredSync(options: ConfiguredSync): Promise<RunReport> {
  const { config, observer = {}, logger = silentLogger, clock = systemClock } = options;
  boundHeapGrowth('transfer');
  const attachments = await createAttachments(config);
  const { source, calls } = await createSource({
    settings: config.source,
    clients: options.clients,
    openTickets: createTickets(config.events.store),
    logger,
    clock,
    observer,
    attachments,
  });
  try {
    const discovery = await orAborted(source.discover(), options.signal);
    const planned = planDiscovered(discovery, config.streams);
    const destination = await createDestination(tenantDestination(config), { fence: options.fence });
    try {
      observer.onPlanned?.(planned.map(({ stream, mode }) => ({ name: stream.name, module: stream.module, mode })));
      const report = await runSync({
        source,
        destination,
        planned,
        runId: options.runId ?? randomUUID(),
        clock,
        signal: options.signal ?? new AbortController().signal,
        observer,
        full: options.full ?? false,
        acceptDeletes: options.acceptDeletes ?? false,
      });
      return await remember({ ...withUnlisted(report, discovery), calls: calls() }, destination);
    } finally {
      await destination.close();
    }
  } finally {
    await source.close();
  }
}

/** Streams that could not even be listed are missing from the run, which therefore is not whole. */
export function withUnlisted(report: RunReport, { unlisted }: Discovery): RunReport {
  if (unlisted.length === 0) return report;
  const warnings = unlisted.map(
    ({ error: { texts } }): Message => ({
      en: `Typed streams could not be listed: ${texts.message.en}`,
      zh: `无法列出按列展开的数据流：${texts.message.zh}`,
    }),
  );
  const outcome = report.outcome === 'done' ? 'incomplete' : report.outcome;
  return withWarnings({ ...report, outcome }, warnings);
}

/** The history is not worth failing a run for: what it replicated is committed already. */
async function remember(report: RunReport, destination: OpenedDestination): Promise<RunReport> {
  // The later attempt writes the history as well.
  if (report.error?.code === 'run.fenced') return report;
  try {
    await destination.runs.save(report);
    return report;
  } catch (thrown) {
    const { message } = toLarkstreamError(thrown).texts;
    return withWarnings(report, [
      { en: `The run could not be added to the history: ${message.en}`, zh: `无法把本次运行写入历史：${message.zh}` },
    ]);
  }
}
