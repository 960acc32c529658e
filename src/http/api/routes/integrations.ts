import { z } from '@hono/zod-openapi';
import { applyForScopes } from '../../../control/integrations/apply-for-scopes.ts';
import { changeIntegration } from '../../../control/integrations/change-integration.ts';
import { changeMode } from '../../../control/integrations/change-mode.ts';
import { createIntegration } from '../../../control/integrations/create-integration.ts';
import { deleteIntegration } from '../../../control/integrations/delete-integration.ts';
import { receiverStatus } from '../../../control/integrations/receiver-status.ts';
import { setIntegrationSecrets } from '../../../control/integrations/set-integration-secrets.ts';
import { type Steer, steerReceiver } from '../../../control/integrations/steer-receiver.ts';
import { type TestNews, testIntegration } from '../../../control/integrations/test-integration.ts';
import { found } from '../../../control/outcomes.ts';
import { defineRoute, defineStream, type Route, type StreamEvent } from '../route.ts';
import { idParams, listOf, name, pageFields, pageRequest, toList } from '../schemas.ts';
import { integration, kind, mode, region, showAll, showOne } from './integration-schemas.ts';
import { receiver, showReceiver } from './receiver-schemas.ts';
import { checkLine, checkReport, secret, settings, showLine, showReport } from './resource-schemas.ts';

const tag = 'Integrations';
const baseUrl = z.string().min(1).max(500);
const dayMinutes = 1440;

const readRoutes: readonly Route[] = [
  defineRoute({
    method: 'get',
    path: '/integrations',
    action: 'see',
    kind: 'read',
    tag,
    summary: 'Lists integrations, the newest first',
    query: z.strictObject({ ...pageFields, search: z.string().min(1).max(100).optional(), region: region.optional() }),
    answer: listOf(integration, 'Integration'),
    handle: async ({ parts, query }) => {
      const page = await parts.store.integrations.page(pageRequest(query), query);
      return toList({ ...page, items: await showAll(parts, page.items) }, (shown) => shown);
    },
  }),
  defineRoute({
    method: 'get',
    path: '/integrations/{id}',
    action: 'see',
    kind: 'read',
    tag,
    summary: 'Shows an integration',
    params: idParams,
    answer: integration,
    handle: async ({ parts, params }) =>
      await showOne(parts, found(await parts.store.integrations.find(params.id), 'integration', params.id)),
  }),
];

const changeRoutes: readonly Route[] = [
  defineRoute({
    method: 'post',
    path: '/integrations',
    action: 'change',
    kind: 'create',
    tag,
    summary: 'Makes an integration: one app of Lark or Feishu',
    status: 201,
    body: z.strictObject({
      name,
      region,
      baseUrl: baseUrl.optional(),
      kind: kind.default('custom_app'),
      appId: z.string().min(1).max(200),
      mode: mode.default('none'),
      settings: settings.default({}),
      secrets: z.strictObject({
        app_secret: secret,
        verification_token: secret.optional(),
        encrypt_key: secret.optional(),
      }),
    }),
    answer: integration,
    handle: async ({ parts, caller, body }) =>
      await showOne(parts, await createIntegration(parts, caller, { ...body, baseUrl: body.baseUrl })),
  }),
  defineRoute({
    method: 'patch',
    path: '/integrations/{id}',
    action: 'change',
    kind: 'change',
    tag,
    summary: 'Changes the name of an integration, its host, or all of its settings',
    description: {
      en: 'Another host needs the secret of the app in the same request: one that is kept is sent nowhere else.',
      zh: '若更改主机，须在同一请求中重新填写应用的密钥：已保存的密钥不会发送到别处。',
    },
    params: idParams,
    body: z.strictObject({
      name: name.optional(),
      baseUrl: baseUrl.nullable().optional(),
      settings: settings.optional(),
      secrets: z.strictObject({ app_secret: secret }).optional(),
    }),
    answer: integration,
    handle: async ({ parts, caller, params, body, version }) =>
      await showOne(parts, await changeIntegration(parts, caller, { id: params.id, version, ...body })),
  }),
  defineRoute({
    method: 'put',
    path: '/integrations/{id}/secrets',
    action: 'set-secret',
    kind: 'change',
    tag,
    summary: 'Sets or changes secrets; null takes one away',
    description: {
      en:
        'For the time of the overlap events are believed by the old ones, too, so that none is lost meanwhile; ' +
        'where an Encrypt Key is added or taken away, events in plain text beside encrypted ones.',
      zh: '在过渡期内，旧密钥的事件同样有效，因此不会丢失事件；增加或移除 Encrypt Key 时，明文事件与加密事件同样有效。',
    },
    params: idParams,
    body: z.strictObject({
      app_secret: secret.optional(),
      verification_token: secret.nullable().optional(),
      encrypt_key: secret.nullable().optional(),
      overlapMinutes: z
        .number()
        .int()
        .min(0)
        .max(30 * dayMinutes)
        .default(dayMinutes),
    }),
    answer: integration,
    handle: async ({ parts, caller, params, body: { overlapMinutes, ...given }, version }) => {
      const secrets = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
      const change = { id: params.id, version, secrets, overlapMinutes };
      return await showOne(parts, await setIntegrationSecrets(parts, caller, change));
    },
  }),
  defineRoute({
    method: 'put',
    path: '/integrations/{id}/mode',
    action: 'change',
    kind: 'change',
    tag,
    summary: 'Has events come another way; the way before stays open until the first event has come the new way',
    description: {
      en: 'Refused (409) is `none` while a live pipeline follows the events of the integration.',
      zh: '仍有实时管道在跟随该集成的事件时，改为 `none` 会被拒绝（409）。',
    },
    params: idParams,
    body: z.strictObject({ mode }),
    answer: integration,
    handle: async ({ parts, caller, params, body, version }) =>
      await showOne(parts, await changeMode(parts, caller, { id: params.id, version, mode: body.mode })),
  }),
  defineRoute({
    method: 'delete',
    path: '/integrations/{id}',
    action: 'change',
    kind: 'delete',
    tag,
    summary: 'Forgets an integration that no pipeline uses, with its secrets',
    params: idParams,
    handle: async ({ parts, caller, params, version }) =>
      await deleteIntegration(parts, caller, { id: params.id, version }),
  }),
];

const steers: Readonly<Record<Steer, string>> = {
  disconnect:
    'Has no more events received, until somebody reconnects: live pipelines then only read everything from time to time',
  reconnect: 'Has events received again',
  refresh: 'Makes the connection for events anew',
};

const statusRoute = defineRoute({
  method: 'get',
  path: '/integrations/{id}/receiver',
  action: 'see',
  kind: 'read',
  tag,
  summary: 'How receiving the events of an integration stands, in whichever processes',
  params: idParams,
  answer: receiver,
  handle: async ({ parts, params }) => {
    const one = found(await parts.store.integrations.find(params.id), 'integration', params.id);
    return showReceiver(parts, one, await receiverStatus(parts, one));
  },
});

const receiverRoutes: readonly Route[] = (['disconnect', 'reconnect', 'refresh'] as const).map((steer) =>
  defineRoute({
    method: 'post',
    path: `/integrations/{id}/receiver/${steer}`,
    action: 'pause',
    kind: 'act',
    tag,
    summary: steers[steer],
    params: idParams,
    answer: integration,
    handle: async ({ parts, caller, params }) =>
      await showOne(parts, await steerReceiver(parts, caller, { id: params.id, steer })),
  }),
);

async function* toEvents(news: AsyncIterable<TestNews>): AsyncGenerator<StreamEvent> {
  for await (const one of news) {
    if (one.kind === 'check') yield { event: 'check', data: showLine(one.line) };
    else yield { event: 'report', data: showReport(one.report) };
  }
}

const testRoutes: readonly Route[] = [
  defineStream({
    method: 'post',
    path: '/integrations/{id}/test',
    action: 'run',
    kind: 'act',
    tag,
    summary: 'Tests an integration with what its pipelines read (server-sent events)',
    description: {
      en: 'Events: `check` (a CheckLine, one by one as they are done), then `report` (a CheckReport), which is kept.',
      zh: '事件：`check`（一个 CheckLine，每项检查完成后逐个返回），最后是 `report`（CheckReport），会被保存。',
    },
    params: idParams,
    answer: z.union([checkLine, checkReport]),
    open: async ({ parts, caller, params, signal }) =>
      toEvents(await testIntegration(parts, caller, params.id, signal)),
  }),
  defineRoute({
    method: 'post',
    path: '/integrations/{id}/scopes/apply',
    action: 'change',
    kind: 'act',
    tag,
    summary: "Asks the tenant's administrator for the scopes that the app lacks",
    params: idParams,
    handle: async ({ parts, caller, params, signal }) => await applyForScopes(parts, caller, params.id, signal),
  }),
];

/** Apps of Lark and Feishu. */
export const integrationRoutes: readonly Route[] = [
  ...readRoutes,
  ...changeRoutes,
  statusRoute,
  ...receiverRoutes,
  ...testRoutes,
];
