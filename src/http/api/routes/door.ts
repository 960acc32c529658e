import { z } from '@hono/zod-openapi';
import type { SignInPlace } from '../../../control/accounts/new-sign-in.ts';
import { signOut } from '../../../control/accounts/own-account.ts';
import { checkSetupLink, isSetUp, useSetupLink } from '../../../control/accounts/setup-links.ts';
import { signIn } from '../../../control/accounts/sign-in.ts';
import type { BrowserCookie } from '../credentials.ts';
import { defineRoute, type Route } from '../route.ts';
import { says } from '../says.ts';
import { name, time, toTimeOrNull } from '../schemas.ts';
import { account, givenPassword, keepSignIn, login, newPassword } from './account-schemas.ts';

const tag = 'Signing in';

const placeOf = ({ agent, secret }: BrowserCookie): SignInPlace => ({ agent, oldSecret: secret });

/** Setting up, signing in and out. */
export const doorRoutes: readonly Route[] = [
  defineRoute({
    method: 'get',
    path: '/setup',
    action: 'public',
    kind: 'read',
    tag,
    summary: 'Whether the service has an administrator',
    answer: z.object({ isSetUp: z.boolean() }).openapi('Setup'),
    handle: async ({ parts }) => ({ isSetUp: await isSetUp(parts.store) }),
  }),
  defineRoute({
    method: 'post',
    path: '/setup/check',
    action: 'public',
    kind: 'read',
    tag,
    summary: 'Whether a setup link is still good, without using it up',
    body: z.strictObject({ secret: z.string().min(1).max(200) }),
    answer: z
      .object({
        isGood: z.boolean(),
        expiresAt: time.nullable(),
        login: z
          .string()
          .nullable()
          .openapi(
            says({
              en: 'Whose password it sets; null for the first account.',
              zh: '为谁设置密码；首个账号为 null。',
            }),
          ),
      })
      .openapi('SetupLink'),
    handle: async ({ parts, body }) => {
      const link = await checkSetupLink(parts, body.secret);
      return { isGood: link !== undefined, expiresAt: toTimeOrNull(link?.expiresAt), login: link?.login ?? null };
    },
  }),
  defineRoute({
    method: 'post',
    path: '/setup',
    action: 'public',
    kind: 'act',
    tag,
    summary:
      'Uses a setup link: makes the first account, or sets the password of the account that the link is for, and signs in',
    body: z.strictObject({
      secret: z
        .string()
        .min(1)
        .max(200)
        .openapi(says({ en: 'What follows `#token=` in the link.', zh: '链接中 `#token=` 之后的内容。' })),
      password: newPassword,
      login: login.optional().openapi(says({ en: 'Of the first account.', zh: '首个账号的登录名。' })),
      name: name.optional().openapi(says({ en: 'Of the first account.', zh: '首个账号的名称。' })),
    }),
    answer: account,
    handle: async ({ parts, caller, body, browser }) =>
      keepSignIn(browser, await useSetupLink(parts, caller, { ...body, ...placeOf(browser) })),
  }),
  defineRoute({
    method: 'post',
    path: '/sign-in',
    action: 'public',
    kind: 'act',
    tag,
    summary: 'Signs in with a password; the browser then has a cookie',
    body: z.strictObject({ login, password: givenPassword }),
    answer: account,
    handle: async ({ parts, caller, body, browser }) =>
      keepSignIn(browser, await signIn(parts, caller, { ...body, ...placeOf(browser) })),
  }),
  defineRoute({
    method: 'post',
    path: '/sign-out',
    action: 'own',
    kind: 'act',
    tag,
    summary: 'Signs out',
    handle: async ({ parts, caller, browser }) => {
      await signOut(parts, caller);
      browser.forget();
    },
  }),
];
