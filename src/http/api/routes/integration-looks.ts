import { z } from '@hono/zod-openapi';
import { grantedTo, lookThrough } from '../../../control/integrations/look-at-integration.ts';
import { defineRoute, type Route } from '../route.ts';
import { says } from '../says.ts';
import { idParams } from '../schemas.ts';

const tag = 'Integrations';
const tenantKey = z
  .string()
  .regex(/^[\w-]{1,200}$/)
  .optional()
  .openapi(says({ en: 'Of an app of the store: the company.', zh: '商店应用须填写：企业。' }));

const seen = z
  .object({
    id: z.string().openapi(
      says({
        en: 'The token of a Base, the code of an approval, the id of a department.',
        zh: '多维表格的 token、审批定义的编码或部门 ID。',
      }),
    ),
    name: z.string(),
    parts: z
      .array(z.object({ id: z.string(), name: z.string(), records: z.number().int().nullable() }))
      .openapi(says({ en: 'The tables of a Base.', zh: '多维表格的数据表。' })),
    partId: z
      .string()
      .nullable()
      .openapi(says({ en: 'The table that the link names.', zh: '链接所指的数据表。' })),
    viewId: z.string().nullable(),
  })
  .openapi('SeenThing');

const scopes = z
  .object({
    granted: z.array(z.string()).readonly(),
    consoleUrl: z.string().openapi(
      says({
        en: 'The app in the developer console of its region.',
        zh: '该应用在所属区域的开发者后台中的页面。',
      }),
    ),
  })
  .openapi('ScopesOfApp');

/** What forms ask before anything is saved. It is asked of the platform each time, within the limits of the app. */
export const integrationLookRoutes: readonly Route[] = [
  defineRoute({
    method: 'post',
    path: '/integrations/{id}/look',
    action: 'see-payloads',
    kind: 'read',
    tag,
    summary:
      'What a link, token or code is: a Base with its tables, an approval or a department by its name; nothing is changed',
    params: idParams,
    body: z.strictObject({
      module: z.enum(['base', 'approval', 'contact']),
      reference: z.string().min(1).max(2_000),
      tenantKey,
    }),
    answer: seen,
    handle: async ({ parts, params, body: { tenantKey: company, ...request }, signal }) => {
      const thing = await lookThrough(parts, { id: params.id, tenantKey: company }, request, signal);
      return {
        id: thing.id,
        name: thing.name,
        parts: thing.parts.map(({ id, name, records }) => ({ id, name, records: records ?? null })),
        partId: thing.partId ?? null,
        viewId: thing.viewId ?? null,
      };
    },
  }),
  defineRoute({
    method: 'get',
    path: '/integrations/{id}/scopes',
    action: 'see',
    kind: 'read',
    tag,
    summary: 'The scopes that the app has been granted, and where more are',
    params: idParams,
    query: z.strictObject({ tenantKey }),
    answer: scopes,
    handle: async ({ parts, params, query, signal }) =>
      await grantedTo(parts, { id: params.id, tenantKey: query.tenantKey }, signal),
  }),
];
