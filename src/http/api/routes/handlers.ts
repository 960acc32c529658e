import { z } from '@hono/zod-openapi';
import { changeHandler } from '../../../control/handlers/change-handler.ts';
import { createHandler, type MadeHandler } from '../../../control/handlers/create-handler.ts';
import { deleteHandler } from '../../../control/handlers/delete-handler.ts';
import { disableHandler, enableHandler } from '../../../control/handlers/enable-handler.ts';
import { rotateSigningKey, setHandlerSecrets } from '../../../control/handlers/set-handler-secrets.ts';
import { testHandler } from '../../../control/handlers/test-handler.ts';
import { found } from '../../../control/outcomes.ts';
import type { ControlParts } from '../../../control/parts.ts';
import { type SecretStates, withSecretStates } from '../../../control/secret-states.ts';
import { must } from '../../../model/errors.ts';
import { type HandlerTrouble, handlerKinds, type ServiceHandler } from '../../../model/triggers/tables.ts';
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

const tag = 'Handlers';
const kind = z.enum(handlerKinds);
const secrets = z.record(z.string().min(1).max(100), secret).openapi(
  says({
    en: 'By their names: `signing_key` and `header.NAME` of a URL, `api_key` of a language model, `env.NAME` of a program.',
    zh: '按名称：URL 的 `signing_key` 和 `header.名称`，语言模型的 `api_key`，程序的 `env.名称`。',
  }),
);

const trouble = z
  .object({
    turns: z
      .number()
      .int()
      .openapi(says({ en: 'How many wait.', zh: '等待的轮次数。' })),
    oldestAt: time.openapi(says({ en: 'When the oldest of them came.', zh: '其中最早一个的到达时间。' })),
    pausedUntil: time.nullable().openapi(
      says({
        en: 'It has failed many times in a row, and is asked nothing until then.',
        zh: '连续多次失败，在此之前不再调用。',
      }),
    ),
  })
  .openapi('HandlerTrouble');
const fields = {
  id,
  name: z.string(),
  kind,
  settings,
  secrets: secretStates,
  disabledAt: time.nullable().openapi(says({ en: 'Since then it is asked nothing.', zh: '从该时间起不再调用。' })),
  disabledWhy: orNull(message),
  test: orNull(checkReport),
  testedAt: time.nullable(),
  trouble: orNull(trouble).openapi(
    says({
      en: 'That it fails at present: turns wait for another try by it. Null where none does.',
      zh: '当前的故障：有轮次等待它重试。没有时为 null。',
    }),
  ),
  createdAt: time,
  changedAt: time,
  version: z.number().int(),
};
const handler = z.object(fields).openapi('Handler');
const madeHandler = z
  .object({
    ...fields,
    signingKey: z
      .string()
      .nullable()
      .openapi(
        says({
          en: 'By which requests to the URL are signed (Standard Webhooks). It is told now and never again; null where none was made.',
          zh: '对发往 URL 的请求签名所用的密钥（Standard Webhooks）。仅显示这一次；未生成时为 null。',
        }),
      ),
  })
  .openapi('MadeHandler');

interface Shown extends ServiceHandler {
  readonly secrets: SecretStates;
  readonly trouble: HandlerTrouble | undefined;
}

const show = (from: Shown): z.infer<typeof handler> => ({
  id: from.id,
  name: from.name,
  kind: from.kind,
  settings: from.settings,
  secrets: showSecrets(from.secrets),
  disabledAt: toTimeOrNull(from.disabledAt),
  disabledWhy: from.disabledWhy ?? null,
  test: from.test === undefined ? null : showReport(from.test),
  testedAt: toTimeOrNull(from.testedAt),
  trouble: from.trouble === undefined ? null : showTrouble(from.trouble),
  createdAt: toTime(from.createdAt),
  changedAt: toTime(from.changedAt),
  version: from.version,
});

const showTrouble = ({ turns, oldestAt, pausedUntil }: HandlerTrouble): z.infer<typeof trouble> => ({
  ...{ turns, oldestAt: toTime(oldestAt), pausedUntil: toTimeOrNull(pausedUntil) },
});

async function toShow({ store }: ControlParts, handlers: readonly ServiceHandler[]): Promise<readonly Shown[]> {
  const withStates = await withSecretStates(store.secrets, 'handler', handlers);
  const troubles = await store.handlers.troubles();
  return withStates.map((one) => ({ ...one, trouble: troubles.get(one.id) }));
}

async function showOne(parts: ControlParts, one: ServiceHandler): Promise<z.infer<typeof handler>> {
  const [shown] = await toShow(parts, [one]);
  return show(must(shown, 'The handler'));
}

async function showMade(parts: ControlParts, made: MadeHandler): Promise<z.infer<typeof madeHandler>> {
  return { ...(await showOne(parts, made.handler)), signingKey: made.signingKey?.reveal() ?? null };
}

const readRoutes: readonly Route[] = [
  defineRoute({
    method: 'get',
    path: '/handlers',
    action: 'see',
    kind: 'read',
    tag,
    summary: 'Lists handlers, the newest first',
    query: z.strictObject({ ...pageFields, kind: kind.optional(), search: z.string().min(1).max(100).optional() }),
    answer: listOf(handler, 'Handler'),
    handle: async ({ parts, query }) => {
      const page = await parts.store.handlers.page(pageRequest(query), query);
      return toList({ ...page, items: await toShow(parts, page.items) }, show);
    },
  }),
  defineRoute({
    method: 'get',
    path: '/handlers/{id}',
    action: 'see',
    kind: 'read',
    tag,
    summary: 'Shows a handler',
    params: idParams,
    answer: handler,
    handle: async ({ parts, params }) =>
      await showOne(parts, found(await parts.store.handlers.find(params.id), 'handler', params.id)),
  }),
];

const changeRoutes: readonly Route[] = [
  defineRoute({
    method: 'post',
    path: '/handlers',
    action: 'change-triggers',
    kind: 'create',
    tag,
    summary: 'Makes a handler: `http` (a URL), `openai` (a language model), `command` (a program) or `function`',
    description: {
      en: 'Secrets are given by administrators, who alone make and change programs. For a URL a key of signatures is made unless one is given.',
      zh: '密钥只能由管理员填写，程序也只能由管理员创建和修改。URL 未给出签名密钥时自动生成。',
    },
    status: 201,
    shownOnce: 'signingKey',
    body: z.strictObject({ name, kind, settings: settings.default({}), secrets: secrets.default({}) }),
    answer: madeHandler,
    handle: async ({ parts, caller, body }) => await showMade(parts, await createHandler(parts, caller, body)),
  }),
  defineRoute({
    method: 'patch',
    path: '/handlers/{id}',
    action: 'change-triggers',
    kind: 'change',
    tag,
    summary: 'Changes a handler; settings are given all anew, and count from the next turn',
    description: {
      en: 'Another host needs the secrets that are sent to it in the same request: those that are kept are sent nowhere else.',
      zh: '若更改主机，须在同一请求中重新填写会发送给它的密钥：已保存的密钥不会发送到别处。',
    },
    params: idParams,
    body: z.strictObject({ name: name.optional(), settings: settings.optional(), secrets: secrets.optional() }),
    answer: handler,
    handle: async ({ parts, caller, params, body, version }) =>
      await showOne(parts, await changeHandler(parts, caller, { id: params.id, version, ...body })),
  }),
  defineRoute({
    method: 'put',
    path: '/handlers/{id}/secrets',
    action: 'set-secret',
    kind: 'change',
    tag,
    summary: 'Sets secrets of a handler; an earlier key of signatures signs beside the new one for a day',
    params: idParams,
    body: z.strictObject({ secrets }),
    answer: handler,
    handle: async ({ parts, caller, params, body, version }) =>
      await showOne(parts, await setHandlerSecrets(parts, caller, { id: params.id, version, ...body })),
  }),
  defineRoute({
    method: 'post',
    path: '/handlers/{id}/signing-key',
    action: 'set-secret',
    kind: 'create',
    tag,
    summary: 'Makes another key of signatures; the one before it signs beside it for a day',
    status: 201,
    shownOnce: 'signingKey',
    params: idParams,
    answer: madeHandler,
    handle: async ({ parts, caller, params }) =>
      await showMade(parts, await rotateSigningKey(parts, caller, params.id)),
  }),
  defineRoute({
    method: 'delete',
    path: '/handlers/{id}',
    action: 'change-triggers',
    kind: 'delete',
    tag,
    summary: 'Forgets a handler that no trigger names, with its secrets',
    params: idParams,
    handle: async ({ parts, caller, params, version }) =>
      await deleteHandler(parts, caller, { id: params.id, version }),
  }),
];

const actRoutes: readonly Route[] = [
  defineRoute({
    method: 'post',
    path: '/handlers/{id}/enable',
    action: 'pause',
    kind: 'act',
    tag,
    summary: 'Asks a handler again that was disabled',
    params: idParams,
    answer: handler,
    handle: async ({ parts, caller, params }) => await showOne(parts, await enableHandler(parts, caller, params.id)),
  }),
  defineRoute({
    method: 'post',
    path: '/handlers/{id}/disable',
    action: 'pause',
    kind: 'act',
    tag,
    summary: 'Asks a handler nothing more, until it is enabled',
    params: idParams,
    answer: handler,
    handle: async ({ parts, caller, params }) => await showOne(parts, await disableHandler(parts, caller, params.id)),
  }),
  defineRoute({
    method: 'post',
    path: '/handlers/{id}/test',
    action: 'run',
    kind: 'act',
    tag,
    summary: 'Asks the handler something that says it is a test, and keeps what came of it',
    params: idParams,
    answer: checkReport,
    handle: async ({ parts, caller, params, signal }) =>
      showReport(await testHandler(parts, caller, params.id, signal)),
  }),
];

/** Who works on messages and events. */
export const handlerRoutes: readonly Route[] = [...readRoutes, ...changeRoutes, ...actRoutes];
