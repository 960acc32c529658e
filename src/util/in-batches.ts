/** The values in order, at most `size` at a time. */
export function* inBatches<T>(values: readonly T[], size: number): Generator<T[], void, void> {
  for (let from = 0; from < values.length; from += size) yield values.slice(from, from + size);
}
