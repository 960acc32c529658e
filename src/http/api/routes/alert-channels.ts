import { z } from '@hono/zod-openapi';
import { changeChannel } from '../../../control/alert-channels/change-channel.ts';
import { withoutPath } from '../../../control/alert-channels/channel-settings.ts';
import { createChannel } from '../../../control/alert-channels/create-channel.ts';
import { deleteChannel } from '../../../control/alert-channels/delete-channel.ts';
import { setChannelSecrets } from '../../../control/alert-channels/set-channel-secrets.ts';
import { testChannel } from '../../../control/alert-channels/test-channel.ts';
import { found } from '../../../control/outcomes.ts';
import type { ControlParts } from '../../../control/parts.ts';
import { withSecretStates } from '../../../control/secret-states.ts';
import { must } from '../../../model/errors.ts';
import { type AlertChannel, alertKinds, channelKinds } from '../../../model/service/alert.ts';
import { defineRoute, type Route } from '../route.ts';
import { says } from '../says.ts';
import {
  id,
  idParams,
  listOf,
  message,
  name,
  pageFields,
  pageRequest,
  time,
  toList,
  toTime,
  toTimeOrNull,
} from '../schemas.ts';
import { checkReport, orNull, secret, secretStates, settings, showReport, showSecrets } from './resource-schemas.ts';

const tag = 'Alerts';
const language = z.enum(['en', 'zh']).openapi(says({ en: 'In which people are told.', zh: '通知所用的语言。' }));
const kinds = z
  .array(z.enum(alertKinds))
  .max(alertKinds.length)
  .openapi(says({ en: 'Which kinds of alerts; all when empty.', zh: '通知哪些种类的告警；为空时通知全部。' }));
const clock = z.string().max(5);
const quietHours = z.strictObject({ from: clock, to: clock, zone: z.string().min(1).max(100) }).openapi('QuietHours', {
  ...says({
    en: 'Times such as 22:00 on the clocks of the zone. What is not urgent waits for their end, and is told then in one message.',
    zh: '形如 22:00 的时间，按所设时区。不紧急的告警等到免打扰时段结束后合并为一条发送。',
  }),
  example: { from: '22:00', to: '08:00', zone: 'Asia/Shanghai' },
});
const secrets = z.strictObject({ signing_key: secret.optional(), password: secret.optional() });

const channel = z
  .object({
    id,
    name: z.string(),
    kind: z.enum(channelKinds),
    language: z.enum(['en', 'zh']),
    settings,
    kinds: z.array(z.enum(alertKinds)),
    quietHours: orNull(quietHours),
    secrets: secretStates,
    delivery: z.object({
      lastSentAt: time.nullable(),
      waiting: z
        .number()
        .int()
        .openapi(
          says({
            en: 'Messages that wait for the end of quiet hours, or for another try.',
            zh: '等待免打扰时段结束或等待再次尝试的消息。',
          }),
        ),
      givenUp: z.number().int(),
      lastError: orNull(message),
    }),
    createdAt: time,
    changedAt: time,
    version: z.number().int(),
  })
  .openapi('AlertChannel');
type Shown = z.infer<typeof channel>;

async function showAll({ store }: ControlParts, channels: readonly AlertChannel[]): Promise<readonly Shown[]> {
  const withSecrets = await withSecretStates(store.secrets, 'alert_channel', channels);
  const deliveries = await store.alertSends.deliveries(channels.map((one) => one.id));
  return withSecrets.map((from) => {
    const delivery = deliveries.find(({ channelId }) => channelId === from.id);
    return {
      id: from.id,
      name: from.name,
      kind: from.kind,
      language: from.language,
      settings: withoutPath(from.settings),
      kinds: [...from.kinds],
      quietHours: from.quietHours === undefined ? null : { ...from.quietHours },
      secrets: showSecrets(from.secrets),
      delivery: {
        lastSentAt: toTimeOrNull(delivery?.lastSentAt),
        waiting: delivery?.waiting ?? 0,
        givenUp: delivery?.givenUp ?? 0,
        lastError: delivery?.lastError ?? null,
      },
      createdAt: toTime(from.createdAt),
      changedAt: toTime(from.changedAt),
      version: from.version,
    };
  });
}

async function showOne(parts: ControlParts, one: AlertChannel): Promise<Shown> {
  return must((await showAll(parts, [one]))[0], 'The channel');
}

const readRoutes: readonly Route[] = [
  defineRoute({
    method: 'get',
    path: '/alert-channels',
    action: 'see',
    kind: 'read',
    tag,
    summary: 'Lists where alerts are told, the newest first',
    query: z.strictObject({ ...pageFields }),
    answer: listOf(channel, 'AlertChannel'),
    handle: async ({ parts, query }) => {
      const page = await parts.store.alertChannels.page(pageRequest(query), {});
      return toList({ ...page, items: await showAll(parts, page.items) }, (one) => one);
    },
  }),
  defineRoute({
    method: 'get',
    path: '/alert-channels/{id}',
    action: 'see',
    kind: 'read',
    tag,
    summary: 'Shows a channel, and how its messages get through',
    params: idParams,
    answer: channel,
    handle: async ({ parts, params }) =>
      await showOne(parts, found(await parts.store.alertChannels.find(params.id), 'alert channel', params.id)),
  }),
];

const changeRoutes: readonly Route[] = [
  defineRoute({
    method: 'post',
    path: '/alert-channels',
    action: 'change',
    kind: 'create',
    tag,
    summary:
      'Makes a channel: `mail` (host, port, security, user, from, to), `url` (url, of which only the origin is shown; signed with the secret `signing_key`) or `lark` (integrationId, chatId, tenantKey)',
    status: 201,
    body: z.strictObject({
      name,
      kind: z.enum(channelKinds),
      language: language.default('en'),
      settings,
      secrets: secrets.default({}),
      kinds: kinds.default([]),
      quietHours: orNull(quietHours).optional(),
    }),
    answer: channel,
    handle: async ({ parts, caller, body }) =>
      await showOne(parts, await createChannel(parts, caller, { ...body, quietHours: body.quietHours ?? undefined })),
  }),
  defineRoute({
    method: 'patch',
    path: '/alert-channels/{id}',
    action: 'change',
    kind: 'change',
    tag,
    summary: 'Changes a channel; settings are given all anew. A URL that is given as it is shown stays',
    description: {
      en: 'Another host, port or user of a mail server, or no encryption any more, needs its password in the same request: a password that is kept is sent nowhere else.',
      zh: '若更改邮件服务器的主机、端口或用户，或关闭加密，须在同一请求中重新填写密码：已保存的密码不会发送到别处。',
    },
    params: idParams,
    body: z.strictObject({
      name: name.optional(),
      language: language.optional(),
      settings: settings.optional(),
      kinds: kinds.optional(),
      quietHours: orNull(quietHours).optional(),
      secrets: secrets.optional(),
    }),
    answer: channel,
    handle: async ({ parts, caller, params, body, version }) =>
      await showOne(parts, await changeChannel(parts, caller, { id: params.id, version, ...body })),
  }),
  defineRoute({
    method: 'put',
    path: '/alert-channels/{id}/secrets',
    action: 'set-secret',
    kind: 'change',
    tag,
    summary:
      'Sets the password of a mail server, or another key for signatures; the key before it signs beside it for a day',
    params: idParams,
    body: secrets,
    answer: channel,
    handle: async ({ parts, caller, params, body, version }) =>
      await showOne(parts, await setChannelSecrets(parts, caller, { id: params.id, version, secrets: body })),
  }),
  defineRoute({
    method: 'delete',
    path: '/alert-channels/{id}',
    action: 'change',
    kind: 'delete',
    tag,
    summary: 'Forgets a channel, and what was still to be sent on it',
    params: idParams,
    handle: async ({ parts, caller, params, version }) =>
      await deleteChannel(parts, caller, { id: params.id, version }),
  }),
  defineRoute({
    method: 'post',
    path: '/alert-channels/{id}/test',
    action: 'run',
    kind: 'act',
    tag,
    summary: 'Sends a test message',
    params: idParams,
    answer: checkReport,
    handle: async ({ parts, caller, params, signal }) =>
      showReport(await testChannel(parts, caller, params.id, signal)),
  }),
];

/** Where alerts are told. */
export const alertChannelRoutes: readonly Route[] = [...readRoutes, ...changeRoutes];
