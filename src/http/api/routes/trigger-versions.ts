import { z } from '@hono/zod-openapi';
import { found } from '../../../control/outcomes.ts';
import { diffVersions, findVersion } from '../../../control/triggers/trigger-versions.ts';
import { defineRoute, type Route } from '../route.ts';
import { says } from '../says.ts';
import { id, idParams } from '../schemas.ts';
import { queryVersion, showVersion, triggerVersion } from './trigger-schemas.ts';

const tag = 'Triggers';
const usualLimit = 20;

const versionList = z
  .object({
    items: z.array(triggerVersion),
    next: z
      .number()
      .int()
      .nullable()
      .openapi(
        says({ en: 'Give it as `before` for those that are older.', zh: '作为 `before` 传入以读取更早的版本。' }),
      ),
  })
  .openapi('TriggerVersionList');

const value = z.unknown().openapi(says({ en: 'Null where it has none.', zh: '没有时为 null。' }));
const changed = z
  .object({
    path: z.string().openapi({ examples: ['messages.groupStrategy'] }),
    before: value,
    after: value,
  })
  .openapi('ChangedSetting');

/** What was published of triggers. */
export const triggerVersionRoutes: readonly Route[] = [
  defineRoute({
    method: 'get',
    path: '/triggers/{id}/versions',
    action: 'see',
    kind: 'read',
    tag,
    summary: 'What was published of a trigger, the newest first',
    params: idParams,
    query: z.strictObject({
      limit: z.coerce
        .number()
        .int()
        .min(1)
        .max(100)
        .default(usualLimit)
        .openapi({ type: 'integer', minimum: 1, maximum: 100, default: usualLimit }),
      before: z.coerce.number().int().min(1).max(1_000_000).optional().openapi({ type: 'integer', minimum: 1 }),
    }),
    answer: versionList,
    handle: async ({ parts, params, query: { limit, before } }) => {
      found(await parts.store.triggers.find(params.id), 'trigger', params.id);
      const items = await parts.store.triggerVersions.ofTrigger(params.id, { limit, before });
      const last = items.at(-1)?.number ?? 1;
      return { items: items.map(showVersion), next: items.length === limit && last > 1 ? last : null };
    },
  }),
  defineRoute({
    method: 'get',
    path: '/triggers/{id}/versions/{number}',
    action: 'see',
    kind: 'read',
    tag,
    summary: 'Shows what was published under a number',
    params: z.strictObject({
      id,
      number: z
        .string()
        .regex(/^[1-9]\d{0,5}$/)
        .openapi({ examples: ['3'] }),
    }),
    answer: triggerVersion,
    handle: async ({ parts, params }) => showVersion(await findVersion(parts.store, params.id, Number(params.number))),
  }),
  defineRoute({
    method: 'get',
    path: '/triggers/{id}/diff',
    action: 'see',
    kind: 'read',
    tag,
    summary: 'What two versions differ in; without `from` what is published, without `to` the draft',
    params: idParams,
    query: z.strictObject({ from: queryVersion.optional(), to: queryVersion.optional() }),
    answer: z.object({ items: z.array(changed) }),
    handle: async ({ parts, params, query: { from, to = 'draft' } }) => {
      const items = await diffVersions(parts.store, params.id, { from, to });
      return {
        items: items.map(({ path, before, after }) => ({ path, before: before ?? null, after: after ?? null })),
      };
    },
  }),
];
