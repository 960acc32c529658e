/** A number from 0 up to 1, like `Math.random`. It is an argument wherever chance decides, so that a test can repeat it. */
export type Random = () => number;

export const systemRandom: Random = Math.random;
