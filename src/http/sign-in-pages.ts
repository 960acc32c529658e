import type { BlockList } from 'node:net';
import type { Hono } from 'hono';
import { deleteCookie, getCookie, setCookie } from 'hono/cookie';
import { pendingSeconds, readPending, writePending } from '../control/identity/pending-sign-in.ts';
import { beginSignIn, finishSignIn, type IdentityParts } from '../control/identity/sign-in-by-others.ts';
import { toLarkstreamError } from '../model/errors.ts';
import type { Caller } from '../model/service/caller.ts';
import type { ApiContext, ApiEnv } from './api/api-context.ts';
import { clientAddress, parseProxies } from './api/client-address.ts';
import { browserCookie, signInCookie } from './api/credentials.ts';

interface SignInPagesOptions {
  readonly parts: IdentityParts;
  /** Whose word on the asker's address is believed. */
  readonly proxies: readonly string[];
}

/** Where a browser sees why it is not signed in. */
const failedPage = '/login';

/**
 * `/sign-in/by/<id>` sends a browser to a provider, `/sign-in/callback` takes it back. They are places that browsers go to, not calls of a
 * program: both answer with another place to go to.
 */
export function addSignInPages(app: Hono<ApiEnv>, { parts, proxies }: SignInPagesOptions): void {
  const believed = parseProxies(proxies);
  const cookie = signInCookie(parts.publicUrl);
  const pendingName = `${cookie.name}-sign-in`;
  // Lax, not Strict: the way back begins at another site.
  const options = { path: '/', httpOnly: true, secure: cookie.isSecure, sameSite: 'Lax' } as const;
  app.get('/sign-in/by/:id', async (context) => {
    const { id } = context.req.param();
    const returnTo = context.req.query('returnTo');
    const { signal } = context.req.raw;
    return await orFailedPage(context, parts, async () => {
      const { url, pending } = await beginSignIn(parts, { providerId: id, returnTo }, signal);
      setCookie(context, pendingName, writePending(pending), { ...options, maxAge: pendingSeconds });
      return url;
    });
  });
  app.get('/sign-in/callback', async (context) => {
    const pending = readPending(getCookie(context, pendingName));
    // Good for one way back, whatever comes of it.
    deleteCookie(context, pendingName, options);
    const browser = browserCookie(context, cookie);
    const { searchParams: parameters } = new URL(context.req.url);
    const place = { agent: browser.agent, oldSecret: browser.secret };
    return await orFailedPage(context, parts, async () => {
      const returned = { pending, parameters, ...place };
      const caller = nobody(context, believed);
      const { secret, seconds, returnTo } = await finishSignIn(parts, caller, returned, context.req.raw.signal);
      browser.keep(secret, seconds);
      return returnTo;
    });
  });
}

/** Nobody yet: who it is, the provider says. */
function nobody(context: ApiContext, proxies: BlockList): Caller {
  const forwarded = context.req.header('x-forwarded-for');
  const address = clientAddress(context.env?.incoming?.socket.remoteAddress, forwarded, proxies);
  const requestId = context.get('requestId');
  return { kind: 'setup', id: undefined, name: '', role: 'viewer', accountId: undefined, address, requestId };
}

async function orFailedPage(context: ApiContext, parts: IdentityParts, work: () => Promise<string>): Promise<Response> {
  const noStore = (place: string): Response => {
    context.header('Cache-Control', 'no-store');
    return context.redirect(place, 302);
  };
  try {
    return noStore(await work());
  } catch (thrown) {
    const error = toLarkstreamError(thrown);
    const requestId = context.get('requestId');
    const why = { requestId, code: error.code, message: error.message };
    // What ends because the browser has gone is no fault.
    if (error.family === 'bug' && !context.req.raw.signal.aborted)
      parts.logger.warn('A sign-in met a fault of the service', why);
    else parts.logger.info('A sign-in was refused', why);
    const problem = new URLSearchParams({ problem: error.code, requestId });
    return noStore(`${failedPage}?${problem}`);
  }
}
