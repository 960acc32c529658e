import { type Clock, rest } from '../model/clock.ts';
import { type LarkstreamError, toLarkstreamError } from '../model/errors.ts';
import type { Extension, Inbox } from '../model/inbox.ts';

interface HoldLeasesOptions extends Omit<Extension, 'now'> {
  readonly inbox: Pick<Inbox, 'extend'>;
  readonly seqs: readonly number[];
  readonly clock: Clock;
  readonly onTrouble?: ((error: LarkstreamError) => void) | undefined;
}

/** Two extensions may fail before a lease ends. */
const extensionsPerLease = 3;

/**
 * Extends leases for as long as `work` goes on: calls wait for rate limits, and another process would take over what is worked on
 * here. A lease that has ended nevertheless stays lost.
 */
export async function holdLeases<T>(options: HoldLeasesOptions, work: () => Promise<T>): Promise<T> {
  const { inbox, seqs, clock, onTrouble, ...lease } = options;
  const ended = new AbortController();
  const extend = async (): Promise<void> => {
    while (!ended.signal.aborted) {
      await rest(clock, lease.leaseMs / extensionsPerLease, ended.signal);
      if (ended.signal.aborted) return;
      await inbox.extend(seqs, { ...lease, now: clock.now() }).catch((thrown: unknown) => {
        onTrouble?.(toLarkstreamError(thrown));
      });
    }
  };
  const extending = extend();
  try {
    return await work();
  } finally {
    ended.abort();
    await extending;
  }
}
