import type { RunReport } from '../model/run-report.ts';
import { type ConfiguredLive, runConfiguredLive as run } from '../operations/run-configured-live.ts';

/**
 * Reads everything once, then follows events until the signal comes, as `larkstream sync --live` does.
 *
 * @returns the report of a first read that failed, else undefined
 * @throws ConfigError where it cannot begin: `store.open.failed`, `events.listen.failed` and what `runConfiguredSync` throws
 *
 * @example
 * ```ts
 * import { readConfig } from 'larkstream';
 * import { runConfiguredLive } from 'larkstream/events';
 *
 * const stop = new AbortController();
 * await runConfiguredLive({
 *   config: readConfig('larkstream.yaml', process.env),
 *   signal: stop.signal,
 *   observer: {
 *     onBatch: ({ events, lagMs }) => console.error({ events, lagMs }),
 *     // A program that follows for good stops when it is asked to; this one after the first read.
 *     onReport: ({ outcome }) => {
 *       console.log(outcome); // done
 *       stop.abort();
 *     },
 *   },
 * });
 * ```
 */
export async function runConfiguredLive(options: ConfiguredLive): Promise<RunReport | undefined> {
  return await run(options);
}
