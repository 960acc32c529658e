import { z } from '@hono/zod-openapi';
import { eventId } from '../../../control/events/find-event.ts';
import { type EventState, eventStates, eventTransports, type LastError } from '../../../model/event.ts';
import type { Message } from '../../../model/message.ts';
import type { Caller } from '../../../model/service/caller.ts';
import type { ListedDelivery, ListedEvent } from '../../../model/service/event-table.ts';
import { mayDo } from '../../../model/service/role.ts';
import { longestLeaseMs } from '../../../model/times-ahead.ts';
import { says } from '../says.ts';
import { message, time, toTime } from '../schemas.ts';
import { orNull } from './resource-schemas.ts';

/** As the design of the service names them; the inbox keeps fewer. */
const shownStates = ['waiting', 'claimed', 'retrying', 'done', 'skipped', 'dead'] as const;

/** One event for one consumer, in answers. */
export interface ShownDelivery {
  readonly consumer: string;
  readonly state: (typeof shownStates)[number];
  readonly attempts: number;
  readonly nextAt: string | null;
  readonly finishedAt: string | null;
  readonly lastError: Message | null;
}

/** An event in answers, without its body. */
export interface ShownEvent {
  readonly id: string;
  readonly eventId: string;
  readonly type: string;
  readonly appId: string;
  readonly tenantKey: string | null;
  readonly actorId: string | null;
  readonly chatId: string | null;
  readonly via: ListedEvent['via'];
  readonly createdAt: string;
  readonly receivedAt: string;
  readonly state: EventState;
  readonly lastError: Message | null;
  readonly deliveries: readonly ShownDelivery[];
}

const delivery: z.ZodType<ShownDelivery> = z
  .object({
    consumer: z.string(),
    state: z.enum(shownStates).openapi(
      says({
        en: '`skipped`: a person has discarded it. `retrying`: it waits for `nextAt`. `claimed`: somebody works on it.',
        zh: '`skipped`：已被人丢弃。`retrying`：等待 `nextAt`。`claimed`：正在处理。',
      }),
    ),
    attempts: z.number().int(),
    nextAt: time.nullable(),
    finishedAt: time.nullable(),
    lastError: orNull(message),
  })
  .openapi('Delivery');

/** An event in answers. */
export const event: z.ZodType<ShownEvent> = z
  .object({
    id: z
      .string()
      .openapi({ examples: ['ev_1024'], ...says({ en: 'Grows with the order of arrival.', zh: '按到达顺序递增。' }) }),
    eventId: z.string().openapi(says({ en: "The platform's own id.", zh: '平台的事件 ID。' })),
    type: z.string(),
    appId: z.string(),
    tenantKey: z.string().nullable(),
    actorId: z
      .string()
      .nullable()
      .openapi(
        says({
          en: '`open_id` of the person who has done it, where the event names one; null for viewers, as what was pushed.',
          zh: '操作人的 `open_id`（事件给出时）；与推送内容一样，查看者看到的为 null。',
        }),
      ),
    chatId: z
      .string()
      .nullable()
      .openapi(
        says({
          en: 'The chat in which it has happened, where the event names one.',
          zh: '所在群聊（事件给出时）。',
        }),
      ),
    via: z.enum(eventTransports),
    createdAt: time.openapi(says({ en: 'By the clock of the platform.', zh: '以平台的时钟为准。' })),
    receivedAt: time,
    state: z.enum(eventStates).openapi(
      says({
        en: 'The worst of its deliveries: dead, else pending, else done. `kept`: no consumer wants it.',
        zh: '各次投递中最差的状态：先 dead，再 pending，最后 done。`kept`：没有消费者需要它。',
      }),
    ),
    lastError: orNull(message),
    deliveries: z.array(delivery).readonly(),
  })
  .openapi('Event');

/** An event as the API shows it. */
export function showEvent(from: ListedEvent, now: number, { role }: Pick<Caller, 'role'>): ShownEvent {
  // Both stand in what was pushed.
  const { actorId, chatId } = mayDo(role, 'see-payloads') ? from : {};
  return {
    id: eventId(from),
    eventId: from.id,
    type: from.type,
    appId: from.appId,
    tenantKey: from.tenantKey === '' ? null : from.tenantKey,
    actorId: actorId ?? null,
    chatId: chatId ?? null,
    via: from.via,
    createdAt: toTime(from.createdAt),
    receivedAt: toTime(from.receivedAt),
    state: from.state,
    lastError: toMessage(from),
    deliveries: from.deliveries.map((one) => showDelivery(one, now)),
  };
}

function showDelivery(from: ListedDelivery, now: number): ShownDelivery {
  const { consumer, attempts, nextAt, finishedAt } = from;
  const state = stateOf(from, now);
  return {
    consumer,
    state,
    attempts,
    nextAt: state === 'retrying' ? toTime(nextAt) : null,
    finishedAt: finishedAt === null ? null : toTime(finishedAt),
    lastError: toMessage(from),
  };
}

function stateOf({ state, lastError, nextAt, leasedUntil }: ListedDelivery, now: number): ShownDelivery['state'] {
  if (state === 'dead') return 'dead';
  // What is done well has no last error.
  if (state === 'done') return lastError === null ? 'done' : 'skipped';
  if (leasedUntil > now && leasedUntil <= now + longestLeaseMs) return 'claimed';
  return nextAt > now ? 'retrying' : 'waiting';
}

/** What went wrong, in both languages; an older version wrote one. */
function toMessage({ lastError, zh }: LastError): Message | null {
  return lastError === null ? null : { en: lastError, zh: zh?.lastError ?? lastError };
}
