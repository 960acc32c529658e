import { createHash } from 'node:crypto';
import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';

/** A process elsewhere counts as gone when it has not been heard of for so long. */
export const silenceTimeoutMs = 15_000;

/**
 * Whether the process of this name has ended without saying so: `silentMs` is for how long its heartbeat has stayed the same. Of one
 * elsewhere that has none nothing is known: its leases end by themselves.
 */
export function isGone(owner: string, { silentMs }: { readonly silentMs: number | undefined }): boolean {
  const [host, pid = '', space, random] = owner.split(':');
  const isHere = host === hostname() && space === processSpace() && random !== undefined;
  if (isHere && /^\d+$/.test(pid) && Number(pid) !== process.pid) {
    try {
      // Signal 0 only asks whether there is such a process.
      process.kill(Number(pid), 0);
    } catch (thrown) {
      // Any other refusal says that the number is in use, by then perhaps of another user's process.
      if (thrown instanceof Error && 'code' in thrown && thrown.code === 'ESRCH') return true;
    }
  }
  return silentMs !== undefined && silentMs > silenceTimeoutMs;
}

/** Names a process among all that share a store, as `host:pid:space:random`: two owners in one process have different names. */
export function newLeaseOwner(random: () => number, pid: number = process.pid): string {
  const suffix = Math.floor(random() * 2 ** 32).toString(16);
  return `${hostname()}:${pid}:${processSpace()}:${suffix.padStart(8, '0')}`;
}

let space: string | undefined;

/**
 * Where a pid means one process: two containers may have equal names and pids, and so may two machines. Empty where the system tells
 * nothing of it (anything but Linux), and has no containers either.
 */
function processSpace(): string {
  if (space !== undefined) return space;
  try {
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8');
    const namespace = readlinkSync('/proc/self/ns/pid');
    space = createHash('sha256').update(`${boot} ${namespace}`).digest('hex').slice(0, 8);
  } catch {
    space = '';
  }
  return space;
}
