import { type Clock, rest } from '../model/clock.ts';

interface Waiting {
  readonly clock: Clock;
  readonly waitForEvents: (signal: AbortSignal) => Promise<void>;
  readonly wanted: ((signal: AbortSignal) => Promise<void>) | undefined;
  /** Undefined: as long as it takes. */
  readonly maxMs: number | undefined;
}

/** Waits until there may be events, at most so long. True when it has ended because others need what the run holds. */
export async function awaitEvents(
  { clock, waitForEvents, wanted, maxMs }: Waiting,
  ended: AbortSignal,
): Promise<boolean> {
  const over = new AbortController();
  const until = AbortSignal.any([over.signal, ended]);
  let isWanted = false;
  if (maxMs !== undefined) void rest(clock, maxMs, until).then(() => over.abort('quiet'));
  const asked = wanted?.(until).then(() => {
    isWanted = !until.aborted;
    over.abort('wanted');
  });
  try {
    await waitForEvents(until);
  } finally {
    over.abort('over');
    await asked;
  }
  return isWanted;
}
