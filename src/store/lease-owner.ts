import { hostname } from 'node:os';

/** A process on another machine counts as gone when it has not been heard of for so long. */
const silenceTimeoutMs = 15_000;

/**
 * Whether the process of this name has ended without saying so. Of one elsewhere that does not tell of itself nothing is known: its leases
 * end by themselves.
 */
export function isGone(
  owner: string,
  { heartbeatAt, now }: { readonly heartbeatAt: number | undefined; readonly now: number },
): boolean {
  const [host, pid = ''] = owner.split(':');
  if (host === hostname() && /^\d+$/.test(pid) && Number(pid) !== process.pid) {
    try {
      // Signal 0 only asks whether there is such a process.
      process.kill(Number(pid), 0);
    } catch (thrown) {
      return thrown instanceof Error && 'code' in thrown && thrown.code === 'ESRCH';
    }
  }
  return heartbeatAt !== undefined && now - heartbeatAt > silenceTimeoutMs;
}

/** Names this process among all that share a store, as `host:pid:random`: two owners in one process have different names. */
export function newLeaseOwner(random: () => number): string {
  const suffix = Math.floor(random() * 2 ** 32).toString(16);
  return `${hostname()}:${process.pid}:${suffix.padStart(8, '0')}`;
}
