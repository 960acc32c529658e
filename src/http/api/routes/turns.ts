import { z } from '@hono/zod-openapi';
import { found } from '../../../control/outcomes.ts';
import type { ControlParts } from '../../../control/parts.ts';
import {
  cancelTurn,
  discardTurn,
  discardTurns,
  planDiscard,
  planReplay,
  replayTurn,
  replayTurns,
} from '../../../control/turns/steer-turn.ts';
import type { Caller } from '../../../model/service/caller.ts';
import { mayDo } from '../../../model/service/role.ts';
import { turnStates } from '../../../model/triggers/conversation.ts';
import type { SessionNames } from '../../../model/triggers/session-tables.ts';
import type { StoredTurn } from '../../../model/triggers/turn-table.ts';
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
const most = 1_000;

const turn = z
  .object({
    id,
    triggerId: z.string(),
    version: z
      .number()
      .int()
      .openapi(says({ en: 'Of the trigger.', zh: '触发器的版本。' })),
    sessionId: z.string().nullable(),
    senderName: z
      .string()
      .nullable()
      .openapi(
        says({ en: 'Who the conversation is with, as far as the name was seen.', zh: '会话对象的名称（已知时）。' }),
      ),
    chatName: z
      .string()
      .nullable()
      .openapi(says({ en: 'The group that it is in, as far as the name was seen.', zh: '所在群聊的名称（已知时）。' })),
    tenantKey: z.string(),
    state: z.enum(turnStates).openapi(
      says({
        en: '`gathering`: more may join it. `retrying`: the handler has failed, and is asked again. `later`: its answer, or the rest of it, is to come by the reply handle. `dead`: until somebody replays or discards it.',
        zh: '`gathering`：仍可并入后续消息。`retrying`：处理程序失败，将重试。`later`：答复或其余部分将通过 replyHandle 发来。`dead`：需有人重新处理或丢弃。',
      }),
    ),
    attempt: z.number().int(),
    failures: z
      .number()
      .int()
      .openapi(
        says({
          en: 'How often its handler has failed since it was begun or replayed.',
          zh: '自开始或重新处理以来处理程序失败的次数。',
        }),
      ),
    lastError: orNull(message),
    tokens: z.number().int(),
    messages: z
      .array(
        z.object({
          messageId: z.string(),
          senderOpenId: z
            .string()
            .nullable()
            .openapi(
              says({ en: 'Null for those who may not see what people write.', zh: '无权查看用户内容者为 null。' }),
            ),
          at: time,
          length: z
            .number()
            .int()
            .openapi(says({ en: 'Of its text, in characters.', zh: '文本的字符数。' })),
          isErased: z.boolean(),
        }),
      )
      .readonly(),
    event: orNull(z.object({ id: z.string(), type: z.string(), createdAt: time, isErased: z.boolean() })),
    firstAt: time,
    dueAt: time,
    laterUntil: time
      .nullable()
      .openapi(says({ en: 'Until when an answer is waited for that comes later.', zh: '等待稍后答复的截止时间。' })),
    endedAt: time.nullable(),
  })
  .openapi('Turn');

/** Turns have names through their sessions. */
async function namesIn(
  { store }: Pick<ControlParts, 'store'>,
  turns: readonly StoredTurn[],
): Promise<ReadonlyMap<string, SessionNames>> {
  return await store.sessions.namesOf(turns.flatMap(({ sessionId }) => sessionId ?? []));
}

async function showOne(parts: Pick<ControlParts, 'store'>, from: StoredTurn, caller: Caller) {
  return show(from, await namesIn(parts, [from]), caller);
}

function show(
  from: StoredTurn,
  names: ReadonlyMap<string, SessionNames>,
  { role }: Pick<Caller, 'role'>,
): z.infer<typeof turn> {
  const { event } = from;
  const seesPeople = mayDo(role, 'see-payloads');
  const { senderName = null, chatName = null } = (seesPeople ? names.get(from.sessionId ?? '') : undefined) ?? {};
  return {
    ...{ id: from.id, triggerId: from.triggerId, version: from.version, sessionId: from.sessionId ?? null },
    ...{ senderName, chatName },
    ...{ tenantKey: from.tenantKey, state: from.state, attempt: from.attempt, failures: from.failures },
    ...{ lastError: seesPeople ? (from.lastError ?? null) : null, tokens: from.tokens },
    messages: from.messages.map(({ messageId, senderOpenId, at, length, body }) => ({
      ...{ messageId, senderOpenId: seesPeople ? senderOpenId : null, length },
      at: toTime(at),
      isErased: body === undefined,
    })),
    event: event
      ? { id: event.id, type: event.type, createdAt: toTime(event.createdAt), isErased: event.body === undefined }
      : null,
    firstAt: toTime(from.firstAt),
    dueAt: toTime(from.dueAt),
    laterUntil: toTimeOrNull(from.laterUntil),
    endedAt: toTimeOrNull(from.endedAt),
  };
}

const filters = { triggerId: id.optional(), sessionId: id.optional() };
const many = z.strictObject({
  ...filters,
  state: z.enum(['dead', 'discarded', 'cancelled', 'answered']).default('dead'),
  limit: z.number().int().min(1).max(most).default(most),
});
const manyDead = many.omit({ state: true });
const count = z.object({ count: z.number().int() });

const readRoutes: readonly Route[] = [
  defineRoute({
    method: 'get',
    path: '/turns',
    action: 'see',
    kind: 'read',
    tag,
    summary: 'Lists what handlers are asked, the newest first',
    query: z.strictObject({ ...pageFields, ...filters, state: z.enum(turnStates).optional() }),
    answer: listOf(turn, 'Turn'),
    handle: async ({ parts, caller, query: { cursor, limit, ...filter } }) => {
      const page = await parts.store.turns.page(pageRequest({ cursor, limit }), filter);
      const names = await namesIn(parts, page.items);
      return toList(page, (one) => show(one, names, caller));
    },
  }),
  defineRoute({
    method: 'get',
    path: '/turns/{id}',
    action: 'see',
    kind: 'read',
    tag,
    summary: 'Shows a turn: its messages, without their texts, its attempts and its last error',
    params: idParams,
    answer: turn,
    handle: async ({ parts, caller, params }) =>
      await showOne(parts, found(await parts.store.turns.find(params.id), 'turn', params.id), caller),
  }),
];

/** What handlers are asked. */
export const turnRoutes: readonly Route[] = [
  ...readRoutes,
  defineRoute({
    method: 'post',
    path: '/turns/{id}/replay',
    action: 'replay',
    kind: 'act',
    tag,
    summary: 'Asks the handler of a turn that has ended again; the answer is said anew',
    params: idParams,
    answer: turn,
    handle: async ({ parts, caller, params }) =>
      await showOne(parts, await replayTurn(parts, caller, params.id), caller),
  }),
  defineRoute({
    method: 'post',
    path: '/turns/{id}/cancel',
    action: 'replay',
    kind: 'act',
    tag,
    summary: 'Stops a turn: what is not said of it yet stays unsaid',
    params: idParams,
    answer: turn,
    handle: async ({ parts, caller, params }) =>
      await showOne(parts, await cancelTurn(parts, caller, params.id), caller),
  }),
  defineRoute({
    method: 'post',
    path: '/turns/{id}/discard',
    action: 'replay',
    kind: 'act',
    tag,
    summary: 'Discards a dead turn: nobody is to look at it any more',
    params: idParams,
    answer: turn,
    handle: async ({ parts, caller, params }) =>
      await showOne(parts, await discardTurn(parts, caller, params.id), caller),
  }),
  defineRoute({
    method: 'post',
    path: '/turns/replay/plan',
    action: 'replay',
    kind: 'read',
    tag,
    summary: 'How many turns a replay by a filter would be of, without doing it',
    readsMuch: true,
    body: many,
    answer: count.openapi('TurnReplayPlan'),
    handle: async ({ parts, body: { limit, ...filter } }) => ({ count: await planReplay(parts, { filter, limit }) }),
  }),
  defineRoute({
    method: 'post',
    path: '/turns/replay',
    action: 'replay',
    kind: 'act',
    tag,
    summary: 'Asks the handlers of the turns of a filter again, the oldest first; of the newest, at most `limit`',
    body: many,
    answer: count.openapi('ReplayedTurns'),
    handle: async ({ parts, caller, body: { limit, ...filter } }) => ({
      count: await replayTurns(parts, caller, { filter, limit }),
    }),
  }),
  defineRoute({
    method: 'post',
    path: '/turns/discard/plan',
    action: 'replay',
    kind: 'read',
    tag,
    summary: 'How many dead turns of a filter would be discarded, without doing it',
    readsMuch: true,
    body: manyDead,
    answer: count.openapi('TurnDiscardPlan'),
    handle: async ({ parts, body: { limit, ...filter } }) => ({
      count: await planDiscard(parts, { filter: { ...filter, state: 'dead' }, limit }),
    }),
  }),
  defineRoute({
    method: 'post',
    path: '/turns/discard',
    action: 'replay',
    kind: 'act',
    tag,
    summary: 'Discards the dead turns of a filter; of the newest, at most `limit`',
    body: manyDead,
    answer: count.openapi('DiscardedTurns'),
    handle: async ({ parts, caller, body: { limit, ...filter } }) => ({
      count: await discardTurns(parts, caller, { filter: { ...filter, state: 'dead' }, limit }),
    }),
  }),
];
