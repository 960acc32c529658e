import type { Config } from '../config/settings.ts';
import type { Selection } from '../sync/plan.ts';

/** The configuration's choice of streams; streams named on the command line take its place, with their write modes kept. */
export function toSelection({ streams }: Config, only?: readonly string[]): Selection {
  return only === undefined ? streams : { include: only, mode: streams.mode };
}
