/** A number from 0 up to 1, like `Math.random`. It is an argument wherever chance decides, so that a test can repeat it. */
export type Random = () => number;

/** Not for secrets: it spreads waits, and tests replace it. */
export const systemRandom: Random = Math.random;
