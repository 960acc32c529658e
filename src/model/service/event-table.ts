import type { JsonObject } from '../../util/json.ts';
import type { Delivery, EventState, LastError, StoredEvent } from '../event.ts';
import type { RegisteredReceiver } from '../event-store.ts';
import type { Message } from '../message.ts';
import type { DecisionCode } from '../triggers/decision.ts';
import type { Page, PageRequest } from './page.ts';

/** What may have become of an event with triggers. */
export const eventDecisions = ['taken', 'refused', 'shadow', 'none'] as const;
/** One of `eventDecisions`. */
export type EventDecision = (typeof eventDecisions)[number];

/** Which events are meant; all conditions hold together. `since` and `until` are times of receipt; `until` is excluded. */
export interface StoredEventFilter {
  readonly appId?: string | undefined;
  readonly tenantKey?: string | undefined;
  readonly type?: string | undefined;
  /** `open_id` of who has done it. */
  readonly actorId?: string | undefined;
  readonly chatId?: string | undefined;
  /** Those with a delivery in this state; `dead` also those that cannot be read, `kept` those without any. */
  readonly state?: EventState | undefined;
  /** Those with a delivery for it. */
  readonly consumer?: string | undefined;
  /** What triggers have made of it: `refused` when none took it, `none` when nobody has decided. With `triggerId` it is about that trigger. */
  readonly decision?: EventDecision | undefined;
  /** Why a trigger has not taken it. */
  readonly decisionCode?: DecisionCode | undefined;
  /** Those that this trigger was tried with; with `decision: none`, those that it was not. */
  readonly triggerId?: string | undefined;
  readonly since?: number | undefined;
  readonly until?: number | undefined;
}

/** One event for one consumer, as people see it. */
export interface ListedDelivery extends Delivery {
  /** A process works on it until then, in milliseconds since the epoch; 0 when none does. */
  readonly leasedUntil: number;
}

/** An event without its body, which not everybody may read. Its state is the worst of its deliveries: dead, else pending, else done. */
export interface ListedEvent extends Omit<StoredEvent, 'body'>, LastError {
  readonly state: EventState;
  readonly deliveries: readonly ListedDelivery[];
}

/** Which deliveries are to change; at most `limit`, the oldest events first. */
export interface DeliveryChoice {
  /** One event, by its number. */
  readonly seq?: number | undefined;
  readonly filter: StoredEventFilter;
  readonly limit: number;
  readonly now: number;
  /** Only what has not been put back since: many at once are done part by part, each delivery once. */
  readonly notReplayedSince?: number | undefined;
}

/** What is looked for in bodies, and how many events are looked through at most. */
export interface BodySearch {
  readonly text: string;
  readonly depth: number;
}

/** What a search has found, the newest first, among the events that it has looked through. */
export interface FoundEvents extends Pick<Page<ListedEvent>, 'items' | 'next'> {
  readonly looked: number;
}

/** How receiving the events of an app stands. Times are milliseconds since the epoch. */
export interface EventStanding {
  readonly lastReceivedAt: number | undefined;
  /** When the oldest event was received that waits for a consumer. */
  readonly oldestWaitingAt: number | undefined;
  /** When the platform has issued the newest ticket of an app of the store. */
  readonly ticketAt: number | undefined;
}

/** A type of events that have come, and how many of them are kept. */
export interface EventTypeCount {
  readonly type: string;
  readonly count: number;
  readonly lastReceivedAt: number;
}

/** The inbox as people see it and steer it. */
export interface EventTable {
  /** The newest first. */
  page(request: PageRequest, filter: StoredEventFilter): Promise<Page<ListedEvent>>;
  /** Those whose body holds a text, or whose id it is. `next` goes on behind what was looked through. */
  search(request: PageRequest, filter: StoredEventFilter, search: BodySearch): Promise<FoundEvents>;
  find(seq: number): Promise<ListedEvent | undefined>;
  body(seq: number): Promise<JsonObject | undefined>;
  /** Types that are there, in the order of the alphabet; of an app, or of all. */
  types(appId?: string): Promise<readonly EventTypeCount[]>;
  /** How many deliveries such a change would be of now, and of how many events; counted up to `limit`. */
  steerable(
    what: 'replay' | 'dead',
    choice: DeliveryChoice,
  ): Promise<{ readonly deliveries: number; readonly events: number }>;
  /** Puts deliveries back that nobody works on, to be worked on again, as if they were new. Says how many. */
  replay(choice: DeliveryChoice): Promise<number>;
  /** The same of dead letters only. */
  retry(choice: DeliveryChoice): Promise<number>;
  /** Has dead letters worked on no more: they count as done, and keep `why` as their last error. Says how many. */
  discard(choice: DeliveryChoice & { readonly why: Message }): Promise<number>;
  /** Who receives the events of an app, or of all. */
  receivers(appId?: string): Promise<readonly RegisteredReceiver[]>;
  standing(appId: string): Promise<EventStanding>;
  /** When people, by their `open_id`, last did something of which an event that is kept tells; an `open_id` is of one app. */
  lastSeen(actorIds: readonly string[]): Promise<ReadonlyMap<string, number>>;
}
