/** A lease that ends later than this from now was given by a clock that was ahead, and has been put right since: it counts as ended. */
export const longestLeaseMs: number = 86_400_000;

/** Likewise what is to be tried again later than this: it is due. */
export const longestDelayMs: number = 7 * 86_400_000;
