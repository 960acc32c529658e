import type { JsonObject } from '../../util/json.ts';
import type { Message } from '../message.ts';
import type { Page, PageRequest } from './page.ts';
import type { Resource, ResourceTable } from './resource.ts';

/** What alerts are raised for; what each means stands in the reference. */
export const alertKinds = [
  'run.failed',
  'pipeline.paused',
  'freshness.late',
  'deletes.held',
  'events.dead',
  'ticket.old',
  'token.refused',
  'connection.deaf',
  'connection.shared',
  'events.unsubscribed',
  'events.missing',
  'handler.failing',
  'handler.gone',
  'handler.absent',
  'turns.dead',
  'outbox.failing',
  'trigger.deaf',
  'trigger.late',
  'disk.full',
  'keys.wrong',
] as const;
/** One of `alertKinds`. */
export type AlertKind = (typeof alertKinds)[number];

/** Those of triggers, handlers and what they say. */
export const botKinds: readonly AlertKind[] = [
  'handler.failing',
  'handler.gone',
  'handler.absent',
  'turns.dead',
  'outbox.failing',
  'trigger.deaf',
  'trigger.late',
];

/** Those that quiet hours do not hold back: meanwhile events may be lost, or the whole service stops. */
export const urgentKinds: readonly AlertKind[] = ['connection.deaf', 'disk.full', 'keys.wrong'];

/** Something that a person is told once, and of which the recovery is told, too. */
export interface Alert {
  readonly id: string;
  readonly kind: AlertKind;
  readonly subjectKind: string;
  readonly subjectId: string;
  readonly message: Message;
  readonly openedAt: number;
  readonly recoveredAt: number | undefined;
  /** Until then nothing more is sent of it. What opens anew for the same subject meanwhile is as quiet. */
  readonly silencedUntil: number | undefined;
  /** Somebody has taken it in hand. */
  readonly acknowledged: { readonly at: number; readonly by: string } | undefined;
}

/** An alert when it opens. */
export type NewAlert = Omit<Alert, 'recoveredAt' | 'silencedUntil' | 'acknowledged'>;

/** Which alerts a list shows. */
export interface AlertFilter {
  readonly isOpen?: boolean | undefined;
  readonly kind?: AlertKind | undefined;
  readonly subjectId?: string | undefined;
}

/** All values of `ChannelKind`. */
export const channelKinds = ['lark', 'url', 'mail'] as const;
/** How a channel reaches people. */
export type ChannelKind = (typeof channelKinds)[number];

/** Where alerts are told. Secrets of it lie in the vault under (`alert_channel`, id): `signing_key` of a URL, `password` of a mail server. */
export interface AlertChannel extends Resource {
  readonly name: string;
  readonly kind: ChannelKind;
  /** In which people are told. */
  readonly language: 'en' | 'zh';
  readonly settings: JsonObject;
  /** Which kinds; all when empty. */
  readonly kinds: readonly AlertKind[];
  readonly quietHours: QuietHours | undefined;
}

/** In its zone, from and to as `HH:MM`: what is not urgent waits for their end, and is told then in one message. */
export interface QuietHours {
  readonly from: string;
  readonly to: string;
  readonly zone: string;
}

/** What is to be told on a channel: that an alert has opened, or has recovered. */
export interface AlertSend {
  readonly alertId: string;
  readonly channelId: string;
  readonly what: 'opened' | 'recovered';
  /** How often it was tried in vain. */
  readonly attempts: number;
  /** Of the message that it is a part of: the same with every try. */
  readonly messageId: string;
}

/** How a channel does. */
export interface ChannelDelivery {
  readonly channelId: string;
  readonly lastSentAt: number | undefined;
  /** Sends that wait, be it for the end of quiet hours or for another try. */
  readonly waiting: number;
  readonly givenUp: number;
  /** Why the last one that is not sent has failed. */
  readonly lastError: Message | undefined;
}

/** The alerts, and what is still to be sent of them. */
export interface AlertTable {
  /** Undefined when one of the kind is open for the subject: it is told once. */
  open(alert: NewAlert): Promise<Alert | undefined>;
  /** Undefined when none is open. */
  recover(kind: AlertKind, subjectId: string, now: number): Promise<Alert | undefined>;
  silence(id: string, until: number | undefined): Promise<Alert | undefined>;
  /** The first who does it stays named. */
  acknowledge(id: string, by: Alert['acknowledged']): Promise<Alert | undefined>;
  find(id: string): Promise<Alert | undefined>;
  page(request: PageRequest, filter: AlertFilter): Promise<Page<Alert>>;
}

/** What is to be sent of alerts, each once on each channel; what was sent stays until the alert is deleted. All times are by the clock of the store. */
export interface AlertSendTable {
  /** On every channel that takes the kind. */
  addOpened(alert: Pick<Alert, 'id' | 'kind'>, now: number): Promise<void>;
  /** On every channel that was told, or is still to be told, that it has opened. */
  addRecovered(alert: Pick<Alert, 'id'>, now: number): Promise<void>;
  /**
   * Leases up to `limit` that are due, the longest due first. Those of a channel that go out for the first time get one message id. That an
   * alert has recovered is not due before it was told that it has opened.
   */
  claim(lease: {
    readonly now: number;
    readonly until: number;
    readonly messageId: string;
    readonly limit: number;
  }): Promise<readonly AlertSend[]>;
  /** Puts it off without a try, for a day at most. */
  hold(send: AlertSend, until: number): Promise<void>;
  /** What was held of an alert or on a channel is looked at anew. */
  wake(of: { readonly alertId: string } | { readonly channelId: string }, now: number): Promise<void>;
  sent(send: AlertSend, now: number): Promise<void>;
  /** It is given up where `nextAt` is undefined. */
  failed(send: AlertSend, nextAt: number | undefined, error: Message): Promise<void>;
  deliveries(channelIds: readonly string[]): Promise<readonly ChannelDelivery[]>;
}

/** The channels on which alerts are told. */
export type AlertChannelTable = ResourceTable<AlertChannel>;
