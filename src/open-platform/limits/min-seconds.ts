import type { RateLimit } from '../endpoint.ts';
import { assumedLimit } from './tiers.ts';

/**
 * The minimum time that this number of calls of one endpoint takes, in seconds: the first calls of each window go at once. `scale` multiplies
 * the limit as `rate_limit_scale` does; 0 means no pacing.
 */
export function minSeconds(limit: RateLimit, calls: number, scale: number): number {
  if (scale === 0) return 0;
  const { perSecond, perMinute } =
    limit.perSecond === undefined && limit.perMinute === undefined ? assumedLimit : limit;
  const wait = (allowed: number | undefined, seconds: number): number =>
    allowed === undefined ? 0 : (Math.max(0, calls - allowed * scale) / (allowed * scale)) * seconds;
  return Math.max(wait(perSecond, 1), wait(perMinute, 60));
}
