import type { Config } from '../../config/settings.ts';
import { type Clock, momentOf, rest, systemClock } from '../../model/clock.ts';
import { type LarkstreamError, toLarkstreamError } from '../../model/errors.ts';
import { type ReportedError, type RunReport, reportError } from '../../model/run-report.ts';
import type { Context } from '../context.ts';
import { exitCodeOfError, exitCodeOfRun, exitCodes } from '../exit-codes.ts';
import { printError } from '../print/print-error.ts';
import { withStopSignals } from '../stop-signals.ts';
import { runFailureHook } from './run-failure-hook.ts';
import { type RunFlags, syncAndReport } from './sync-and-report.ts';

/** Flags of a run, and what is done when it fails. */
export interface HookedFlags extends RunFlags {
  /** A command for the shell; gets the report as JSON on its standard input. */
  readonly onFailure?: string;
}

/** When the next run begins: at its place in the rhythm; places that a long run has passed are left out. */
export function nextStart(firstMs: number, everyMs: number, nowMs: number): number {
  return firstMs + (Math.floor((nowMs - firstMs) / everyMs) + 1) * everyMs;
}

/**
 * Syncs again and again until a signal comes. A first run that a person's mistake keeps from starting ends it; later
 * failures are reported and passed to the hook, and the next run is tried.
 */
export async function syncEvery(
  rhythm: { readonly config: Config; readonly flags: HookedFlags; readonly everyMs: number },
  context: Context,
  clock: Clock = systemClock,
): Promise<number> {
  // Around everything: a signal between two runs, or while the hook works, must not end the process as by accident.
  return await withStopSignals((signal) => runAgainAndAgain(rhythm, context, { clock, signal }));
}

async function runAgainAndAgain(
  { config, flags, everyMs }: { readonly config: Config; readonly flags: HookedFlags; readonly everyMs: number },
  context: Context,
  { clock, signal }: { readonly clock: Clock; readonly signal: AbortSignal },
): Promise<number> {
  const beganAt = clock.elapsed();
  for (let runs = 0; ; runs++) {
    const ended = await runHooked(config, flags, context);
    // A service that stops on request has done what was asked.
    if (ended.outcome === 'stopped' || signal.aborted) return exitCodes.done;
    if (runs === 0 && ended.code === exitCodes.configuration) return ended.code;
    const { now, elapsed } = momentOf(clock);
    const next = nextStart(beganAt, everyMs, elapsed);
    const at = new Date(now + next - elapsed).toISOString();
    context.emit({ event: 'next', at });
    context.say(context.style.dim(context.texts.every.next(at.slice(0, 19).replace('T', ' '))));
    await rest(clock, next - clock.elapsed(), signal);
    if (signal.aborted) return exitCodes.done;
  }
}

interface Ended {
  readonly outcome: RunReport['outcome'];
  readonly code: number;
  /** The run's report, or the error that kept it from starting. */
  readonly result: RunReport | ReportedError;
}

/** One run and, when it has failed, the hook; a run that was stopped has not. */
export async function runHooked(config: Config, flags: HookedFlags, context: Context): Promise<Ended> {
  const ended = await runOnce(config, flags, context);
  const hasFailed = ended.code !== exitCodes.done && ended.outcome !== 'stopped';
  if (hasFailed && flags.onFailure !== undefined) await runFailureHook(flags.onFailure, ended.result, context);
  return ended;
}

async function runOnce(config: Config, flags: RunFlags, context: Context): Promise<Ended> {
  try {
    const report = await syncAndReport(config, flags, context);
    return { outcome: report.outcome, code: exitCodeOfRun(report), result: report };
  } catch (thrown) {
    const error: LarkstreamError = toLarkstreamError(thrown);
    printError(error, context);
    const outcome = error.family === 'stopped' ? 'stopped' : 'failed';
    return { outcome, code: exitCodeOfError(error), result: reportError(error) };
  }
}
