import { Redactor } from '../model/redactor.ts';
import type { Secret } from '../model/secret.ts';

/** Takes secrets out of a text that is about to leave the client in an error or a log line. */
export type Scrub = (text: string) => string;

const shapes: readonly (readonly [RegExp, string])[] = [
  [/\b(Bearer)\s+[^\s"',;]+/gi, '$1 ***'],
  // The prefixes of tenant, user and app tokens: t-, u-, a-.
  [/\b[tua]-[A-Za-z0-9_.-]{16,}/g, '***'],
  [
    /(["']?(?:app_secret|app_ticket|(?:\w+_)?access_token|client_secret|refresh_token)["']?\s*[:=]\s*["']?)[^\s"'&,}]+/gi,
    '$1***',
  ],
  // Page tokens are no secrets, tokens and keys in the query of a foreign URL may be.
  [/([?&](?:token|secret|key|signature)=)[^\s&"']+/gi, '$1***'],
  [/(\/\/)[^\s/@:]+:[^\s/@]+@/g, '$1***@'],
];

/** `secrets` is asked each time, because tokens change. */
export function createScrub(secrets: () => readonly Secret[]): Scrub {
  return (text) => {
    let clean = new Redactor(secrets()).redact(text);
    for (const [shape, replacement] of shapes) clean = clean.replace(shape, replacement);
    return clean;
  };
}

/** An error for `cause` that says as much as the given one, without its stack, own properties and secrets. */
export function scrubCause(thrown: unknown, scrub: Scrub): Error {
  const name = thrown instanceof Error ? thrown.name : 'Error';
  const text = thrown instanceof Error ? thrown.message : String(thrown);
  const clean = new Error(scrub(text));
  clean.name = name;
  delete clean.stack;
  return clean;
}
