import type { Context } from 'hono';
import { deleteCookie, getCookie, setCookie } from 'hono/cookie';
import type { Credentials } from '../../control/accounts/authenticate.ts';
import { ConfigError } from '../../model/errors.ts';
import { isLoopback } from './origin.ts';

/** The cookie of a browser's sign-in. */
export interface SignInCookie {
  readonly name: string;
  readonly isSecure: boolean;
}

/** With `__Host-` a browser takes it from this host over TLS only. Over plain HTTP there is a cookie on this machine alone. */
export function signInCookie(publicUrl: string): SignInCookie {
  const { protocol, hostname } = new URL(publicUrl);
  const isPlain = protocol === 'http:' && isLoopback(hostname);
  return isPlain ? { name: 'larkstream', isSecure: false } : { name: '__Host-larkstream', isSecure: true };
}

/** What the request says of whose it is. @throws ConfigError `api.credentials.two` */
export function credentialsOf(context: Context, cookie: SignInCookie): Credentials {
  const signInSecret = getCookie(context, cookie.name);
  const authorization = context.req.header('authorization');
  if (authorization === undefined) return { signInSecret };
  if (signInSecret !== undefined) {
    throw new ConfigError({
      code: 'api.credentials.two',
      message: {
        en: 'The request has both a cookie and an Authorization header',
        zh: '请求同时带有 Cookie 和 Authorization 头',
      },
    });
  }
  return { token: /^bearer +(\S+) *$/i.exec(authorization)?.[1] ?? '' };
}

/** Lets the browser keep a sign-in, or forget it. */
export interface BrowserCookie {
  /** Of the sign-in that it has now, whether or not that is still good. */
  readonly secret: string | undefined;
  readonly agent: string | undefined;
  keep(secret: string, seconds: number): void;
  forget(): void;
}

/** The browser's cookie as routes of accounts see it. */
export function browserCookie(context: Context, { name, isSecure }: SignInCookie): BrowserCookie {
  const options = { path: '/', httpOnly: true, secure: isSecure, sameSite: 'Lax' } as const;
  return {
    secret: getCookie(context, name),
    agent: context.req.header('user-agent')?.slice(0, 300),
    keep: (secret, seconds) => setCookie(context, name, secret, { ...options, maxAge: seconds }),
    forget: () => deleteCookie(context, name, options),
  };
}
