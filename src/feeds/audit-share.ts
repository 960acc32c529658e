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

/** A clock that is set right goes back by less; one that was wrong by more has told nothing. */
export const skewMs: number = 15 * 60_000;

/**
 * The parts that a run audits, the oldest first: what is owed, so that the work is spread evenly, however large the parts are; and besides whatever would be too
 * old when the next run comes, if that takes as long as this one did. What a run does not come to is owed by the next one.
 */
export function auditShare<T>(parts: readonly AuditedPart<T>[], { now, sinceMs, auditMs }: AuditPace): T[] {
  // Our clock was wrong when a part was read in a time to come: when that was, nobody knows.
  const known = parts.map((one) => (one.at > now + skewMs ? { ...one, at: 0 } : one));
  const oldestFirst = known.toSorted((left, right) => left.at - right.at);
  const owed = owedOf(oldestFirst, { now, auditMs });
  const due = now - auditMs + Math.min(Math.max(0, sinceMs), auditMs);
  const chosen: T[] = [];
  let weight = 0;
  for (const one of oldestFirst) {
    // One that is too large for what is owed so far waits, and the younger ones with it: else they would be read twice for its once.
    if (weight + one.weight > owed && one.at > due) break;
    chosen.push(one.part);
    weight += one.weight;
  }
  return chosen;
}

/**
 * At an even pace, as much of the whole is read in a time as that time is of `auditMs`. For each part, the time since it was read says how much that was, and
 * the parts that are younger how much was done; the largest difference is owed.
 */
function owedOf<T>(
  oldestFirst: readonly AuditedPart<T>[],
  { now, auditMs }: Pick<AuditPace, 'now' | 'auditMs'>,
): number {
  const whole = oldestFirst.reduce((sum, { weight }) => sum + weight, 0);
  let [owed, younger] = [0, 0];
  for (const [, alike] of [...Map.groupBy(oldestFirst, ({ at }) => at)].toReversed()) {
    const passed = Math.min(1, Math.max(0, now - (alike[0]?.at ?? now)) / auditMs);
    owed = Math.max(owed, passed * whole - younger);
    younger += alike.reduce((sum, { weight }) => sum + weight, 0);
  }
  return owed;
}
