import { OpenAPIHono, z } from '@hono/zod-openapi';
import type { Route } from './route.ts';

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
    code: z.string().openapi({ description: 'Stable: programs may compare it.' }),
    detail: z.string().openapi({ description: 'What happened, and where.' }),
    cause: z.string(),
    cure: z.string().openapi({ description: 'What to do.' }),
    docs: z.string(),
    details: z.record(z.string(), z.unknown()),
    requestId: z.string(),
    zh: z
      .object({ title: z.string(), detail: z.string(), cause: z.string(), cure: z.string() })
      .optional()
      .openapi({ description: 'The same in Chinese, where Accept-Language prefers English and takes Chinese, too.' }),
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
    description: 'An API token, `lks_…`.',
  });
  openAPIRegistry.registerComponent('securitySchemes', 'signIn', {
    type: 'apiKey',
    in: 'cookie',
    name: cookieName,
    description:
      'What a browser has after POST /sign-in. Whatever changes something must then come from a page of the service.',
  });
  for (const route of routes) openAPIRegistry.registerPath({ ...operation(route), path: root + route.path });
  return registry.getOpenAPI31Document(
    {
      openapi: '3.1.0',
      info: {
        title: 'Larkstream',
        version,
        description:
          'Times are RFC 3339 in UTC. Errors are `application/problem+json`, in the language of Accept-Language (en, zh; `en, zh;q=0.5` gives both).',
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
    ...(description === undefined ? {} : { description }),
    security: action === 'public' ? [] : [{ token: [] }, { signIn: [] }],
    request: requestOf(route),
    responses: { ...goodAnswer(route), default: { description: 'A problem', content: problemMedia } },
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

const neededHeaders = {
  change: {
    'If-Match': 'The ETag of what was read, such as `W/"3"`: of two who change a thing at once, the second is told.',
  },
  delete: { 'If-Match': 'The ETag of what was read, such as `W/"3"`.' },
  create: {
    'Idempotency-Key': 'New and random for each creation, the same for its repetitions: they get the same answer.',
  },
  read: {},
  act: {},
} as const;

function requestOf(route: Route): NonNullable<Operation['request']> {
  const headers = Object.entries(neededHeaders[route.kind]).map(([name, description]) =>
    z.object({ [name]: z.string().openapi({ description }) }),
  );
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

function goodAnswer({ answer, status, kind, media, isStream }: Route): Operation['responses'] {
  if (answer === undefined) return { 204: { description: 'Done' } };
  const type = isStream ? 'text/event-stream' : (media ?? 'application/json');
  const description = isStream ? 'Events; this is the data of each' : kind === 'create' ? 'Created' : 'Done';
  return { [status ?? 200]: { description, content: { [type]: { schema: answer } } } };
}
