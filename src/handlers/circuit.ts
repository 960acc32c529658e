import type { Random } from '../model/random.ts';

/** When a handler is left in peace. Times are milliseconds. */
export interface CircuitSettings {
  /** Failures in a row that open it. */
  readonly failures: number;
  /** How long it is open the first time; twice as long with each probe that fails. */
  readonly firstMs: number;
  readonly longestMs: number;
  /** A probe that says nothing for so long is given up, and another one goes. */
  readonly probeMs: number;
}

/** What holds where nobody says otherwise. */
export const usualCircuit: CircuitSettings = {
  failures: 5,
  firstMs: 30_000,
  longestMs: 10 * 60_000,
  probeMs: 11 * 60_000,
};

/** Closed: all requests go through. Open: none. Half open: one is on its way to see, and the others wait. */
export type Circuit =
  | { readonly kind: 'closed'; readonly failures: number }
  | { readonly kind: 'open'; readonly times: number; readonly until: number }
  | { readonly kind: 'half_open'; readonly times: number; readonly probeUntil: number };

/** Before anything has happened. */
export const closedCircuit: Circuit = { kind: 'closed', failures: 0 };

/** What becomes of a request that wants to go through at `now`, on a clock that nobody sets. */
export function enter(
  circuit: Circuit,
  now: number,
  { probeMs }: CircuitSettings,
): { readonly circuit: Circuit; readonly waitMs: number } {
  if (circuit.kind === 'closed') return { circuit, waitMs: 0 };
  const until = circuit.kind === 'open' ? circuit.until : circuit.probeUntil;
  // Who waits for a probe looks again soon: it mostly takes seconds.
  if (now < until) return { circuit, waitMs: circuit.kind === 'open' ? until - now : Math.min(until - now, 5_000) };
  return { circuit: { kind: 'half_open', times: circuit.times, probeUntil: now + probeMs }, waitMs: 0 };
}

/** An answer of any kind has come: the handler is there. */
export function afterAnswer(): Circuit {
  return closedCircuit;
}

/** A request has failed. One that began before it opened changes nothing. */
export function afterFailure(circuit: Circuit, now: number, random: Random, settings: CircuitSettings): Circuit {
  if (circuit.kind === 'open') return circuit;
  if (circuit.kind === 'half_open') return opened(circuit.times + 1, now, random, settings);
  const failures = circuit.failures + 1;
  return failures >= settings.failures ? opened(1, now, random, settings) : { kind: 'closed', failures };
}

/** A request was given up by us: it says nothing. Another one may go in the place of a probe. */
export function afterGivingUp(circuit: Circuit, now: number): Circuit {
  return circuit.kind === 'half_open' ? { kind: 'open', times: circuit.times, until: now } : circuit;
}

function opened(times: number, now: number, random: Random, { firstMs, longestMs }: CircuitSettings): Circuit {
  // By chance a little longer: workers do not probe all at once.
  const ms = Math.min(firstMs * 2 ** Math.min(times - 1, 20), longestMs) * (1 + 0.2 * random());
  return { kind: 'open', times, until: now + Math.round(ms) };
}
