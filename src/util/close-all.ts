/**
 * Closes parts one after another, each whatever has become of those before it. Throws the error of the one that failed, or an
 * `AggregateError` of all when several did.
 */
export async function closeAll(...closes: readonly (() => unknown)[]): Promise<void> {
  const errors: unknown[] = [];
  for (const close of closes) {
    try {
      await close();
    } catch (thrown) {
      errors.push(thrown);
    }
  }
  throwJoined(errors);
}

/** The same, all at once. */
export async function closeTogether(...closes: readonly (() => unknown)[]): Promise<void> {
  const results = await Promise.allSettled(closes.map(async (close) => await close()));
  throwJoined(results.flatMap((result) => (result.status === 'rejected' ? [result.reason] : [])));
}

/** The same where closing does not wait. */
export function closeAllNow(...closes: readonly (() => void)[]): void {
  const errors: unknown[] = [];
  for (const close of closes) {
    try {
      close();
    } catch (thrown) {
      errors.push(thrown);
    }
  }
  throwJoined(errors);
}

/** Closes what was opened before something failed, and throws what failed: what closing throws would hide the cause. */
export async function closeAfter(thrown: unknown, ...closes: readonly (() => unknown)[]): Promise<never> {
  await closeAll(...closes).catch(() => undefined);
  throw thrown;
}

function throwJoined(errors: readonly unknown[]): void {
  if (errors.length === 1) throw errors[0];
  if (errors.length > 1) throw new AggregateError(errors, errors.map(String).join('; '));
}
