import { silenceTimeoutMs } from './lease-owner.ts';

interface Seen {
  readonly heartbeatAt: number;
  /** By our clock. */
  readonly since: number;
}

/**
 * For how long owners have been silent. Their clocks are not ours, so a heartbeat is only compared with what it was at the last look, and
 * our own clock counts for how long it stays the same.
 */
export class Heartbeats {
  #seen = new Map<string, Seen>();
  #lookedAt = Number.NEGATIVE_INFINITY;

  /** Takes what the owners have written; gives for each how many milliseconds it has written the same. */
  silences(heartbeats: ReadonlyMap<string, number>, now: number): ReadonlyMap<string, number> {
    // This process was itself asleep: it cannot say for how long others were.
    const wasAway = now - this.#lookedAt > silenceTimeoutMs || now < this.#lookedAt;
    const before = wasAway ? new Map<string, Seen>() : this.#seen;
    this.#lookedAt = now;
    this.#seen = new Map(
      [...heartbeats].map(([owner, heartbeatAt]) => {
        const seen = before.get(owner);
        return [owner, seen?.heartbeatAt === heartbeatAt ? seen : { heartbeatAt, since: now }];
      }),
    );
    return new Map([...this.#seen].map(([owner, { since }]) => [owner, now - since]));
  }
}
