import { z } from '@hono/zod-openapi';
import {
  type AccountWithLink,
  changeAccount,
  createAccount,
  deleteAccount,
  resetPassword,
} from '../../../control/accounts/manage-accounts.ts';
import { deleteToken } from '../../../control/accounts/tokens.ts';
import { found } from '../../../control/outcomes.ts';
import { defineRoute, type Route } from '../route.ts';
import { says } from '../says.ts';
import { id, idParams, listOf, name, pageFields, pageRequest, time, toList, toTime } from '../schemas.ts';
import { account, login, role, showAccount, showToken, token } from './account-schemas.ts';

const tag = 'Accounts';
const action = 'manage-accounts';

const withLink = z
  .object({
    account,
    link: z
      .string()
      .nullable()
      .openapi(
        says({
          en: 'Sets a password, once. Shown once; null when the request is repeated.',
          zh: '用于设置密码，仅限一次。只显示一次；重复请求时为 null。',
        }),
      ),
    linkExpiresAt: time,
    version: z.number().int(),
  })
  .openapi('AccountWithLink');

const showWithLink = ({ account: made, link }: AccountWithLink): z.infer<typeof withLink> => ({
  account: showAccount(made),
  link: link.url,
  linkExpiresAt: toTime(link.expiresAt),
  version: made.version,
});

const readRoutes: readonly Route[] = [
  defineRoute({
    method: 'get',
    path: '/accounts',
    action,
    kind: 'read',
    tag,
    summary: 'Lists accounts, the newest first',
    query: z.strictObject({ ...pageFields, search: z.string().min(1).max(100).optional(), role: role.optional() }),
    answer: listOf(account, 'Account'),
    handle: async ({ parts, query }) => toList(await parts.store.accounts.page(pageRequest(query), query), showAccount),
  }),
  defineRoute({
    method: 'get',
    path: '/accounts/{id}',
    action,
    kind: 'read',
    tag,
    summary: 'Shows an account',
    params: idParams,
    answer: account,
    handle: async ({ parts, params }) =>
      showAccount(found(await parts.store.accounts.find(params.id), 'account', params.id)),
  }),
];

const changeRoutes: readonly Route[] = [
  defineRoute({
    method: 'post',
    path: '/accounts',
    action,
    kind: 'create',
    tag,
    summary: 'Makes an account; its person sets the password by the link in the answer',
    status: 201,
    body: z.strictObject({ name, login, role }),
    answer: withLink,
    shownOnce: 'link',
    handle: async ({ parts, caller, body }) => showWithLink(await createAccount(parts, caller, body)),
  }),
  defineRoute({
    method: 'patch',
    path: '/accounts/{id}',
    action,
    kind: 'change',
    tag,
    summary: 'Changes name or role of an account, disables or enables it',
    description: {
      en: 'Of a disabled account all sign-ins have ended, and tokens are refused. The last administrator stays one.',
      zh: '账号被锁定时，其所有登录立即结束，令牌被拒绝。最后一个管理员不能被锁定或降级。',
    },
    params: idParams,
    body: z.strictObject({ name: name.optional(), role: role.optional(), isDisabled: z.boolean().optional() }),
    answer: account,
    handle: async ({ parts, caller, params, body, version }) =>
      showAccount(await changeAccount(parts, caller, { id: params.id, version, ...body })),
  }),
  defineRoute({
    method: 'delete',
    path: '/accounts/{id}',
    action,
    kind: 'delete',
    tag,
    summary: 'Deletes an account with its sign-ins and tokens',
    params: idParams,
    handle: async ({ parts, caller, params, version }) =>
      await deleteAccount(parts, caller, { id: params.id, version }),
  }),
  defineRoute({
    method: 'post',
    path: '/accounts/{id}/reset-password',
    action,
    kind: 'act',
    tag,
    summary: 'Makes a new link for setting the password of an account',
    params: idParams,
    answer: withLink,
    handle: async ({ parts, caller, params }) => showWithLink(await resetPassword(parts, caller, params.id)),
  }),
];

const tokenRoutes: readonly Route[] = [
  defineRoute({
    method: 'get',
    path: '/tokens',
    action,
    kind: 'read',
    tag,
    summary: 'Lists the API tokens of all accounts, the newest first',
    query: z.strictObject({ ...pageFields, accountId: id.optional() }),
    answer: listOf(token, 'Token'),
    handle: async ({ parts, query }) => toList(await parts.store.tokens.page(pageRequest(query), query), showToken),
  }),
  defineRoute({
    method: 'delete',
    path: '/tokens/{id}',
    action,
    kind: 'act',
    tag,
    summary: 'Deletes an API token of anybody',
    params: idParams,
    handle: async ({ parts, caller, params }) => await deleteToken(parts, caller, { id: params.id, anyOwner: true }),
  }),
];

/** Accounts and tokens of all, for administrators. */
export const accountRoutes: readonly Route[] = [...readRoutes, ...changeRoutes, ...tokenRoutes];
