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
  'disk.full',
] as const;
/** One of `alertKinds`. */
export type AlertKind = (typeof alertKinds)[number];

/** Something that a person is told once, and of which the recovery is told, too. */
export interface Alert {
  readonly id: string;
  readonly kind: AlertKind;
  readonly subjectKind: string;
  readonly subjectId: string;
  readonly message: Message;
  readonly openedAt: number;
  readonly recoveredAt: number | undefined;
  readonly silencedUntil: number | undefined;
}

/** Which alerts a list shows. */
export interface AlertFilter {
  readonly isOpen?: boolean | undefined;
  readonly kind?: AlertKind | undefined;
  readonly subjectId?: string | undefined;
}

/** Where alerts are told. Secrets of it lie in the vault under (`alert_channel`, id). */
export interface AlertChannel extends Resource {
  readonly name: string;
  readonly kind: 'lark' | 'url' | 'mail';
  readonly settings: JsonObject;
  /** Which kinds; all when empty. */
  readonly kinds: readonly AlertKind[];
  /** In its zone, from and to as `HH:MM`: what opens then is told at their end, if it is still open. */
  readonly quietHours: { readonly from: string; readonly to: string; readonly zone: string } | undefined;
}

/** What is to be told on a channel: that an alert has opened, or has recovered. */
export interface AlertSend {
  readonly alertId: string;
  readonly channelId: string;
  readonly what: 'opened' | 'recovered';
  readonly attempts: number;
  readonly nextAt: number;
}

/** The alerts, and what is still to be sent of them. */
export interface AlertTable {
  /** Undefined when one of the kind is open for the subject: it is told once. */
  open(alert: Omit<Alert, 'recoveredAt' | 'silencedUntil'>): Promise<Alert | undefined>;
  /** Undefined when none is open. */
  recover(kind: AlertKind, subjectId: string, now: number): Promise<Alert | undefined>;
  silence(id: string, until: number | undefined): Promise<Alert | undefined>;
  find(id: string): Promise<Alert | undefined>;
  page(request: PageRequest, filter: AlertFilter): Promise<Page<Alert>>;
  addSend(send: Omit<AlertSend, 'attempts'>): Promise<void>;
  /** Leases up to `limit` that are due until `leaseUntil`. */
  claimSends(now: number, leaseUntil: number, limit: number): Promise<readonly AlertSend[]>;
  sent(send: AlertSend, now: number): Promise<void>;
  failed(send: AlertSend, nextAt: number | undefined, error: Message): Promise<void>;
}

/** The channels on which alerts are told. */
export type AlertChannelTable = ResourceTable<AlertChannel>;
