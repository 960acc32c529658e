import { z } from '@hono/zod-openapi';
import { eventTypes } from '../../../control/events/event-types.ts';
import { findEvent, readPayload, searchEvents, toEventFilter } from '../../../control/events/find-event.ts';
import { type DeliverySteer, planSteer, steerEvent, steerEvents } from '../../../control/events/steer-deliveries.ts';
import { eventStates } from '../../../model/event.ts';
import { rule } from '../../../schema/rules.ts';
import { isObject, type JsonObject } from '../../../util/json.ts';
import { defineRoute, type Route } from '../route.ts';
import { id, idParams, listOf, pageFields, pageRequest, queryTime, time, toList, toTime } from '../schemas.ts';
import { event, showEvent } from './event-schemas.ts';
import { traceRoutes } from './event-trace.ts';

const tag = 'Events';
const maxChanged = 5_000;
const maxPlanned = 100_000;
const word = z.string().min(1).max(200);
const consumer = word.optional().openapi({ description: 'Who is to get it; without one, all who have it.' });
const filters = {
  integrationId: id.optional(),
  tenantKey: word.optional(),
  type: word.optional().openapi({ examples: ['im.message.receive_v1'] }),
  actorId: word.optional().openapi({
    description: '`open_id` of the person who has done it.',
    examples: ['ou_7d8a6e6df7621556ce0d21922b676706'],
  }),
  chatId: word.optional().openapi({ examples: ['oc_5ad11d72b830411d72b836c20'] }),
  consumer: word.optional(),
  since: queryTime.optional(),
  until: queryTime.optional().openapi({ description: 'Times of receipt; this one is excluded.' }),
};
const state = z.enum(eventStates);
/** Everything at once is never meant by a filter that was forgotten. */
const withoutFilter = rule({
  en: `must name what is meant by one of ${Object.keys(filters).join(', ')}, state: all dead letters are {"state": "dead"}`,
  zh: `必须至少给出 ${Object.keys(filters).join('、')}、state 之一：全部死信为 {"state": "dead"}`,
});
const changed = z
  .object({ count: z.number().int().openapi({ description: 'Deliveries that have changed.' }) })
  .openapi('ChangedDeliveries');

const found = z
  .object({
    items: z.array(event).readonly(),
    next: z.string().nullable(),
    looked: z.number().int().openapi({ description: 'Events that were looked through for this part.' }),
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
    description:
      'Those in the state `kept` are looked for among five thousand events for each part: a part may hold few or none, and `next` goes on behind what was looked through.',
    query: z.strictObject({ ...pageFields, ...filters, state: state.optional() }),
    answer: listOf(event, 'Event'),
    handle: async ({ parts, query: { cursor, limit, ...filter } }) => {
      const chosen = await toEventFilter(parts.store, filter);
      const page = await parts.store.events.page(pageRequest({ cursor, limit }), chosen);
      const now = parts.clock.now();
      return toList(page, (one) => showEvent(one, now));
    },
  }),
  defineRoute({
    method: 'post',
    path: '/events/search',
    action: 'see-payloads',
    kind: 'read',
    tag,
    summary: 'Finds events by what was pushed: words, the id of a chat or of a person; or by their own id',
    description:
      'There is no index of bodies: each part looks through ten thousand events that the other filters let through, and `next` goes on behind them, also where nothing was found. The audit keeps who has searched.',
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
      return { items: items.map((one) => showEvent(one, now)), next: next ?? null, looked };
    },
  }),
  defineRoute({
    method: 'get',
    path: '/events/types',
    action: 'see',
    kind: 'read',
    tag,
    summary: 'The types of the events that are kept, with how many there are of each',
    description: 'The counts may be a minute old.',
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
    handle: async ({ parts, params }) => showEvent(await findEvent(parts.store, params.id), parts.clock.now()),
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
  Record<DeliverySteer, { readonly one: string; readonly many: string; readonly plan: string; readonly which: string }>
> = {
  replay: {
    one: 'Has an event worked on again, as if it were new',
    many: 'Has the events of a filter worked on again, the oldest first',
    plan: 'How many deliveries a replay by a filter would be of, without doing it',
    which: 'What somebody works on at this moment is left alone.',
  },
  retry: {
    one: 'Has dead deliveries of an event tried again',
    many: 'Has the dead deliveries of a filter tried again, the oldest first',
    plan: 'How many dead deliveries of a filter would be tried again, without doing it',
    which: 'Only dead deliveries change.',
  },
  discard: {
    one: 'Discards dead deliveries of an event: nobody works on them any more',
    many: 'Discards the dead deliveries of a filter, the oldest first',
    plan: 'How many dead deliveries of a filter would be discarded, without doing it',
    which: 'Only dead deliveries change. They can be replayed as long as the event is kept.',
  },
};

const planned = z
  .object({
    deliveries: z.number().int(),
    events: z.number().int(),
    isCut: z.boolean().openapi({ description: 'The limit is reached: there may be more.' }),
    at: time.openapi({
      description: 'When it was counted: as `notReplayedSince` it lets many be done part by part, each delivery once.',
    }),
  })
  .openapi('SteerPlan');

const choiceOf = (steer: DeliverySteer, most: number) =>
  z
    .strictObject({
      ...filters,
      state: (steer === 'replay' ? z.enum(['pending', 'done', 'dead']) : z.enum(['dead'])).optional(),
      notReplayedSince: queryTime.optional().openapi({ description: 'Only what nobody has put back since.' }),
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
    description: `${steers[steer].which} The list of events with the same filter shows them before. Where \`count\` is the limit, there may be more.`,
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
