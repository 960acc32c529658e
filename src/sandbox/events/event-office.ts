import type { JsonObject, JsonValue } from '../../util/json.ts';
import type { App, Apps } from '../gateway/apps.ts';
import { type Random, randomFor } from '../random.ts';
import { Courier, type Delivery, wants } from './courier.ts';
import type { AppEvents, EventSettings } from './event-options.ts';
import { SocketHub } from './socket-hub.ts';
import type { TenantEvent } from './tenant-event.ts';
import { postWebhook } from './webhook-push.ts';

export interface OfficeSetup {
  readonly seed: number;
  readonly now: () => number;
  readonly apps: Apps;
  readonly settings: EventSettings;
}

/** Where events of the tenants meet the apps that want them. */
export class EventOffice {
  readonly hub: SocketHub;
  readonly #setup: OfficeSetup;
  readonly #random: Random;
  readonly #couriers = new Map<string, Courier>();
  /** `appId/tenantKey/kind/id` of everything that was subscribed with a call of its own. */
  readonly #subscriptions = new Set<string>();
  readonly #tickets = new Map<string, NodeJS.Timeout>();

  constructor(setup: OfficeSetup) {
    this.#setup = setup;
    this.#random = randomFor(setup.seed, 'events');
    this.hub = new SocketHub({
      random: randomFor(setup.seed, 'sockets'),
      now: setup.now,
      deadlineMs: setup.settings.deadlineMs,
      onConnect: (appId) => {
        if (this.hub.faults.greetsWithEvents) this.courier(appId).retryNow();
      },
    });
    for (const app of setup.apps.all()) if (app.kind === 'store') this.#keepTicketComing(app);
  }

  /** Tells every app that has asked for it and that may know. */
  tell(tenantKey: string, event: TenantEvent): void {
    for (const app of this.#setup.apps.all()) {
      if (!wants(app.events, event.type) || !app.tenants.has(tenantKey)) continue;
      const { subject } = event;
      if (subject !== undefined && !this.isSubscribed(app.appId, tenantKey, subject)) continue;
      this.send(app, tenantKey, event);
    }
  }

  send(app: App, tenantKey: string, event: TenantEvent): void {
    const body = asGranted(event.body, this.#setup.settings.userIds);
    const to = { appId: app.appId, tenantKey, verificationToken: app.events.verificationToken };
    this.courier(app.appId).send({ ...event, body }, to);
  }

  courier(appId: string): Courier {
    const found = this.#couriers.get(appId);
    if (found !== undefined) return found;
    const { settings, now } = this.#setup;
    const courier = new Courier({
      settings,
      now,
      random: this.#random,
      push: (delivery, isRepetition) => this.#push(appId, delivery, isRepetition),
    });
    this.#couriers.set(appId, courier);
    return courier;
  }

  subscribe(appId: string, tenantKey: string, subject: NonNullable<TenantEvent['subject']>): boolean {
    const key = keyOf(appId, tenantKey, subject);
    if (this.#subscriptions.has(key)) return false;
    this.#subscriptions.add(key);
    return true;
  }

  unsubscribe(appId: string, tenantKey: string, subject: NonNullable<TenantEvent['subject']>): boolean {
    return this.#subscriptions.delete(keyOf(appId, tenantKey, subject));
  }

  isSubscribed(appId: string, tenantKey: string, subject: NonNullable<TenantEvent['subject']>): boolean {
    return this.#subscriptions.has(keyOf(appId, tenantKey, subject));
  }

  /** Subscriptions get lost, as users report. */
  forgetSubscriptions(): void {
    this.#subscriptions.clear();
  }

  configure(appId: string, events: Partial<AppEvents>): void {
    const app = this.#setup.apps.require(appId);
    app.events = { ...app.events, ...events };
    if (app.kind === 'store') this.#keepTicketComing(app);
  }

  /** A new ticket; the one before stays good until it is used no more. */
  pushTicket(app: App): void {
    app.tickets.push(this.#random.hex(40));
    if (app.tickets.length > 2) app.tickets.shift();
    if (app.events.mode !== 'webhook') return;
    this.send(app, '', { type: 'app_ticket', schema: '1.0', body: { app_ticket: app.tickets.at(-1) ?? '' } });
  }

  install(appId: string, tenantKey: string): void {
    const app = this.#setup.apps.require(appId);
    app.tenants.add(tenantKey);
    const installer = { open_id: `ou_${this.#random.hex(32)}` };
    this.send(app, tenantKey, { type: 'app_open', schema: '1.0', body: { applicants: [installer], installer } });
  }

  uninstall(appId: string, tenantKey: string): void {
    const app = this.#setup.apps.require(appId);
    app.tenants.delete(tenantKey);
    this.send(app, tenantKey, { type: 'app_uninstalled', schema: '1.0', body: {} });
  }

  close(): void {
    for (const timer of this.#tickets.values()) clearInterval(timer);
    for (const courier of this.#couriers.values()) courier.close();
    this.hub.close();
  }

  #keepTicketComing(app: App): void {
    clearInterval(this.#tickets.get(app.appId));
    const { ticketSeconds, speed } = this.#setup.settings;
    this.#tickets.set(
      app.appId,
      setInterval(() => this.pushTicket(app), (ticketSeconds * 1000) / speed),
    );
  }

  async #push(appId: string, delivery: Delivery, isRepetition: boolean): Promise<string | undefined> {
    const { apps, settings, now } = this.#setup;
    const { events } = apps.require(appId);
    if (events.mode === 'long_connection') return await this.hub.push(appId, delivery);
    if (events.mode === 'off') return 'no subscription mode';
    const signedAtMs = isRepetition && !settings.retriesAreSignedAnew ? delivery.createdMs : now();
    const text = JSON.stringify(delivery.body);
    try {
      const { status } = await postWebhook({
        events,
        text,
        deadlineMs: settings.deadlineMs,
        signedAtMs,
        isSigned: true,
      });
      return status === 200 ? undefined : `HTTP ${status}`;
    } catch (reason) {
      return reason instanceof Error ? reason.message : String(reason);
    }
  }
}

function keyOf(appId: string, tenantKey: string, { kind, id }: NonNullable<TenantEvent['subject']>): string {
  return `${appId}/${tenantKey}/${kind}/${id}`;
}

/** `user_id` beside an `open_id` needs a scope of its own. */
function asGranted(body: JsonObject, userIds: EventSettings['userIds']): JsonObject {
  if (userIds === 'present') return body;
  const walk = (value: JsonValue): JsonValue => {
    if (Array.isArray(value)) return value.map(walk);
    if (value === null || typeof value !== 'object') return value;
    const entries = Object.entries(value).flatMap(([key, inner]): [string, JsonValue][] => {
      if (key !== 'user_id' || typeof inner !== 'string') return [[key, walk(inner ?? null)]];
      return userIds === 'empty' ? [[key, '']] : [];
    });
    return Object.fromEntries(entries);
  };
  return Object.fromEntries(Object.entries(body).map(([key, value]) => [key, walk(value ?? null)]));
}
