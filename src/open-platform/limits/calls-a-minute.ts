import type { RateLimit } from '../endpoint.ts';
import { assumedLimit } from './tiers.ts';

/** How many calls of one endpoint its limit allows in a minute; where two windows hold, the tighter one decides. */
export function callsAMinute(limit: RateLimit): number {
  const { perSecond = Number.POSITIVE_INFINITY, perMinute = Number.POSITIVE_INFINITY } =
    limit.perSecond === undefined && limit.perMinute === undefined ? assumedLimit : limit;
  return Math.min(perSecond * 60, perMinute);
}
