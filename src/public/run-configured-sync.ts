import type { RunReport } from '../model/run-report.ts';
import { type ConfiguredSync, runConfiguredSync as run } from '../operations/run-configured-sync.ts';

/**
 * Runs one sync as configured, as `larkstream sync` does.
 *
 * @returns the report, also of a run that failed after it began: `outcome` says so
 * @throws ConfigError where it cannot begin: settings and streams, `destination.open.failed`; TransientError `destination.locked`
 *
 * @example
 * ```ts
 * import { readConfig, runConfiguredSync } from 'larkstream';
 *
 * const report = await runConfiguredSync({ config: readConfig('larkstream.yaml', process.env) });
 * console.log(report.outcome, report.streams.every(({ outcome }) => outcome === 'complete')); // done true
 * ```
 */
export async function runConfiguredSync(options: ConfiguredSync): Promise<RunReport> {
  return await run(options);
}
