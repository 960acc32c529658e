import { z } from '@hono/zod-openapi';
import { grantedTo, lookThrough } from '../../../control/integrations/look-at-integration.ts';
import { defineRoute, type Route } from '../route.ts';
import { idParams } from '../schemas.ts';

const tag = 'Integrations';
const tenantKey = z
  .string()
  .regex(/^[\w-]{1,200}$/)
  .optional()
  .openapi({ description: 'Of an app of the store: the company.' });

const seen = z
  .object({
    id: z.string().openapi({ description: 'The token of a Base, the code of an approval, the id of a department.' }),
    name: z.string(),
    parts: z
      .array(z.object({ id: z.string(), name: z.string(), records: z.number().int().nullable() }))
      .openapi({ description: 'The tables of a Base.' }),
    partId: z.string().nullable().openapi({ description: 'The table that the link names.' }),
    viewId: z.string().nullable(),
  })
  .openapi('SeenThing');

const scopes = z
  .object({
    granted: z.array(z.string()).readonly(),
    consoleUrl: z.string().openapi({ description: 'The app in the developer console of its region.' }),
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
