import type { CheckResult } from '../model/source.ts';
import { type CheckOptions, checkConfigured as check } from '../operations/check-configured.ts';

/**
 * Tries what a sync needs at both ends: the platform, then the destination. It moves no data and makes no file.
 *
 * @returns one result for each thing that was tried; it throws for none of them
 *
 * @example
 * ```ts
 * import { checkConfigured, readConfig, silentLogger } from 'larkstream';
 *
 * const config = readConfig('larkstream.yaml', process.env);
 * const { signal } = new AbortController();
 * for await (const { subject, outcome, message } of checkConfigured({ config, signal, logger: silentLogger })) {
 *   if (outcome === 'failed') console.error(subject, message.en);
 * }
 * ```
 */
export async function* checkConfigured(options: CheckOptions): AsyncGenerator<CheckResult> {
  yield* check(options);
}
