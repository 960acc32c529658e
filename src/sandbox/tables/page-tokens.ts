import { textSalt } from './names-and-tokens.ts';

/** A page token that only fits the query it was given for; the platform's own look like base64 text. */
export function pageToken(query: string, at: number, nowMs: number): string {
  return Buffer.from(`${textSalt(query).toString(36)}:${at}:${nowMs}`).toString('base64');
}

/** Where the page begins; undefined when the token is damaged, older than `ttlMs` or was given for another query. */
export function readPageToken(
  token: string,
  query: string,
  clock: { readonly nowMs: number; readonly ttlMs: number },
): number | undefined {
  const [salt, at, issuedMs] = Buffer.from(token, 'base64').toString('latin1').split(':');
  if (salt !== textSalt(query).toString(36) || !/^\d+$/.test(at ?? '') || !/^\d+$/.test(issuedMs ?? ''))
    return undefined;
  return clock.nowMs - Number(issuedMs) > clock.ttlMs ? undefined : Number(at);
}
