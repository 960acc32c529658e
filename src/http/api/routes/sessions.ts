import { z } from '@hono/zod-openapi';
import { assertMay } from '../../../control/accounts/assert-may.ts';
import { found } from '../../../control/outcomes.ts';
import { beginAgain } from '../../../control/sessions/begin-again.ts';
import { eraseSession } from '../../../control/sessions/erase-session.ts';
import { readTranscript } from '../../../control/sessions/read-transcript.ts';
import { type SessionSteer, sessionSteers, steerSession } from '../../../control/sessions/steer-session.ts';
import type { Message } from '../../../model/message.ts';
import type { Caller } from '../../../model/service/caller.ts';
import { mayDo } from '../../../model/service/role.ts';
import { type Session, type SessionMessage, sessionStates } from '../../../model/triggers/conversation.ts';
import { chatKinds } from '../../../model/triggers/inbound-message.ts';
import { defineRoute, type Route } from '../route.ts';
import { says } from '../says.ts';
import { id, idParams, listOf, pageFields, pageRequest, time, toList, toTime, toTimeOrNull } from '../schemas.ts';

const tag = 'Sessions';
const word = z.string().min(1).max(200);
const hidden = says({
  en: 'Null for those who may not see what people write.',
  zh: '无权查看用户内容者为 null。',
});

const session = z
  .object({
    id,
    integrationId: z.string(),
    triggerId: z.string(),
    state: z.enum(sessionStates).openapi(
      says({
        en: '`idle`: its time ran out, and it can be gone on with. `handed_over`: a person answers instead of the handler.',
        zh: '`idle`：已超时，可继续。`handed_over`：已转人工，由人代替处理程序答复。',
      }),
    ),
    closedWhy: z.enum(['timeout', 'command', 'person', 'recall', 'superseded']).nullable(),
    isPinned: z.boolean(),
    chatKind: z.enum(chatKinds),
    chatId: z.string().nullable().openapi(hidden),
    chatName: z
      .string()
      .nullable()
      .openapi(says({ en: 'Of a group, as far as it was seen.', zh: '群聊名称（已知时）。' })),
    threadId: z.string().nullable(),
    senderOpenId: z.string().nullable().openapi(hidden),
    senderName: z.string().nullable().openapi(hidden),
    tenantKey: z.string(),
    conversationId: z.string().openapi(says({ en: 'What the handler knows it by.', zh: '处理程序所用的会话 ID。' })),
    beforeId: z
      .string()
      .nullable()
      .openapi(says({ en: 'The session in whose place it is.', zh: '它所接替的会话。' })),
    messageCount: z.number().int(),
    lastActiveAt: time,
    expiresAt: time.nullable(),
    createdAt: time,
    changedAt: time,
    version: z.number().int(),
  })
  .openapi('Session');

function show(from: Session, { role }: Pick<Caller, 'role'>): z.infer<typeof session> {
  const { closedWhy = null, threadId = null, beforeId = null, senderName = null } = from;
  const seesPeople = mayDo(role, 'see-payloads');
  return {
    ...{ id: from.id, integrationId: from.integrationId, triggerId: from.triggerId, state: from.state, closedWhy },
    ...{ isPinned: from.isPinned, chatKind: from.chatKind, tenantKey: from.tenantKey, beforeId },
    ...{ conversationId: from.conversationId, messageCount: from.messageCount, version: from.version },
    chatId: seesPeople ? from.chatId : null,
    chatName: seesPeople ? (from.chatName ?? null) : null,
    threadId: seesPeople ? threadId : null,
    senderOpenId: seesPeople ? from.senderOpenId : null,
    senderName: seesPeople ? senderName : null,
    lastActiveAt: toTime(from.lastActiveAt),
    expiresAt: toTimeOrNull(from.expiresAt),
    createdAt: toTime(from.createdAt),
    changedAt: toTime(from.changedAt),
  };
}

const said = z.object({
  id,
  role: z.enum(['user', 'assistant', 'bystander']),
  messageId: z
    .string()
    .nullable()
    .openapi(says({ en: '`om_…`, once it is sent.', zh: '`om_…`，发送之后才有。' })),
  senderOpenId: z.string().nullable(),
  senderName: z.string().nullable(),
  at: time,
  text: z.string(),
});

function showSaid({
  id: of,
  role,
  messageId,
  senderOpenId,
  senderName,
  at,
  text,
}: SessionMessage): z.infer<typeof said> {
  const who = { senderOpenId: senderOpenId ?? null, senderName: senderName ?? null };
  return { id: of, role, messageId: messageId ?? null, ...who, at: toTime(at), text };
}

const transcript = z
  .object({
    items: z.array(said).readonly(),
    before: z
      .string()
      .nullable()
      .openapi(says({ en: 'With this, the part before is asked for.', zh: '用它请求更早的一页。' })),
  })
  .openapi('Transcript');

const readRoutes: readonly Route[] = [
  defineRoute({
    method: 'get',
    path: '/sessions',
    action: 'see',
    kind: 'read',
    tag,
    summary: 'Lists the conversations with bots, the newest first',
    description: {
      en: 'Who may not see what people write filters by trigger and state only.',
      zh: '无权查看用户内容者只能按触发器和状态筛选。',
    },
    query: z.strictObject({
      ...pageFields,
      integrationId: id.optional(),
      triggerId: id.optional(),
      handlerId: id.optional(),
      state: z.enum(sessionStates).optional(),
      chatKind: z.enum(chatKinds).optional(),
      chatId: word.optional(),
      senderOpenId: word.optional(),
      search: word.optional().openapi(
        says({
          en: 'Part of the name of a person or a group, or of an id: of chat, thread, sender or conversation.',
          zh: '用户或群聊名称的一部分，或会话、话题、发送者、对话 ID 的一部分。',
        }),
      ),
    }),
    answer: listOf(session, 'Session'),
    handle: async ({ parts, caller, query: { cursor, limit, ...filter } }) => {
      const { chatId, senderOpenId, search } = filter;
      if ([chatId, senderOpenId, search].some((one) => one !== undefined)) assertMay(caller, 'see-payloads');
      const page = await parts.store.sessions.page(pageRequest({ cursor, limit }), filter);
      return toList(page, (one) => show(one, caller));
    },
  }),
  defineRoute({
    method: 'get',
    path: '/sessions/{id}',
    action: 'see',
    kind: 'read',
    tag,
    summary: 'Shows a conversation, without what was said in it',
    params: idParams,
    answer: session,
    handle: async ({ parts, caller, params }) =>
      show(found(await parts.store.sessions.find(params.id), 'session', params.id), caller),
  }),
  defineRoute({
    method: 'get',
    path: '/sessions/{id}/messages',
    action: 'see-payloads',
    kind: 'read',
    tag,
    summary:
      'What was said in a conversation, the newest part first, each part in its order; the audit keeps who has read it',
    params: idParams,
    query: z.strictObject({
      before: id.optional(),
      limit: z.coerce
        .number()
        .int()
        .min(1)
        .max(200)
        .default(50)
        .openapi({ type: 'integer', minimum: 1, maximum: 200, default: 50 }),
    }),
    answer: transcript,
    handle: async ({ parts, caller, params, query: { limit, before } }) => {
      const part = await readTranscript(parts, caller, { id: params.id, limit, before });
      return { items: part.messages.map(showSaid), before: part.before ?? null };
    },
  }),
];

const summaries: Readonly<Record<SessionSteer, { readonly summary: string; readonly description?: Message }>> = {
  close: {
    summary: 'Ends a conversation: what waits or is worked on stops, and the next message begins another one',
  },
  pin: { summary: 'Keeps a conversation open, however long nothing is said' },
  unpin: { summary: 'Lets a conversation have its time again' },
  'hand-over': {
    summary: 'Hands a conversation to a person: its handler is asked no more until it is given back',
    description: {
      en: 'What waits or is worked on stops. The person answers in the chat on Lark; what is said is kept in the session.',
      zh: '等待中或处理中的轮次会停止。由人在飞书会话中答复；所说内容保留在会话记录中。',
    },
  },
  'take-back': { summary: 'Gives a conversation back to its handler' },
  continue: {
    summary: 'Goes on with a conversation that has ended; the one that goes on in its place ends',
  },
};

const steerRoutes = sessionSteers.map((steer) =>
  defineRoute({
    method: 'post',
    path: `/sessions/{id}/${steer}`,
    action: 'change-triggers',
    kind: 'act',
    tag,
    ...summaries[steer],
    params: idParams,
    answer: session,
    handle: async ({ parts, caller, params }) =>
      show(await steerSession(parts, caller, { id: params.id, steer }), caller),
  }),
);

const again = { reset: 'with nothing said in it', fork: 'with what was said until now' } as const;
const againRoutes = (['reset', 'fork'] as const).map((how) =>
  defineRoute({
    method: 'post',
    path: `/sessions/{id}/${how}`,
    action: 'change-triggers',
    kind: 'act',
    tag,
    summary: `Puts another conversation in the place of this one, ${again[how]}; the answer is the new one`,
    params: idParams,
    answer: session,
    handle: async ({ parts, caller, params }) => show(await beginAgain(parts, caller, { id: params.id, how }), caller),
  }),
);

/** Conversations with bots. */
export const sessionRoutes: readonly Route[] = [
  ...readRoutes,
  ...steerRoutes,
  ...againRoutes,
  defineRoute({
    method: 'post',
    path: '/sessions/{id}/erase',
    action: 'reset',
    kind: 'act',
    tag,
    summary: 'Erases a conversation with all that was said in it; it cannot be undone',
    params: idParams,
    handle: async ({ parts, caller, params }) => await eraseSession(parts, caller, params.id),
  }),
];
