import { z } from '@hono/zod-openapi';
import type { ListedAuditLine } from '../../../model/service/audit.ts';
import { defineRoute, type Route } from '../route.ts';
import { says } from '../says.ts';
import { id, listOf, pageFields, pageRequest, queryTime, time, toList, toTime } from '../schemas.ts';

/** Beside ids, which stay. */
export const names: z.ZodType<Record<string, string>> = z.record(z.string(), z.string()).openapi(
  says({
    en: 'What things are called now whose ids are in the line, as far as they are still there.',
    zh: '行中各 ID 所指对象当前的名称，以仍存在的为限。',
  }),
);

const line = z
  .object({
    id: z.string(),
    at: time,
    actor: z.object({
      kind: z.enum(['account', 'token', 'service', 'setup']),
      id: z.string().nullable(),
      name: z.string(),
    }),
    address: z.string().nullable(),
    requestId: z.string().nullable(),
    action: z.string().openapi({ examples: ['pipeline.pause'] }),
    object: z.object({ kind: z.string(), id: z.string().nullable() }),
    detail: z.record(z.string(), z.unknown()).openapi(
      says({
        en: 'What was changed, without secrets. Values that were others before have those under `was`.',
        zh: '更改的内容，不含密钥。若原来有其他值，则列在 `was` 中。',
      }),
    ),
    names,
  })
  .openapi('AuditLine');

const show = (from: ListedAuditLine): z.infer<typeof line> => ({
  id: from.id,
  at: toTime(from.at),
  actor: { kind: from.actorKind, id: from.actorId ?? null, name: from.actorName },
  address: from.address ?? null,
  requestId: from.requestId ?? null,
  action: from.action,
  object: { kind: from.objectKind, id: from.objectId ?? null },
  detail: from.detail,
  names: { ...from.names },
});

/** Who did what. */
export const auditRoutes: readonly Route[] = [
  defineRoute({
    method: 'get',
    path: '/audit',
    action: 'see-audit',
    kind: 'read',
    tag: 'Audit',
    summary: 'Who did what to which thing, the newest first',
    query: z.strictObject({
      ...pageFields,
      id: id
        .optional()
        .openapi(says({ en: 'One line, wherever it stands in the list.', zh: '某一行，无论位于列表何处。' })),
      objectId: id.optional(),
      actorId: id.optional(),
      action: z.string().min(1).max(100).optional(),
      since: queryTime.optional(),
      until: queryTime.optional(),
    }),
    answer: listOf(line, 'AuditLine'),
    handle: async ({ parts, query }) => toList(await parts.store.audit.page(pageRequest(query), query), show),
  }),
];
