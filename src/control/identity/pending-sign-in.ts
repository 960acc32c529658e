import { createHmac } from 'node:crypto';
import type { SignInKeys } from '../../model/service/sign-in-provider.ts';
import { isObject, readNumber, readText, tryParseJson } from '../../util/json.ts';

/** A person is away at the provider for no longer than this. */
export const pendingSeconds = 600;

/** Somebody who has left for a provider. Their browser keeps it, and nobody else: nothing of it lies in the store. */
export interface PendingSignIn {
  readonly providerId: string;
  /** A path of ours. */
  readonly returnTo: string;
  /** What state, nonce and PKCE are made of: whoever comes back without it has not left from this browser. */
  readonly secret: string;
  readonly expiresAt: number;
}

/** What the provider is given, and must give back. */
export function keysOf({ secret, providerId }: PendingSignIn, publicUrl: string): SignInKeys {
  const made = (what: string): string =>
    createHmac('sha256', secret).update(`${what} ${providerId}`).digest('base64url');
  return {
    redirectUri: callbackAddress(publicUrl),
    state: made('state'),
    nonce: made('nonce'),
    verifier: made('verifier'),
  };
}

/** What administrators enter at the provider. */
export function callbackAddress(publicUrl: string): string {
  return `${publicUrl}/sign-in/callback`;
}

/** For a cookie. */
export function writePending(pending: PendingSignIn): string {
  return Buffer.from(JSON.stringify(pending)).toString('base64url');
}

/** Undefined for what we have not written. */
export function readPending(text: string | undefined): PendingSignIn | undefined {
  const value = tryParseJson(Buffer.from(text ?? '', 'base64url').toString('utf8'));
  if (!isObject(value)) return undefined;
  const [providerId, returnTo, secret] = ['providerId', 'returnTo', 'secret'].map((key) => readText(value, key));
  const expiresAt = readNumber(value, 'expiresAt');
  if (!providerId || !returnTo || !secret || expiresAt === null) return undefined;
  return { providerId, returnTo, secret, expiresAt };
}

/** A path of our own, or the first page: nobody is sent elsewhere after signing in. */
export function safeReturn(returnTo: string | undefined, publicUrl: string): string {
  if (returnTo === undefined || !/^\/(?![/\\])[\x21-\x7e]{0,500}$/.test(returnTo) || returnTo.includes('\\'))
    return '/';
  const { origin } = new URL(publicUrl);
  const url = URL.canParse(returnTo, origin) ? new URL(returnTo, origin) : undefined;
  // `/.//host` becomes `//host`, which browsers take for another site.
  const isOurs = url?.origin === origin && !url.pathname.startsWith('//');
  return isOurs ? url.pathname + url.search + url.hash : '/';
}
