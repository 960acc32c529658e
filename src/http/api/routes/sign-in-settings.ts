import { z } from '@hono/zod-openapi';
import {
  changeProvider,
  clientSecretSetAt,
  createProvider,
  deleteProvider,
  setClientSecret,
} from '../../../control/identity/manage-providers.ts';
import { callbackAddress } from '../../../control/identity/pending-sign-in.ts';
import { found } from '../../../control/outcomes.ts';
import type { ControlParts } from '../../../control/parts.ts';
import { Secret } from '../../../model/secret.ts';
import type { SignInProvider } from '../../../model/service/sign-in-provider.ts';
import { rule } from '../../../schema/rules.ts';
import { defineRoute, type Route } from '../route.ts';
import { says } from '../says.ts';
import { id, idParams, listOf, name, pageFields, pageRequest, time, toList, toTime, toTimeOrNull } from '../schemas.ts';
import { role } from './account-schemas.ts';

const tag = 'Signing in';
const action = 'manage-accounts';
const text = z.string().trim().min(1).max(500);

/** Plain HTTP would show tokens to everybody on the way; on this machine there is no way. */
const issuer = z
  .url({ protocol: /^https?$/ })
  .max(500)
  .refine(
    (address) => /^https:|^http:\/\/(localhost|127\.0\.0\.1|\[::1\])(:|\/|$)/.test(address),
    rule({ en: 'must begin with https://', zh: '必须以 https:// 开头' }),
  );
const oidc = z
  .strictObject({
    kind: z.literal('oidc'),
    issuer,
    clientId: text,
    scopes: z.array(text).max(20).default([]),
    groupsClaim: text.default('groups'),
  })
  .openapi('OidcSettings');
const lark = z
  .strictObject({
    kind: z.literal('lark'),
    integrationId: id,
    tenants: z
      .array(text)
      .min(1)
      .max(1000)
      .openapi(says({ en: 'Keys of the tenants whose people may sign in.', zh: '允许登录的企业的 tenant key。' })),
  })
  .openapi('LarkSignInSettings');
const settings = z.discriminatedUnion('kind', [oidc, lark]);
const groupRoles = z.record(text, role).openapi(
  says({
    en: 'Group → role, compared at every sign-in where there is any; the highest counts.',
    zh: '组 → 角色；只要有设置，每次登录时都会比较，取最高的角色。',
  }),
);
const defaultRole = z.union([role, z.null()]).openapi(
  says({
    en: 'Of people who come for the first time and whose groups say nothing; null: they are not let in.',
    zh: '首次登录且组未作规定的人的角色；null 表示不允许登录。',
  }),
);
const clientSecret = z.string().min(1).max(1000).openapi({ format: 'password', writeOnly: true });

const provider = z
  .object({
    id: z.string(),
    name: z.string(),
    isEnabled: z.boolean(),
    settings,
    defaultRole,
    groupRoles,
    clientSecret: z.object({ set: z.boolean(), updatedAt: time.nullable() }),
    redirectUri: z.string().openapi(says({ en: 'To be entered at the provider.', zh: '须填写到身份提供方。' })),
    createdAt: time,
    changedAt: time,
    version: z.number().int(),
  })
  .openapi('SignInProvider');
type Shown = z.infer<typeof provider>;

async function show(parts: ControlParts, from: SignInProvider): Promise<Shown> {
  const setAt = await clientSecretSetAt(parts, from.id);
  return {
    id: from.id,
    name: from.name,
    isEnabled: from.isEnabled,
    settings:
      from.settings.kind === 'oidc'
        ? { ...from.settings, scopes: [...from.settings.scopes] }
        : { ...from.settings, tenants: [...from.settings.tenants] },
    defaultRole: from.defaultRole ?? null,
    groupRoles: from.groupRoles,
    clientSecret: { set: setAt !== undefined, updatedAt: toTimeOrNull(setAt) },
    redirectUri: callbackAddress(parts.publicUrl),
    createdAt: toTime(from.createdAt),
    changedAt: toTime(from.changedAt),
    version: from.version,
  };
}

const choice = z
  .object({ id: z.string(), name: z.string(), kind: z.enum(['oidc', 'lark']), address: z.string() })
  .openapi('SignInChoice');

const readRoutes: readonly Route[] = [
  defineRoute({
    method: 'get',
    path: '/sign-in/providers',
    action: 'public',
    kind: 'read',
    tag,
    summary: 'The ways to sign in beside a password; a browser goes to `address`',
    answer: z.object({ items: z.array(choice) }).openapi('SignInChoices'),
    handle: async ({ parts }) => {
      const { items } = await parts.store.signInProviders.page({ limit: 50 }, {});
      return {
        items: items
          .filter(({ isEnabled }) => isEnabled)
          .map((one) => ({
            id: one.id,
            name: one.name,
            kind: one.settings.kind,
            address: `${parts.publicUrl}/sign-in/by/${one.id}`,
          })),
      };
    },
  }),
  defineRoute({
    method: 'get',
    path: '/settings/sign-in',
    action,
    kind: 'read',
    tag,
    summary: 'Lists the providers that people can sign in by, the newest first',
    query: z.strictObject(pageFields),
    answer: listOf(provider, 'SignInProvider'),
    handle: async ({ parts, query }) => {
      const page = await parts.store.signInProviders.page(pageRequest(query), {});
      const shown = await Promise.all(page.items.map((one) => show(parts, one)));
      return toList({ ...page, items: shown }, (one) => one);
    },
  }),
  defineRoute({
    method: 'get',
    path: '/settings/sign-in/{id}',
    action,
    kind: 'read',
    tag,
    summary: 'Shows a provider',
    params: idParams,
    answer: provider,
    handle: async ({ parts, params }) =>
      await show(parts, found(await parts.store.signInProviders.find(params.id), 'sign-in provider', params.id)),
  }),
];

const changeRoutes: readonly Route[] = [
  defineRoute({
    method: 'post',
    path: '/settings/sign-in',
    action,
    kind: 'create',
    tag,
    summary: 'Adds a provider: OpenID Connect, or Feishu or Lark through the app of an integration',
    status: 201,
    body: z.strictObject({
      name,
      isEnabled: z.boolean().default(true),
      settings,
      defaultRole: defaultRole.default(null),
      groupRoles: groupRoles.default({}),
      clientSecret: clientSecret.optional(),
    }),
    answer: provider,
    handle: async ({ parts, caller, body }) =>
      await show(
        parts,
        await createProvider(parts, caller, {
          ...body,
          defaultRole: body.defaultRole ?? undefined,
          clientSecret: body.clientSecret === undefined ? undefined : new Secret(body.clientSecret),
        }),
      ),
  }),
  defineRoute({
    method: 'patch',
    path: '/settings/sign-in/{id}',
    action,
    kind: 'change',
    tag,
    summary: 'Changes a provider; its kind stays',
    description: {
      en: 'Another issuer needs the client secret in the same request: one that is kept is sent nowhere else.',
      zh: '若更改颁发者，须在同一请求中重新填写客户端密钥：已保存的密钥不会发送到别处。',
    },
    params: idParams,
    body: z.strictObject({
      name: name.optional(),
      isEnabled: z.boolean().optional(),
      settings: settings.optional(),
      defaultRole: defaultRole.optional(),
      groupRoles: groupRoles.optional(),
      clientSecret: clientSecret.optional(),
    }),
    answer: provider,
    handle: async ({ parts, caller, params, body, version }) => {
      const secret = body.clientSecret === undefined ? undefined : new Secret(body.clientSecret);
      const changed = { ...body, id: params.id, version, clientSecret: secret };
      return await show(parts, await changeProvider(parts, caller, changed));
    },
  }),
  defineRoute({
    method: 'put',
    path: '/settings/sign-in/{id}/client-secret',
    action,
    kind: 'act',
    tag,
    summary: 'Sets the client secret of a provider of OpenID Connect',
    params: idParams,
    body: z.strictObject({ clientSecret }),
    handle: async ({ parts, caller, params, body }) =>
      await setClientSecret(parts, caller, { id: params.id, clientSecret: new Secret(body.clientSecret) }),
  }),
  defineRoute({
    method: 'delete',
    path: '/settings/sign-in/{id}',
    action,
    kind: 'delete',
    tag,
    summary: 'Deletes a provider; accounts that came from it stay, and can sign in no more',
    params: idParams,
    handle: async ({ parts, caller, params, version }) =>
      await deleteProvider(parts, caller, { id: params.id, version }),
  }),
];

/** Signing in by others: what a browser may choose from, and what administrators set up. */
export const signInSettingsRoutes: readonly Route[] = [...readRoutes, ...changeRoutes];
