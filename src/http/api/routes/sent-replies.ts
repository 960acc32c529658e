import { z } from '@hono/zod-openapi';
import { replayReply } from '../../../control/turns/steer-turn.ts';
import type { Caller } from '../../../model/service/caller.ts';
import { mayDo } from '../../../model/service/role.ts';
import { outboxStates } from '../../../model/triggers/conversation.ts';
import { outboxKinds, type StoredOutboxRow } from '../../../model/triggers/session-tables.ts';
import { defineRoute, type Route } from '../route.ts';
import { says } from '../says.ts';
import {
  id,
  idParams,
  listOf,
  message,
  pageFields,
  pageRequest,
  time,
  toList,
  toTime,
  toTimeOrNull,
} from '../schemas.ts';
import { orNull } from './resource-schemas.ts';

const tag = 'Turns';

const reply = z
  .object({
    id,
    turnId: z.string().nullable(),
    integrationId: z.string(),
    tenantKey: z.string(),
    kind: z.enum(outboxKinds).openapi(
      says({
        en: '`stream`: an answer, which may grow. `say`: a message. `ephemeral`: seen by one person. `react`, `unreact`: the sign of progress.',
        zh: '`stream`：答复，可能逐步增长。`say`：消息。`ephemeral`：仅一人可见。`react`、`unreact`：进度表情。',
      }),
    ),
    state: z.enum(outboxStates).openapi(
      says({
        en: '`given_up`: what it was for is gone. `failed`: the platform does not take it.',
        zh: '`given_up`：目标已不存在。`failed`：平台不接受。',
      }),
    ),
    isFinal: z.boolean().openapi(says({ en: 'False: more of it may come.', zh: '为 false 时可能还有后续内容。' })),
    messageId: z.string().nullable(),
    attempts: z.number().int(),
    nextAt: time,
    lastError: orNull(message),
    isErased: z.boolean(),
    createdAt: time,
    endedAt: time.nullable(),
  })
  .openapi('Reply');

function showReply(from: StoredOutboxRow, { role }: Pick<Caller, 'role'>): z.infer<typeof reply> {
  return {
    ...{ id: from.id, turnId: from.turnId ?? null, integrationId: from.integrationId, tenantKey: from.tenantKey },
    ...{ kind: from.kind, state: from.state, isFinal: from.isFinal, messageId: from.done.messageId ?? null },
    ...{ attempts: from.attempts, isErased: from.body === undefined },
    lastError: mayDo(role, 'see-payloads') ? (from.lastError ?? null) : null,
    nextAt: toTime(from.nextAt),
    createdAt: toTime(from.createdAt),
    endedAt: toTimeOrNull(from.endedAt),
  };
}

/** What is said on Lark. */
export const sentReplyRoutes: readonly Route[] = [
  defineRoute({
    method: 'get',
    path: '/replies',
    action: 'see',
    kind: 'read',
    tag,
    summary: 'Lists what is said on Lark, the newest first: whether it was sent, and why not',
    query: z.strictObject({
      ...pageFields,
      integrationId: id.optional(),
      turnId: id.optional(),
      state: z.enum(outboxStates).optional(),
    }),
    answer: listOf(reply, 'Reply'),
    handle: async ({ parts, caller, query: { cursor, limit, ...filter } }) =>
      toList(await parts.store.outbox.page(pageRequest({ cursor, limit }), filter), (one) => showReply(one, caller)),
  }),
  defineRoute({
    method: 'post',
    path: '/replies/{id}/replay',
    action: 'replay',
    kind: 'act',
    tag,
    summary: 'Sends a message that has failed, or was given up, again',
    params: idParams,
    answer: reply,
    handle: async ({ parts, caller, params }) => showReply(await replayReply(parts, caller, params.id), caller),
  }),
];
