import { z } from '@hono/zod-openapi';
import { apiDocument } from '../../../src/http/api/api-document.ts';
import { allRoutes } from '../../../src/http/api/routes/all-routes.ts';
import type { Language } from '../../../src/model/message.ts';
import { actions, leastRoles } from '../../../src/model/service/role.ts';
import { linkToOther } from '../languages.ts';
import { summaries, tags } from './summaries.ts';

const root = '/api/v1';

/** What this page reads of the document that the service gives at `/api/openapi.json`. */
const schema = z.object({
  $ref: z.string().optional(),
  properties: z.record(z.string(), z.unknown()).optional(),
  required: z.array(z.string()).optional(),
});
const media = z.record(z.string(), z.object({ schema: schema.optional() }));
const operation = z.object({
  tags: z.tuple([z.string()]),
  summary: z.string(),
  parameters: z.array(z.object({ in: z.string(), name: z.string() })).default([]),
  requestBody: z.object({ content: media }).optional(),
  responses: z.record(z.string(), z.object({ content: media.optional() })),
  'x-larkstream-action': z.enum(['public', ...actions]),
});
const document = z.object({
  paths: z.record(z.string(), z.record(z.string(), operation)),
  components: z.object({ schemas: z.record(z.string(), schema) }),
});
type Schema = z.infer<typeof schema>;
type Operation = z.infer<typeof operation>;

const texts = {
  en: {
    title: '# API of the service',
    about: [
      '`larkstream serve` answers below `/api/v1`; `GET /api/openapi.json` is the whole of it as OpenAPI 3.1, with every type, limit and description. This page is made',
      'from that document: who may ask what, with which parameters and body (`?` marks what may be left out), and what the answer is called.',
      '',
      '- Send an API token as `Authorization: Bearer lks_…` ([how to get one](../how-to/run-the-service.md#a-token)). The role is the least that will do.',
      '- Lists take `limit` and `cursor`, and answer `items`, `total` and `next`, which is the `cursor` of the next page, or null. Of an account four are answered at a time, and sixteen more wait; beyond, the answer is 429.',
      '- `Idempotency-Key` takes a new random text for each creation, the same one for its repetition. `If-Match` takes the `ETag` of what was read.',
      '- Errors are `application/problem+json` with `code`, `cause`, `cure` and a `requestId`, which the log of the service has too; their codes are',
      '  [here](errors.md#the-api-of-the-service). `Accept-Language` chooses English or Chinese.',
      '- Times are RFC 3339 in UTC. Secrets go in and never come out: what would have one sent to another place (host, account, issuer) needs it in the same request.',
    ],
    head: '| route | role | what it does | parameters and body | answer |',
    nobody: 'anybody',
    noBody: 'nothing',
    schemas: 'Answers',
    schemaHead: '| name | fields |',
    comma: ', ',
    body: 'body: ',
    events: 'events',
  },
  zh: {
    title: '# 服务的 API',
    about: [
      '`larkstream serve` 在 `/api/v1` 下提供 API；`GET /api/openapi.json` 以 OpenAPI 3.1 给出全部内容，包括每个类型、限制和说明。本页由该文档生成：',
      '谁可以请求什么、有哪些参数和正文（`?` 表示可以省略）、回答的名称。',
      '',
      '- 以 `Authorization: Bearer lks_…` 发送 API 令牌（[如何获取](../how-to/run-the-service.zh-CN.md#令牌)）。表中的角色是所需的最低角色。',
      '- 列表接受 `limit` 和 `cursor`，返回 `items`、`total` 和 `next`；`next` 即下一页的 `cursor`，没有下一页时为 null。每个账号同时处理四个列表请求，另有十六个排队；超出时返回 429。',
      '- `Idempotency-Key` 每次创建使用新的随机文本，重复请求时使用同一个。`If-Match` 填写所读内容的 `ETag`。',
      '- 错误为 `application/problem+json`，包含 `code`、`cause`、`cure` 和 `requestId`（服务日志中也有）；错误代码见',
      '  [这里](errors.zh-CN.md#服务的-api)。`Accept-Language` 选择英文或中文。',
      '- 时间为 RFC 3339 格式的 UTC。密钥只进不出：若更改会使密钥被发送到别处（主机、账号、颁发者），则须在同一请求中重新填写。',
    ],
    head: '| 路由 | 角色 | 作用 | 参数和正文 | 回答 |',
    nobody: '任何人',
    noBody: '无',
    schemas: '回答',
    schemaHead: '| 名称 | 字段 |',
    comma: '、',
    body: '正文：',
    events: '事件流',
  },
} as const satisfies Record<Language, unknown>;

/** `docs/reference/api.md`: every route with its role, parameters and answer. @throws Error for a route without a summary in Chinese */
export function renderApiPage(language: Language): string {
  const { title, about, head, schemas: answers, schemaHead } = texts[language];
  const facts = { root, version: '0', publicUrl: 'http://127.0.0.1:8700', cookieName: 'larkstream' };
  const { paths, components } = document.parse(apiDocument(allRoutes, facts));
  const routes = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, one]) => ({ method, path, one })),
  );
  const sections = [...new Set(routes.map(({ one }) => one.tags[0]))].flatMap((tag) => [
    `## ${language === 'en' ? tag : chinese(tags, tag)}`,
    '',
    head,
    '| --- | --- | --- | --- | --- |',
    ...routes.filter(({ one }) => one.tags[0] === tag).map((route) => rowOf(route, language)),
    '',
  ]);
  const shapes = Object.entries(components.schemas).flatMap(([name, shape]) =>
    shape.properties === undefined ? [] : [`| \`${name}\` | ${fieldsOf(shape, language)} |`],
  );
  const lists = [`## ${answers}`, '', schemaHead, '| --- | --- |', ...shapes, ''];
  return [title, '', linkToOther('api', language), '', ...about, '', ...sections, ...lists].join('\n');
}

interface RouteOf {
  readonly method: string;
  readonly path: string;
  readonly one: Operation;
}

function rowOf({ method, path, one }: RouteOf, language: Language): string {
  const { nobody, comma, body } = texts[language];
  const action = one['x-larkstream-action'];
  const role = action === 'public' ? nobody : `\`${leastRoles[action]}\``;
  const what = language === 'en' ? one.summary : chinese(summaries, `${method} ${path.slice(root.length)}`);
  const sent = one.requestBody?.content['application/json']?.schema;
  const asked = one.parameters.filter((parameter) => parameter.in !== 'path').map(({ name }) => `\`${name}\``);
  const parts = [...asked, ...(sent === undefined ? [] : [`${body}${fieldsOf(sent, language)}`])];
  const cells = [`\`${method.toUpperCase()} ${path}\``, role, what, parts.join(comma), answerOf(one, language)];
  return `| ${cells.join(' | ')} |`.replaceAll('|  |', '| |');
}

function answerOf({ responses }: Operation, language: Language): string {
  const { noBody, events } = texts[language];
  const good = Object.entries(responses).find(([status]) => status.startsWith('2'));
  const [type, content] = Object.entries(good?.[1].content ?? {})[0] ?? [];
  if (type === undefined) return `204 ${noBody}`;
  const shape = type === 'text/event-stream' ? ` ${events}` : '';
  return `${good?.[0]}${shape} ${content?.schema === undefined ? '' : fieldsOf(content.schema, language)}`.trimEnd();
}

function fieldsOf({ $ref, properties = {}, required = [] }: Schema, language: Language): string {
  if ($ref !== undefined) return `\`${$ref.split('/').at(-1)}\``;
  const { comma } = texts[language];
  return Object.keys(properties)
    .map((name) => `\`${name}${required.includes(name) ? '' : '?'}\``)
    .join(comma);
}

function chinese(words: Readonly<Record<string, string>>, key: string): string {
  const word = words[key];
  if (word === undefined) throw new Error(`scripts/reference/api/summaries.ts has no Chinese for “${key}”`);
  return word;
}
