import type { Config } from '../config/settings.ts';
import type { PlannedStream } from '../model/destination.ts';
import type { Discovery } from '../model/source.ts';
import { planStreams, type Selection } from '../sync/plan.ts';

/** The configuration's choice of streams; streams named on the command line take its place, with their write modes kept. */
export function toSelection({ streams }: Config, only?: readonly string[]): Selection {
  return only === undefined ? streams : { include: only, mode: streams.mode };
}

/**
 * The streams of a run. A name that fits nothing may be of a stream that could not be listed: then the reason is that.
 * @throws ConfigError `config.stream.unknown`, or why streams could not be listed.
 */
export function planDiscovered({ streams, unlisted }: Discovery, selection: Selection): PlannedStream[] {
  try {
    return planStreams(streams, selection);
  } catch (thrown) {
    throw unlisted[0]?.error ?? thrown;
  }
}
