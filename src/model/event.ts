import type { JsonObject } from '../util/json.ts';
import type { Message } from './message.ts';
import type { Secret } from './secret.ts';

/** What an event does to us besides being an event; it is carried out together with storing it. */
export type EventEffect =
  | { readonly kind: 'ticket'; readonly ticket: Secret }
  | { readonly kind: 'installed' | 'uninstalled' };

/** The two ways by which the platform pushes; an app chooses one of them. */
export const eventTransports = ['webhook', 'long_connection'] as const;
/** By which of `eventTransports` an event came. */
export type EventTransport = (typeof eventTransports)[number];

/** An event of the platform, verified and without its envelope. Times are milliseconds since the epoch. */
export interface ReceivedEvent {
  /** The platform's own id, `event_id` or `uuid`. */
  readonly id: string;
  /** The key that identifies repeated pushes within the app: the event's id, or the message's where the platform says so. */
  readonly dedupKey: string;
  readonly type: string;
  readonly appId: string;
  /** Empty where the platform names none. */
  readonly tenantKey: string;
  /** By the clock of the platform. */
  readonly createdAt: number;
  /** By the clock of this machine. */
  readonly receivedAt: number;
  readonly via: EventTransport;
  /** Events of one key are worked on one after another. */
  readonly orderKey: string | null;
  /** `open_id` of the person who has done it; absent where the event names none. */
  readonly actorId?: string;
  /** `chat_id` of the chat in which it has happened; absent where the event names none. */
  readonly chatId?: string;
  readonly body: JsonObject;
  readonly effect?: EventEffect;
  /** Could not be read: it is dead from the beginning for every consumer that wants its type, and blocks nothing. */
  readonly error?: Message;
}

/** How an event stands with one consumer. */
export const deliveryStates = ['pending', 'done', 'dead'] as const;
/** `dead` is final until a person replays it. */
export type DeliveryState = (typeof deliveryStates)[number];
/** How an event stands with all of them; `kept`: no consumer wants it, and it expires. */
export const eventStates = ['pending', 'done', 'dead', 'kept'] as const;
/** One of `eventStates`; what `larkstream events --state` filters by. */
export type EventState = (typeof eventStates)[number];

/** What was received, without what has become of it. */
export interface StoredEvent extends Omit<ReceivedEvent, 'effect' | 'error' | 'dedupKey'> {
  /** Grows with the order of arrival. */
  readonly seq: number;
}

/** An event that a consumer works on. */
export interface ClaimedEvent extends StoredEvent {
  /** How often the consumer has begun to work on it, this time included. */
  readonly attempts: number;
}

/** Why something failed last; null where nothing has. */
export interface LastError {
  readonly lastError: string | null;
  readonly zh?: { readonly lastError: string | null };
}

/** One event for one consumer. Times are milliseconds since the epoch. */
export interface Delivery extends LastError {
  readonly consumer: string;
  readonly state: DeliveryState;
  readonly attempts: number;
  /** Not to be worked on before then. */
  readonly nextAt: number;
  readonly finishedAt: number | null;
}

/** An event as it lies in the inbox. Its state is the worst of its deliveries: dead, else pending, else done. */
export interface InboxEvent extends StoredEvent, LastError {
  readonly state: EventState;
  readonly deliveries: readonly Delivery[];
}
