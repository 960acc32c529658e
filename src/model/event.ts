import type { JsonObject } from '../util/json.ts';
import type { Message } from './message.ts';
import type { Secret } from './secret.ts';

/** What an event does to us besides being an event; it is carried out together with storing it. */
export type EventEffect =
  | { readonly kind: 'ticket'; readonly ticket: Secret }
  | { readonly kind: 'installed' | 'uninstalled' };

export const receivers = ['webhook', 'long_connection'] as const;
export type Receiver = (typeof receivers)[number];

/** Something that the platform pushed, after its envelope has been taken off and believed. */
export interface ReceivedEvent {
  /** The platform's own id, `event_id` or `uuid`. */
  readonly id: string;
  /** What tells repetitions apart within the app: the id, or the message's where the platform says so. */
  readonly dedupKey: string;
  readonly type: string;
  readonly appId: string;
  /** Empty where the platform names none. */
  readonly tenantKey: string;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
  readonly receivedAt: number;
  readonly via: Receiver;
  /** Events of one key are worked on one after another. */
  readonly orderKey: string | null;
  readonly body: JsonObject;
  readonly effect?: EventEffect;
  /** Could not be read; it goes to the dead letters, so that it is not lost and blocks nothing. */
  readonly error?: Message;
}

export const eventStates = ['pending', 'done', 'dead'] as const;
export type EventState = (typeof eventStates)[number];

/** An event as it lies in the inbox. */
export interface InboxEvent extends Omit<ReceivedEvent, 'effect' | 'error' | 'dedupKey'> {
  /** Grows with the order of arrival. */
  readonly seq: number;
  readonly state: EventState;
  /** How often work on it was begun. */
  readonly attempts: number;
  readonly nextAt: number;
  readonly finishedAt: number | null;
  readonly lastError: string | null;
  readonly zh?: { readonly lastError: string | null };
}
