interface ShareOptions {
  /** So long after its end a result still is the answer; 0: only those share it who ask while the work is under way. */
  readonly keepMs: number;
  /** Of a clock that nobody sets. */
  readonly now: () => number;
}

/** Does a work once for all who ask for it meanwhile: then it does not matter how many ask, or leave. A failure is not kept. */
export function shareWork<T>(work: () => Promise<T>, { keepMs, now }: ShareOptions): () => Promise<T> {
  let last: Promise<T> | undefined;
  let endedAt: number | undefined;
  const begin = async (): Promise<T> => {
    try {
      const result = await work();
      endedAt = now();
      return result;
    } catch (thrown) {
      last = undefined;
      throw thrown;
    }
  };
  return () => {
    const age = endedAt === undefined ? undefined : now() - endedAt;
    if (last !== undefined && (age === undefined || age < keepMs)) return last;
    endedAt = undefined;
    last = begin();
    return last;
  };
}
