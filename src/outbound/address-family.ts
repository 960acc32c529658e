/**
 * Both address families are tried, one after the other. Node gives the first a quarter of a second, which is less than a connection
 * from another continent takes: every address then fails, although each one would answer.
 */
export const addressFamily = { autoSelectFamily: true, autoSelectFamilyAttemptTimeout: 1_000 } as const;
