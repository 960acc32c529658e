import { hash32 } from './random.ts';

/** What a token's age is judged by. `nowMs` is of the clock that dates the content. */
interface PageTokenClock {
  readonly nowMs: number;
  /** `null`: never expires. */
  readonly lifetimeSeconds: number | null;
}

/** A token that fits one query only. Like the platform's it contains `/`, `+`, `=` and `%`, which clients must encode once. */
export function pageToken(query: string, at: number, nowMs: number): string {
  const inner = Buffer.from(`${hash32(0, query).toString(36)}:${at}:${nowMs}`).toString('base64');
  return `AQD9/Rn9+%2B${inner}`;
}

/** Where the page begins: 0 without a token, undefined when it is damaged, expired or was made for another query. */
export function readPageToken(token: string | null, query: string, clock: PageTokenClock): number | undefined {
  if (token === null || token === '') return 0;
  const inner = /^AQD9\/Rn9\+%2B(.+)$/.exec(token)?.[1];
  if (inner === undefined) return undefined;
  const [hash, at, issuedMs] = Buffer.from(inner, 'base64').toString('latin1').split(':');
  if (hash !== hash32(0, query).toString(36) || !/^\d+$/.test(at ?? '')) return undefined;
  const ageSeconds = (clock.nowMs - Number(issuedMs)) / 1000;
  return clock.lifetimeSeconds !== null && !(ageSeconds <= clock.lifetimeSeconds) ? undefined : Number(at);
}
