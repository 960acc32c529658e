import { z } from '@hono/zod-openapi';
import { readDirectory } from '../../../control/integrations/read-directory.ts';
import { defineRoute, type Route } from '../route.ts';
import { idParams } from '../schemas.ts';

const mostOfPage = 50;
const summaries = {
  users: 'The people directly in a department, to choose from',
  departments: 'The departments directly in a department, to choose from',
};

const page = z
  .object({
    items: z.array(z.object({ id: z.string(), name: z.string().nullable() })),
    next: z.string().nullable(),
  })
  .openapi('DirectoryPage');

const query = z.strictObject({
  departmentId: z
    .string()
    .regex(/^[\w-]{1,100}$/)
    .default('0')
    .openapi({ description: 'An `open_department_id`; `0` is the whole company.', default: '0' }),
  tenantKey: z
    .string()
    .regex(/^[\w-]{1,200}$/)
    .optional()
    .openapi({ description: 'Of an app of the store: the company.' }),
  cursor: z.string().min(1).max(2_000).optional(),
  limit: z.coerce
    .number()
    .int()
    .min(1)
    .max(mostOfPage)
    .default(mostOfPage)
    .openapi({ type: 'integer', minimum: 1, maximum: mostOfPage, default: mostOfPage }),
});

/** What forms offer to choose from. It is asked of the platform each time, within the limits of the app. */
export const directoryRoutes: readonly Route[] = (['users', 'departments'] as const).map((kind) =>
  defineRoute({
    method: 'get',
    path: `/integrations/{id}/${kind}`,
    action: 'see-payloads',
    kind: 'read',
    tag: 'Integrations',
    summary: summaries[kind],
    params: idParams,
    query,
    answer: page,
    handle: async ({ parts, params, query: { departmentId, tenantKey, cursor, limit }, signal }) => {
      const asked = { id: params.id, kind, departmentId, tenantKey, cursor, limit };
      const { items, next } = await readDirectory(parts, asked, signal);
      return { items: items.map(({ id, name }) => ({ id, name: name ?? null })), next: next ?? null };
    },
  }),
);
