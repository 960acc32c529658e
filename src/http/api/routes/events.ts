import { z } from '@hono/zod-openapi';
import { assertMay } from '../../../control/accounts/assert-may.ts';
import { eventTypes } from '../../../control/events/event-types.ts';
import { findEvent, readPayload, searchEvents, toEventFilter } from '../../../control/events/find-event.ts';
import { type DeliverySteer, planSteer, steerEvent, steerEvents } from '../../../control/events/steer-deliveries.ts';
import { eventStates } from '../../../model/event.ts';
import type { Message } from '../../../model/message.ts';
import { eventDecisions } from '../../../model/service/event-table.ts';
import { decisionCodes } from '../../../model/triggers/decision.ts';
import { rule } from '../../../schema/rules.ts';
import { isObject, type JsonObject } from '../../../util/json.ts';
import { defineRoute, type Route } from '../route.ts';
import { says } from '../says.ts';
import { id, idParams, listOf, pageFields, pageRequest, queryTime, time, toList, toTime } from '../schemas.ts';
import { event, showEvent } from './event-schemas.ts';
import { traceRoutes } from './event-trace.ts';

const tag = 'Events';
const maxChanged = 5_000;
const maxPlanned = 100_000;
const word = z.string().min(1).max(200);
const consumer = word.optional().openapi(
  says({
    en: 'Who is to get it; without one, all who have it.',
    zh: '指定的消费者；不填时为已有该事件的所有消费者。',
  }),
);
const filters = {
  integrationId: id.optional(),
  tenantKey: word.optional(),
  type: word.optional().openapi({ examples: ['im.message.receive_v1'] }),
  actorId: word.optional().openapi({
    ...says({ en: '`open_id` of the person who has done it.', zh: '操作人的 `open_id`。' }),
    examples: ['ou_7d8a6e6df7621556ce0d21922b676706'],
  }),
  chatId: word.optional().openapi({ examples: ['oc_5ad11d72b830411d72b836c20'] }),
  consumer: word.optional(),
  triggerId: id
    .optional()
    .openapi(says({ en: 'Those that this trigger was tried with.', zh: '该触发器判断过的事件。' })),
  decision: z
    .enum(eventDecisions)
    .optional()
    .openapi(
      says({
        en: 'What triggers have made of it: `refused` when none took it, `none` when nobody has decided. With `triggerId` it is about that trigger.',
        zh: '触发器的判断：`refused` 为均未接受，`none` 为尚无判断。给出 `triggerId` 时针对该触发器。',
      }),
    ),
  decisionCode: z
    .enum(decisionCodes)
    .optional()
    .openapi(says({ en: 'Why a trigger has not taken it.', zh: '触发器未接受的原因。' })),
  since: queryTime.optional(),
  until: queryTime
    .optional()
    .openapi(says({ en: 'Times of receipt; this one is excluded.', zh: '接收时间的范围；不含此时间。' })),
};
const state = z.enum(eventStates);
/** Everything at once is never meant by a filter that was forgotten. */
const withoutFilter = rule({
  en: `must name what is meant by one of ${Object.keys(filters).join(', ')}, state: all dead letters are {"state": "dead"}`,
  zh: `必须至少给出 ${Object.keys(filters).join('、')}、state 之一：全部死信为 {"state": "dead"}`,
});
const changed = z
  .object({
    count: z
      .number()
      .int()
      .openapi(says({ en: 'Deliveries that have changed.', zh: '有变化的投递数。' })),
  })
  .openapi('ChangedDeliveries');

const found = z
  .object({
    items: z.array(event).readonly(),
    next: z.string().nullable(),
    looked: z
      .number()
      .int()
      .openapi(says({ en: 'Events that were looked through for this part.', zh: '为本页查看过的事件数。' })),
  })
  .openapi('FoundEvents');

const readRoutes: readonly Route[] = [
  defineRoute({
    method: 'get',
    path: '/events',
    action: 'see',
    kind: 'read',
    tag,
    summary: 'Lists the events that have come and are still kept, the newest first, with their deliveries',
    description: {
      en: 'Those in the state `kept`, and those without a decision, are looked for among five thousand events for each part: a part may hold few or none, and `next` goes on behind what was looked through.',
      zh: '状态为 `kept` 或没有判断的事件每页在五千个事件中查找：一页可能很少或为空，`next` 从已查看的位置之后继续。',
    },
    query: z.strictObject({ ...pageFields, ...filters, state: state.optional() }),
    answer: listOf(event, 'Event'),
    handle: async ({ parts, caller, query: { cursor, limit, ...filter } }) => {
      if (filter.actorId !== undefined || filter.chatId !== undefined) assertMay(caller, 'see-payloads');
      const chosen = await toEventFilter(parts.store, filter);
      const page = await parts.store.events.page(pageRequest({ cursor, limit }), chosen);
      const now = parts.clock.now();
      return toList(page, (one) => showEvent(one, now, caller));
    },
  }),
  defineRoute({
    method: 'post',
    path: '/events/search',
    action: 'see-payloads',
    kind: 'read',
    tag,
    summary: 'Finds events by what was pushed: words, the id of a chat or of a person; or by their own id',
    description: {
      en: 'There is no index of bodies: each part looks through ten thousand events that the other filters let through, and `next` goes on behind them, also where nothing was found. The audit keeps who has searched.',
      zh: '事件正文没有索引：每页查看符合其他条件的一万个事件，`next` 从其后继续，即使没有找到。审计会记录谁搜索过。',
    },
    readsMuch: true,
    body: z.strictObject({ ...pageFields, ...filters, state: state.optional(), text: word }),
    answer: found,
    handle: async ({ parts, caller, body: { cursor, limit, text, ...filter } }) => {
      const { items, next, looked } = await searchEvents(parts, caller, {
        text,
        request: pageRequest({ cursor, limit }),
        filter,
      });
      const now = parts.clock.now();
      return { items: items.map((one) => showEvent(one, now, caller)), next: next ?? null, looked };
    },
  }),
  defineRoute({
    method: 'get',
    path: '/events/types',
    action: 'see',
    kind: 'read',
    tag,
    summary: 'The types of the events that are kept, with how many there are of each',
    description: { en: 'The counts may be a minute old.', zh: '数目可能是一分钟前的。' },
    readsMuch: true,
    query: z.strictObject({ integrationId: id.optional() }),
    answer: z
      .object({ items: z.array(z.object({ type: z.string(), count: z.number().int(), lastReceivedAt: time })) })
      .openapi('EventTypes'),
    handle: async ({ parts, query }) => {
      const types = await eventTypes(parts, query.integrationId);
      return { items: types.map((one) => ({ ...one, lastReceivedAt: toTime(one.lastReceivedAt) })) };
    },
  }),
  defineRoute({
    method: 'get',
    path: '/events/{id}',
    action: 'see',
    kind: 'read',
    tag,
    summary: 'Shows an event with its deliveries',
    params: idParams,
    answer: event,
    handle: async ({ parts, caller, params }) =>
      showEvent(await findEvent(parts.store, params.id), parts.clock.now(), caller),
  }),
  defineRoute({
    method: 'get',
    path: '/events/{id}/payload',
    action: 'see-payloads',
    kind: 'read',
    tag,
    summary: 'What the platform has pushed, without its envelope; the audit keeps who has read it',
    params: idParams,
    answer: z
      .object({
        payload: z.custom<JsonObject>(isObject).openapi({ type: 'object', additionalProperties: true }),
      })
      .openapi('EventPayload'),
    handle: async ({ parts, caller, params }) => ({ payload: await readPayload(parts, caller, params.id) }),
  }),
];

const steers: Readonly<
  Record<DeliverySteer, { readonly one: string; readonly many: string; readonly plan: string; readonly which: Message }>
> = {
  replay: {
    one: 'Has an event worked on again, as if it were new',
    many: 'Has the events of a filter worked on again, the oldest first',
    plan: 'How many deliveries a replay by a filter would be of, without doing it',
    which: { en: 'What somebody works on at this moment is left alone.', zh: '正在处理的投递保持不变。' },
  },
  retry: {
    one: 'Has dead deliveries of an event tried again',
    many: 'Has the dead deliveries of a filter tried again, the oldest first',
    plan: 'How many dead deliveries of a filter would be tried again, without doing it',
    which: { en: 'Only dead deliveries change.', zh: '仅涉及死信投递。' },
  },
  discard: {
    one: 'Discards dead deliveries of an event: nobody works on them any more',
    many: 'Discards the dead deliveries of a filter, the oldest first',
    plan: 'How many dead deliveries of a filter would be discarded, without doing it',
    which: {
      en: 'Only dead deliveries change. They can be replayed as long as the event is kept.',
      zh: '仅涉及死信投递。事件保留期间仍可重新处理。',
    },
  },
};

const planned = z
  .object({
    deliveries: z.number().int(),
    events: z.number().int(),
    isCut: z
      .boolean()
      .openapi(says({ en: 'The limit is reached: there may be more.', zh: '已达上限，可能还有更多。' })),
    at: time.openapi(
      says({
        en: 'When it was counted: as `notReplayedSince` it lets many be done part by part, each delivery once.',
        zh: '统计的时间：将它用作 `notReplayedSince`，可分批处理大量投递，每个投递只处理一次。',
      }),
    ),
  })
  .openapi('SteerPlan');

const choiceOf = (steer: DeliverySteer, most: number) =>
  z
    .strictObject({
      ...filters,
      state: (steer === 'replay' ? z.enum(['pending', 'done', 'dead']) : z.enum(['dead'])).optional(),
      notReplayedSince: queryTime
        .optional()
        .openapi(says({ en: 'Only what nobody has put back since.', zh: '仅限此后未被重新处理过的。' })),
      limit: z.number().int().min(1).max(most).default(1_000),
    })
    .refine(
      ({ limit: _, notReplayedSince: __, ...filter }) => Object.values(filter).some((value) => value !== undefined),
      withoutFilter,
    );

const steerRoutes: readonly Route[] = (['replay', 'retry', 'discard'] as const).flatMap((steer) => [
  defineRoute({
    method: 'post',
    path: `/events/{id}/${steer}`,
    action: 'replay',
    kind: 'act',
    tag,
    summary: steers[steer].one,
    description: steers[steer].which,
    params: idParams,
    body: z.strictObject({ consumer }),
    answer: changed,
    handle: async ({ parts, caller, params, body }) => ({
      count: await steerEvent(parts, caller, { id: params.id, steer, consumer: body.consumer }),
    }),
  }),
  defineRoute({
    method: 'post',
    path: `/events/${steer}`,
    action: 'replay',
    kind: 'act',
    tag,
    summary: steers[steer].many,
    description: {
      en: `${steers[steer].which.en} The list of events with the same filter shows them before. Where \`count\` is the limit, there may be more.`,
      zh: `${steers[steer].which.zh}用同样的条件查询事件列表，可事先查看会涉及哪些事件。当 \`count\` 等于上限时，可能还有更多。`,
    },
    body: choiceOf(steer, maxChanged),
    answer: changed,
    handle: async ({ parts, caller, body: { limit, notReplayedSince, ...filter } }) => ({
      count: await steerEvents(parts, caller, { steer, limit, notReplayedSince, filter }),
    }),
  }),
  defineRoute({
    method: 'post',
    path: `/events/${steer}/plan`,
    action: 'replay',
    kind: 'read',
    tag,
    summary: steers[steer].plan,
    readsMuch: true,
    body: choiceOf(steer, maxPlanned),
    answer: planned,
    handle: async ({ parts, body: { limit, notReplayedSince, ...filter } }) => {
      const at = parts.clock.now();
      const { deliveries, events } = await planSteer(parts, { steer, limit, notReplayedSince, filter });
      return { deliveries, events, isCut: deliveries === limit, at: toTime(at) };
    },
  }),
]);

/** What the platform has pushed, and what has become of it. */
export const eventRoutes: readonly Route[] = [...readRoutes, ...traceRoutes, ...steerRoutes];
