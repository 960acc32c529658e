import { OpenAPIHono, z } from '@hono/zod-openapi';
import type { Message } from '../../model/message.ts';
import type { Route, RouteKind } from './route.ts';
import { says } from './says.ts';

interface DocumentFacts {
  readonly root: string;
  readonly version: string;
  readonly publicUrl: string;
  readonly cookieName: string;
}

const problem = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.number().int(),
    code: z.string().openapi(says({ en: 'Stable: programs may compare it.', zh: '固定不变：程序可据此判断。' })),
    detail: z.string().openapi(says({ en: 'What happened, and where.', zh: '发生了什么，在哪里发生。' })),
    cause: z.string(),
    cure: z.string().openapi(says({ en: 'What to do.', zh: '如何处理。' })),
    docs: z.string(),
    details: z.record(z.string(), z.unknown()),
    requestId: z.string(),
    zh: z
      .object({ title: z.string(), detail: z.string(), cause: z.string(), cure: z.string() })
      .optional()
      .openapi(
        says({
          en: 'The same in Chinese, where Accept-Language prefers English and takes Chinese, too.',
          zh: '对应的中文内容；仅当 Accept-Language 首选英文且也接受中文时才有。',
        }),
      ),
  })
  .openapi('Problem');

const problemMedia = { 'application/problem+json': { schema: problem } };

/** OpenAPI 3.1 of the routes. */
export function apiDocument(routes: readonly Route[], { root, version, publicUrl, cookieName }: DocumentFacts): object {
  const registry = new OpenAPIHono();
  const { openAPIRegistry } = registry;
  openAPIRegistry.registerComponent('securitySchemes', 'token', {
    type: 'http',
    scheme: 'bearer',
    ...says({ en: 'An API token, `lks_…`.', zh: 'API 令牌，形如 `lks_…`。' }),
  });
  openAPIRegistry.registerComponent('securitySchemes', 'signIn', {
    type: 'apiKey',
    in: 'cookie',
    name: cookieName,
    ...says({
      en: 'What a browser has after POST /sign-in. Whatever changes something must then come from a page of the service.',
      zh: '浏览器在 POST /sign-in 之后持有的 Cookie。此后，更改类请求必须来自服务自己的页面。',
    }),
  });
  for (const route of routes) openAPIRegistry.registerPath({ ...operation(route), path: root + route.path });
  return registry.getOpenAPI31Document(
    {
      openapi: '3.1.0',
      info: {
        title: 'Larkstream',
        version,
        ...says({
          en: 'Times are RFC 3339 in UTC. Errors are `application/problem+json`, in the language of Accept-Language (en, zh; `en, zh;q=0.5` gives both).',
          zh: '时间为 RFC 3339 格式的 UTC。错误为 `application/problem+json`，语言由 Accept-Language 决定（en、zh；`en, zh;q=0.5` 两种都给出）。',
        }),
        license: { name: 'Apache-2.0', url: 'https://www.apache.org/licenses/LICENSE-2.0' },
      },
      servers: [{ url: publicUrl }],
    },
    { sortComponents: 'alphabetically' },
  );
}

type Operation = Parameters<OpenAPIHono['openAPIRegistry']['registerPath']>[0];

function operation(route: Route): Omit<Operation, 'path'> {
  const { method, action, tag, summary, description } = route;
  return {
    method,
    tags: [tag],
    summary,
    operationId: operationId(route),
    ...(description === undefined ? {} : says(description)),
    security: action === 'public' ? [] : [{ token: [] }, { signIn: [] }],
    request: requestOf(route),
    responses: { ...goodAnswer(route), default: { ...says({ en: 'A problem', zh: '错误' }), content: problemMedia } },
    'x-larkstream-action': action,
    'x-larkstream-kind': route.kind,
  };
}

/** `get /pipelines/{id}/runs` → `getPipelinesByIdRuns`. */
function operationId({ method, path }: Route): string {
  const words = path
    .replaceAll(/\{(\w+)\}/g, 'by-$1')
    .split(/[^A-Za-z0-9]+/)
    .filter((word) => word !== '');
  return method + words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('');
}

const neededHeaders: { readonly [kind in RouteKind]: Readonly<Record<string, Message>> } = {
  change: {
    'If-Match': {
      en: 'The ETag of what was read, such as `W/"3"`: of two who change a thing at once, the second is told.',
      zh: '所读内容的 ETag，例如 `W/"3"`：两人同时更改时，后者会得到提示。',
    },
  },
  delete: { 'If-Match': { en: 'The ETag of what was read, such as `W/"3"`.', zh: '所读内容的 ETag，例如 `W/"3"`。' } },
  create: {
    'Idempotency-Key': {
      en: 'New and random for each creation, the same for its repetitions: they get the same answer.',
      zh: '每次创建使用新的随机文本，重复请求时使用同一个：得到同样的回答。',
    },
  },
  read: {},
  act: {},
};

function requestOf(route: Route): NonNullable<Operation['request']> {
  const headers: z.ZodObject[] = Object.entries(neededHeaders[route.kind]).map(([name, description]) =>
    z.object({ [name]: z.string().openapi(says(description)) }),
  );
  if (route.optionalKey !== undefined)
    headers.push(z.object({ 'Idempotency-Key': z.string().optional().openapi(says(route.optionalKey)) }));
  return {
    ...(route.params instanceof z.ZodObject ? { params: route.params } : {}),
    ...(route.query instanceof z.ZodObject ? { query: route.query } : {}),
    ...(headers[0] === undefined ? {} : { headers: headers[0] }),
    ...(route.body === undefined
      ? {}
      : {
          body: {
            required: !route.isBodyOptional,
            content: { 'application/json': { schema: route.body } },
          },
        }),
  };
}

const answers = {
  events: { en: 'Events; this is the data of each', zh: '事件；此处为每个事件的数据' },
  created: { en: 'Created', zh: '已创建' },
  done: { en: 'Done', zh: '完成' },
} as const;

function goodAnswer({ answer, status, kind, media, isStream }: Route): Operation['responses'] {
  if (answer === undefined) return { 204: { ...says({ en: 'Done', zh: '完成' }) } };
  const type = isStream ? 'text/event-stream' : (media ?? 'application/json');
  const said = isStream ? answers.events : kind === 'create' ? answers.created : answers.done;
  return { [status ?? 200]: { ...says(said), content: { [type]: { schema: answer } } } };
}
