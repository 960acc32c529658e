/** A part of what is audited, and when it was last read whole (milliseconds since the epoch); of one that never was, when it was first known. */
export interface AuditedPart<T> {
  readonly part: T;
  readonly at: number;
  /** How much of the whole it is, in any unit. */
  readonly weight: number;
}

/** `sinceMs` is the time since the run before, `auditMs` the time within which each part is to be read again. */
export interface AuditPace {
  readonly now: number;
  readonly sinceMs: number;
  readonly auditMs: number;
}

/**
 * The parts that a run audits, the oldest first: a share of the whole as large as the share of `auditMs` that has passed since any part was read, so that the
 * work is spread evenly, however large the parts are; and besides whatever would be too old when the next run comes, if that takes as long as this one did.
 */
export function auditShare<T>(parts: readonly AuditedPart<T>[], { now, sinceMs, auditMs }: AuditPace): T[] {
  const whole = parts.reduce((sum, { weight }) => sum + weight, 0);
  const newest = parts.reduce((latest, { at }) => Math.max(latest, at), 0);
  const share = Math.min(1, Math.max(0, now - newest) / auditMs) * whole;
  const due = now - auditMs + Math.min(Math.max(0, sinceMs), auditMs);
  const chosen: T[] = [];
  let weight = 0;
  for (const one of parts.toSorted((left, right) => left.at - right.at)) {
    if (weight + one.weight > share && one.at > due) continue;
    chosen.push(one.part);
    weight += one.weight;
  }
  return chosen;
}
