import { z } from '@hono/zod-openapi';
import {
  changePassword,
  endOwnSignIn,
  ownAccount,
  ownPreferences,
  ownSignIns,
  renameOwnAccount,
  setPreferences,
} from '../../../control/accounts/own-account.ts';
import { createToken, deleteToken, maxTokenDays, usualTokenDays } from '../../../control/accounts/tokens.ts';
import { lastChange } from '../../../control/changes/watch-changes.ts';
import { preferredLanguages, themes } from '../../../model/service/account.ts';
import { actions, mayDo } from '../../../model/service/role.ts';
import { isTimeZone } from '../../../util/is-time-zone.ts';
import { defineRoute, type Route } from '../route.ts';
import { says } from '../says.ts';
import { idParams, listOf, name, pageFields, pageRequest, time, toList, toTime, zoneRule } from '../schemas.ts';
import {
  account,
  givenPassword,
  newPassword,
  role,
  showAccount,
  showToken,
  token,
  tokenShape,
} from './account-schemas.ts';

const tag = 'My account';

const preferences = z
  .strictObject({
    language: z.enum(preferredLanguages),
    timeZone: z
      .string()
      .min(1)
      .max(60)
      .refine((zone) => zone === 'auto' || isTimeZone(zone), zoneRule)
      .openapi({ examples: ['Asia/Shanghai'] }),
    theme: z.enum(themes),
  })
  .openapi('Preferences', says({ en: '`auto`: as the browser says.', zh: '`auto`：跟随浏览器。' }));

const me = z
  .object({
    account,
    role: role.openapi(
      says({
        en: 'What the request may do: of a token the lesser of its own role and its owner’s.',
        zh: '请求可以做什么：使用令牌时，取令牌与其所有者中较低的角色。',
      }),
    ),
    actions: z.array(z.enum(actions)).readonly(),
    by: z.enum(['sign-in', 'token']),
    preferences,
    lastChange: z
      .number()
      .int()
      .openapi(
        says({
          en: 'What has changed before this was read; as `Last-Event-ID` of `GET /changes` it misses nothing that changes from here.',
          zh: '读取本内容之前的最后一次变化；用作 `GET /changes` 的 `Last-Event-ID`，则不会遗漏此后的任何变化。',
        }),
      ),
    version: z.number().int(),
  })
  .openapi('Me');

const signIn = z
  .object({
    id: z.string(),
    createdAt: time,
    seenAt: time,
    expiresAt: time,
    address: z.string().nullable(),
    agent: z.string().nullable(),
    isThis: z.boolean().openapi(says({ en: 'The request was made with it.', zh: '本次请求所用。' })),
  })
  .openapi('SignIn');

const newToken = z
  .object({
    ...tokenShape,
    token: z
      .string()
      .nullable()
      .openapi(says({ en: 'Shown once; null when the request is repeated.', zh: '只显示一次；重复请求时为 null。' })),
  })
  .openapi('NewToken');

const ownRoutes: readonly Route[] = [
  defineRoute({
    method: 'get',
    path: '/me',
    action: 'own',
    kind: 'read',
    tag,
    summary: 'Who is asking, and what they may do',
    answer: me,
    handle: async ({ parts, caller }) => {
      // First: what changes while the rest is read is told again, not missed.
      const seen = await lastChange(parts);
      const mine = await ownAccount(parts, caller);
      return {
        account: showAccount(mine),
        role: caller.role,
        actions: actions.filter((action) => mayDo(caller.role, action)),
        by: caller.kind === 'token' ? ('token' as const) : ('sign-in' as const),
        preferences: await ownPreferences(parts, caller),
        lastChange: seen,
        version: mine.version,
      };
    },
  }),
  defineRoute({
    method: 'patch',
    path: '/me',
    action: 'own',
    kind: 'change',
    tag,
    summary: 'Changes the own name',
    body: z.strictObject({ name }),
    answer: account,
    handle: async ({ parts, caller, body, version }) =>
      showAccount(await renameOwnAccount(parts, caller, { ...body, version })),
  }),
  defineRoute({
    method: 'get',
    path: '/me/preferences',
    action: 'own',
    kind: 'read',
    tag,
    summary: 'How one wants to see the console',
    answer: preferences,
    handle: async ({ parts, caller }) => await ownPreferences(parts, caller),
  }),
  defineRoute({
    method: 'put',
    path: '/me/preferences',
    action: 'own',
    kind: 'act',
    tag,
    summary: 'Sets language, time zone and theme of the console, in every browser',
    body: preferences,
    answer: preferences,
    handle: async ({ parts, caller, body }) => await setPreferences(parts, caller, body),
  }),
  defineRoute({
    method: 'post',
    path: '/me/password',
    action: 'own',
    kind: 'act',
    tag,
    summary: 'Sets another password; all other sign-ins of the account end',
    body: z.strictObject({ current: givenPassword, next: newPassword }),
    handle: async ({ parts, caller, body }) => await changePassword(parts, caller, body),
  }),
  defineRoute({
    method: 'get',
    path: '/me/sign-ins',
    action: 'own',
    kind: 'read',
    tag,
    summary: 'The browsers in which one is signed in',
    answer: z.object({ items: z.array(signIn) }).openapi('SignInList'),
    handle: async ({ parts, caller }) => ({
      items: (await ownSignIns(parts, caller)).map((from) => ({
        id: from.id,
        createdAt: toTime(from.createdAt),
        seenAt: toTime(from.seenAt),
        expiresAt: toTime(from.expiresAt),
        address: from.address ?? null,
        agent: from.agent ?? null,
        isThis: from.id === caller.signInId,
      })),
    }),
  }),
  defineRoute({
    method: 'delete',
    path: '/me/sign-ins/{id}',
    action: 'own',
    kind: 'act',
    tag,
    summary: 'Ends one of the own sign-ins',
    params: idParams,
    handle: async ({ parts, caller, params }) => await endOwnSignIn(parts, caller, params.id),
  }),
];

const tokenRoutes: readonly Route[] = [
  defineRoute({
    method: 'get',
    path: '/me/tokens',
    action: 'own',
    kind: 'read',
    tag,
    summary: 'The own API tokens, the newest first',
    query: z.strictObject(pageFields),
    answer: listOf(token, 'Token'),
    handle: async ({ parts, caller, query }) =>
      toList(await parts.store.tokens.page(pageRequest(query), { accountId: caller.accountId }), showToken),
  }),
  defineRoute({
    method: 'post',
    path: '/me/tokens',
    action: 'own',
    kind: 'create',
    tag,
    summary: 'Makes an API token',
    description: { en: 'It may do no more than its owner, and is shown once.', zh: '权限不超过其所有者；只显示一次。' },
    status: 201,
    body: z.strictObject({ name, role, days: z.number().int().min(1).max(maxTokenDays).default(usualTokenDays) }),
    answer: newToken,
    shownOnce: 'token',
    handle: async ({ parts, caller, body }) => {
      const made = await createToken(parts, caller, body);
      return { ...showToken(made.token), token: made.text };
    },
  }),
  defineRoute({
    method: 'delete',
    path: '/me/tokens/{id}',
    action: 'own',
    kind: 'act',
    tag,
    summary: 'Deletes one of the own API tokens',
    params: idParams,
    handle: async ({ parts, caller, params }) => await deleteToken(parts, caller, { id: params.id, anyOwner: false }),
  }),
];

/** What everybody may do with what is their own. */
export const meRoutes: readonly Route[] = [...ownRoutes, ...tokenRoutes];
