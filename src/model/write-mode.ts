/** `dedup`: one row for each key, as it is now; `append`: every run adds the rows that it delivers; `overwrite`: the table is built anew by each run. */
export const writeModes = ['dedup', 'append', 'overwrite'] as const;
/** One of `writeModes`; configured per stream. */
export type WriteMode = (typeof writeModes)[number];
