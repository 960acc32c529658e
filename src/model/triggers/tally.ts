/**
 * What is counted of bots as it happens, each of a thing and by what came of it: decisions of a trigger by outcome, turns of a trigger by their ends,
 * answers of a handler by `ok` or the code of what was wrong, messages of an integration that were sent by kind, and those that were not by the
 * code of the platform. Never a person, a chat or a text: of each there are few.
 */
export const countedNames = ['decision', 'turn', 'answer', 'sent', 'unsent'] as const;
/** One of `countedNames`. */
export type CountedName = (typeof countedNames)[number];

/**
 * What is measured: from receiving an event to its decision (`decided`), from taking the first message of a turn to asking its handler (`asked`), from
 * the handler's first word to its message in the chat (`shown`).
 */
export const measuredNames = ['decided', 'asked', 'shown'] as const;
/** One of `measuredNames`. */
export type MeasuredName = (typeof measuredNames)[number];

/** Counts what happens to bots. */
export interface Tally {
  count(name: CountedName, subjectId: string, what: string): void;
  measure(name: MeasuredName, ms: number): void;
}

/** So much of something, of a thing. Of what is measured, `label` is the bucket: its upper bound in milliseconds, `more`, or `sum`. */
export interface TallyRow {
  readonly name: CountedName | MeasuredName;
  /** Empty for what is measured. */
  readonly subjectId: string;
  readonly label: string;
  readonly value: number;
}

/** What all processes have counted together; `ServiceStore.figures` tells it. */
export interface TallyTable {
  add(rows: readonly TallyRow[], now: number): Promise<void>;
}

/** Upper bounds of buckets, in milliseconds. */
export const bucketsMs: readonly number[] = [25, 50, 100, 150, 250, 500, 1_000, 2_500, 5_000, 10_000, 30_000, 60_000];

/** The bucket of a measure. */
export function bucketOf(ms: number): string {
  const bound = bucketsMs.find((one) => ms <= one);
  return bound === undefined ? 'more' : String(bound);
}
