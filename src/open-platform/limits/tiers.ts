import type { RateLimit } from '../endpoint.ts';

/**
 * The published limits, counted per endpoint × app × tenant.
 * https://open.feishu.cn/document/server-docs/api-call-guide/frequency-control
 */
export const tier: {
  readonly [name in 'three' | 'four' | 'six' | 'eight' | 'nine' | 'unpublished']: RateLimit;
} = {
  three: { perMinute: 100 },
  /** Both windows hold; whichever is full first refuses. */
  four: { perMinute: 1000, perSecond: 50 },
  six: { perSecond: 5 },
  eight: { perSecond: 20 },
  nine: { perSecond: 50 },
  /** The page says "special" and names no number. */
  unpublished: {},
};

/** Used where the platform publishes no number: a fifth of what comparable endpoints allow. */
export const assumedLimit: RateLimit = { perSecond: 10 };
