import { closeAllNow } from '../../util/close-all.ts';
import type { JsonObject, JsonValue } from '../../util/json.ts';
import type { App, Apps } from '../gateway/apps.ts';
import { type Random, randomFor } from '../random.ts';
import { type Delivery, DeliveryQueue, wants } from './delivery-queue.ts';
import { callbackEnvelope } from './envelope.ts';
import type { AppEvents, EventOptions } from './event-options.ts';
import { SocketHub } from './socket-hub.ts';
import type { TenantEvent } from './tenant-event.ts';
import { postWebhook } from './webhook-push.ts';

/** Which apps there are, and by which schedule they get events. `now` is in milliseconds. */
interface EventPublisherOptions extends EventOptions {
  readonly seed: number;
  readonly startedAtMs: number;
  readonly now: () => number;
  readonly apps: Apps;
}

/** What an app has answered to a callback, or why there is nothing. */
export type Answered = { readonly text: string } | { readonly failure: string };

/** Where events of the tenants meet the apps that want them. */
export class EventPublisher {
  readonly hub: SocketHub;
  readonly #options: EventPublisherOptions;
  readonly #random: Random;
  readonly #queues = new Map<string, DeliveryQueue>();
  /** `appId/tenantKey/kind/id` of everything that was subscribed with a call of its own. */
  readonly #subscriptions = new Set<string>();
  readonly #tickets = new Map<string, NodeJS.Timeout>();

  constructor(options: EventPublisherOptions) {
    this.#options = options;
    // What happens after a restart is new to those who remember events of before.
    this.#random = randomFor(options.seed, 'events', options.startedAtMs);
    this.hub = new SocketHub({
      random: randomFor(options.seed, 'sockets', options.startedAtMs),
      now: options.now,
      deadlineMs: options.deadlineMs,
      onConnect: (appId) => {
        if (this.hub.faults.greetsWithEvents) this.deliveryQueue(appId).retryNow();
      },
    });
    for (const app of options.apps.all()) if (app.kind === 'store') this.#scheduleTickets(app);
  }

  /** Tells every app that has asked for it and that may know. */
  publish(tenantKey: string, event: TenantEvent): void {
    for (const app of this.#options.apps.all()) {
      if (!wants(app.events, event.type) || !app.tenants.has(tenantKey)) continue;
      const { subject } = event;
      if (event.isFor?.(app) === false) continue;
      if (subject !== undefined && !this.isSubscribed(app.appId, tenantKey, subject)) continue;
      this.send(app, tenantKey, event);
    }
  }

  send(app: App, tenantKey: string, event: TenantEvent): void {
    const body = withoutUngrantedIds(event.body, this.#options.userIds);
    const to = { appId: app.appId, tenantKey, verificationToken: app.events.verificationToken };
    this.deliveryQueue(app.appId).send({ ...event, body }, to);
  }

  /**
   * Asks an app what to do about what a person has done to a card: once, with three seconds to answer, and by the way on which it gets
   * its events.
   */
  async callback(app: App, tenantKey: string, { type, body }: Pick<TenantEvent, 'type' | 'body'>): Promise<Answered> {
    const { deadlineMs, now } = this.#options;
    if (!wants(app.events, type)) return { failure: 'not configured' };
    const to = { appId: app.appId, tenantKey, verificationToken: app.events.verificationToken };
    const id = this.#random.hex(32);
    const sent = callbackEnvelope(type, withoutUngrantedIds(body, this.#options.userIds), to, { id, atMs: now() });
    if (app.events.mode === 'long_connection') {
      const failure = await this.hub.push(app.appId, { id, body: sent });
      return failure === undefined ? { text: this.hub.callbackAnswers.get(id) ?? '' } : { failure };
    }
    try {
      const text = JSON.stringify(sent);
      const answer = await postWebhook({ events: app.events, text, deadlineMs, signedAtMs: now() });
      return answer.status === 200 ? { text: answer.text } : { failure: `HTTP ${answer.status}` };
    } catch (reason) {
      return { failure: reason instanceof Error ? reason.message : String(reason) };
    }
  }

  deliveryQueue(appId: string): DeliveryQueue {
    const found = this.#queues.get(appId);
    if (found !== undefined) return found;
    const { retrySeconds, speed, repeatsOneIn, now } = this.#options;
    const queue = new DeliveryQueue({
      retrySeconds,
      speed,
      repeatsOneIn,
      now,
      random: this.#random,
      push: (delivery, isRepetition) => this.#push(appId, delivery, isRepetition),
    });
    this.#queues.set(appId, queue);
    return queue;
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

  /** As its developer has chosen in the console. */
  eventsOf(appId: string): AppEvents {
    return this.#options.apps.require(appId).events;
  }

  configure(appId: string, events: Partial<AppEvents>): void {
    const app = this.#options.apps.require(appId);
    app.events = { ...app.events, ...events };
    if (app.kind === 'store') this.#scheduleTickets(app);
  }

  /** A new ticket; the one before stays good until it is used no more. */
  pushTicket(app: App): void {
    app.tickets.push(this.#random.hex(40));
    if (app.tickets.length > 2) app.tickets.shift();
    if (app.events.mode !== 'webhook') return;
    this.send(app, '', { type: 'app_ticket', schema: '1.0', body: { app_ticket: app.tickets.at(-1) ?? '' } });
  }

  install(appId: string, tenantKey: string): void {
    const app = this.#options.apps.require(appId);
    app.tenants.add(tenantKey);
    const installer = { open_id: `ou_${this.#random.hex(32)}` };
    this.send(app, tenantKey, { type: 'app_open', schema: '1.0', body: { applicants: [installer], installer } });
  }

  uninstall(appId: string, tenantKey: string): void {
    const app = this.#options.apps.require(appId);
    app.tenants.delete(tenantKey);
    this.send(app, tenantKey, { type: 'app_uninstalled', schema: '1.0', body: {} });
  }

  close(): void {
    for (const timer of this.#tickets.values()) clearInterval(timer);
    closeAllNow(...[...this.#queues.values(), this.hub].map((one) => () => one.close()));
  }

  #scheduleTickets(app: App): void {
    clearInterval(this.#tickets.get(app.appId));
    const { ticketSeconds, speed } = this.#options;
    this.#tickets.set(
      app.appId,
      setInterval(() => this.pushTicket(app), (ticketSeconds * 1000) / speed),
    );
  }

  async #push(appId: string, delivery: Delivery, isRepetition: boolean): Promise<string | undefined> {
    const { apps, deadlineMs, retriesAreSignedAnew, now } = this.#options;
    const { events } = apps.require(appId);
    if (events.mode === 'long_connection') return await this.hub.push(appId, delivery);
    if (events.mode === 'off') return 'no subscription mode';
    const signedAtMs = isRepetition && !retriesAreSignedAnew ? delivery.createdMs : now();
    const text = JSON.stringify(delivery.body);
    try {
      const { status } = await postWebhook({ events, text, deadlineMs, signedAtMs });
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
function withoutUngrantedIds(body: JsonObject, userIds: EventOptions['userIds']): JsonObject {
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
