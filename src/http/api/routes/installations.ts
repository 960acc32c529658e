import { z } from '@hono/zod-openapi';
import { claimInstallation, newClaimLink } from '../../../control/installations/claim-installation.ts';
import { found } from '../../../control/outcomes.ts';
import type { Installation } from '../../../model/service/integration.ts';
import { defineRoute, type Route } from '../route.ts';
import { says } from '../says.ts';
import { id, idParams, listOf, name, pageFields, pageRequest, time, toList, toTime, toTimeOrNull } from '../schemas.ts';
import { changeFields, showChange } from './change-fields.ts';

const tag = 'Installations';
const happening = z.object(changeFields).openapi('InstallationChange');
const state = z.enum(['installed', 'claimed', 'stopped', 'uninstalled']).openapi('InstallationState');

const installation = z
  .object({
    id: z.string(),
    integrationId: z.string(),
    tenantKey: z.string(),
    tenantName: z.string().nullable(),
    state,
    pipelineId: z
      .string()
      .nullable()
      .openapi(says({ en: 'The draft that a claim link has made.', zh: '由认领链接创建的草稿。' })),
    claimLinkExpiresAt: time
      .nullable()
      .openapi(says({ en: 'Of the link that is out, if one is.', zh: '当前有效的链接（若有）的到期时间。' })),
    createdAt: time,
    changedAt: time,
    version: z.number().int(),
  })
  .openapi('Installation');

function show(from: Installation): z.infer<typeof installation> {
  return {
    id: from.id,
    integrationId: from.integrationId,
    tenantKey: from.tenantKey,
    tenantName: from.tenantName ?? null,
    state: from.state,
    pipelineId: from.pipelineId ?? null,
    claimLinkExpiresAt: toTimeOrNull(from.claim?.expiresAt),
    createdAt: toTime(from.createdAt),
    changedAt: toTime(from.changedAt),
    version: from.version,
  };
}

/** Tenants that have installed the app of a store app, and how they become pipelines. */
export const installationRoutes: readonly Route[] = [
  defineRoute({
    method: 'get',
    path: '/installations',
    action: 'see',
    kind: 'read',
    tag,
    summary: 'Lists the tenants that have installed the app of a store app, the newest first',
    query: z.strictObject({ ...pageFields, integrationId: id.optional(), state: state.optional() }),
    answer: listOf(installation, 'Installation'),
    handle: async ({ parts, query }) => toList(await parts.store.installations.page(pageRequest(query), query), show),
  }),
  defineRoute({
    method: 'get',
    path: '/installations/{id}',
    action: 'see',
    kind: 'read',
    tag,
    summary: 'Shows an installation',
    params: idParams,
    answer: installation,
    handle: async ({ parts, params }) =>
      show(found(await parts.store.installations.find(params.id), 'installation', params.id)),
  }),
  defineRoute({
    method: 'get',
    path: '/installations/{id}/history',
    action: 'see',
    kind: 'read',
    tag,
    summary: 'What has become of an installation, the newest first: who has done what to it',
    params: idParams,
    query: z.strictObject(pageFields),
    answer: listOf(happening, 'InstallationChange'),
    handle: async ({ parts, params, query }) => {
      found(await parts.store.installations.find(params.id), 'installation', params.id);
      return toList(await parts.store.audit.page(pageRequest(query), { objectId: params.id }), showChange);
    },
  }),
  defineRoute({
    method: 'post',
    path: '/installations/{id}/claim-link',
    action: 'change',
    kind: 'act',
    tag,
    summary: 'Makes a link by which somebody who signs in binds the tenant to a pipeline draft, once',
    description: {
      en: 'The link is shown here and nowhere else, and is good for seven days. The one before is good no more.',
      zh: '链接仅在此显示，七天内有效；此前的链接随即失效。',
    },
    params: idParams,
    answer: z.object({ link: z.string(), expiresAt: time }).openapi('ClaimLink'),
    handle: async ({ parts, caller, params }) => {
      const { url, expiresAt } = await newClaimLink(parts, caller, params.id);
      return { link: url, expiresAt: toTime(expiresAt) };
    },
  }),
  defineRoute({
    method: 'post',
    path: '/installations/{id}/claim',
    action: 'own',
    kind: 'act',
    tag,
    summary: 'Uses a claim link up: makes a pipeline draft for the tenant, which does not run by itself',
    params: idParams,
    body: z.strictObject({
      secret: z
        .string()
        .min(1)
        .max(200)
        .openapi(says({ en: 'What follows `token=` in the link.', zh: '链接中 `token=` 之后的内容。' })),
      name: name.optional().openapi(says({ en: 'Of the draft.', zh: '草稿的名称。' })),
    }),
    answer: installation,
    handle: async ({ parts, caller, params, body }) =>
      show(await claimInstallation(parts, caller, { id: params.id, secret: body.secret, name: body.name })),
  }),
];
