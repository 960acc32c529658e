import { type Clock, rest } from '../model/clock.ts';
import { toLarkstreamError } from '../model/errors.ts';
import type { ConnectionState, ConnectionStatus, EventStore } from '../model/event-store.ts';
import type { InboxListener } from '../model/inbox-listener.ts';
import type { Logger } from '../model/logger.ts';
import type { Secret } from '../model/secret.ts';
import type { Environment } from '../outbound/proxy.ts';
import { closeAll } from '../util/close-all.ts';
import type { CallbackHandler } from './callbacks.ts';
import { InboxWriter } from './inbox-writer.ts';
import type { LongConnection } from './long-connection/long-connection.ts';
import { RefusalLog, type Refused } from './refusal-log.ts';
import type { OpenedRoute, WebhookListeners, WebhookPlace } from './webhook/shared-listeners.ts';
import type { WebhookApp } from './webhook/verify-request.ts';

/** By which way the events of an app come in. */
export type TransportOptions =
  | { readonly mode: 'webhook'; readonly place: WebhookPlace; readonly id: string; readonly app: WebhookApp }
  | {
      readonly mode: 'long_connection';
      /** Where the endpoint is asked for: scheme, host, port and the prefix of a private deployment. */
      readonly origin: string;
      readonly appSecret: Secret;
      /** Where the proxy is named. */
      readonly environment: Environment;
    };

/** `onChange` and `onRefused` are called with each change and refusal; they must return quickly and not throw. */
export interface EventReceiverOptions {
  readonly appId: string;
  readonly transport: TransportOptions;
  readonly store: EventStore;
  /** This process among all that share the store. */
  readonly owner: string;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Between 0 and 1. */
  readonly random: () => number;
  /** The app's bot by name; null when there is none or it cannot be asked. */
  readonly bot: () => Promise<string | null>;
  /** Shared by the receivers of one process. */
  readonly listeners: WebhookListeners;
  readonly onCallback?: CallbackHandler;
  readonly inboxListeners?: readonly InboxListener[];
  readonly onChange?: (status: ConnectionStatus) => void;
  readonly onRefused?: (refused: Refused & { readonly appId: string }) => void;
}

const heartbeatIntervalMs = 1_000;
/** The interval between reports of a connection that stays down. */
const reportIntervalMs = 15_000;

/** Receives the events of one app in the configured mode, reports on itself to the store, and does what it is asked there. */
export class EventReceiver {
  readonly #options: EventReceiverOptions;
  readonly #inboxWriter: InboxWriter;
  readonly #stop = new AbortController();
  #early = new AbortController();
  readonly #refusals: RefusalLog;
  #status: ConnectionStatus;
  #connection: LongConnection | undefined;
  #opened: OpenedRoute | undefined;
  #beating: Promise<void> = Promise.resolve();
  #bot: string | null = null;
  #reportedAt = 0;

  private constructor(options: EventReceiverOptions) {
    this.#options = options;
    const { appId, transport, store, clock } = options;
    this.#refusals = new RefusalLog((refused) => options.onRefused?.({ appId, ...refused }));
    this.#inboxWriter = new InboxWriter({ inbox: store, listeners: options.inboxListeners ?? [] });
    this.#status = {
      appId,
      mode: transport.mode,
      state: 'stopped',
      since: clock.now(),
      lastConnectedAt: null,
      lastEventAt: null,
      lastPongAt: null,
      lastError: null,
      lastErrorAt: null,
      refusals: {},
      reconnects: 0,
      nextRetryAt: null,
      bot: null,
    };
  }

  /** @throws ConfigError `events.listen.failed`, `config.setting.invalid` */
  static async open(options: EventReceiverOptions): Promise<EventReceiver> {
    const receiver = new EventReceiver(options);
    await receiver.#begin();
    receiver.#beating = receiver.#beat();
    return receiver;
  }

  get status(): ConnectionStatus {
    const { lastReceivedAt: lastEventAt } = this.#inboxWriter;
    return { ...this.#status, lastEventAt, refusals: this.#refusals.counts, bot: this.#bot };
  }

  /** The request URL as this machine sees it; undefined on the long connection. */
  get url(): string | undefined {
    return this.#opened?.url;
  }

  /** Takes nothing more, and ends when what has arrived is stored and acknowledged. */
  async close(): Promise<void> {
    this.#stop.abort();
    await closeAll(
      () => this.#beating,
      () => this.#connection?.disconnect(),
      () => this.#opened?.close(),
      () => this.#inboxWriter.idle(),
      // Who does not report any more is forgotten after a while.
      () => this.#options.store.remove(this.#options.owner).catch(() => undefined),
    );
  }

  async #begin(): Promise<void> {
    const { transport } = this.#options;
    if (transport.mode === 'webhook') await this.#listen(transport);
    else await this.#connect(transport);
  }

  async #listen({ place, id, app }: Extract<TransportOptions, { mode: 'webhook' }>): Promise<void> {
    const { clock, onCallback, listeners } = this.#options;
    this.#opened = await listeners.open(place, {
      id,
      app,
      inboxWriter: this.#inboxWriter,
      onCallback,
      onRefused: (reason) => this.#refusals.add(reason, clock.elapsed()),
    });
    this.#update({ state: 'connected', lastConnectedAt: clock.now() });
  }

  async #connect(transport: Extract<TransportOptions, { mode: 'long_connection' }>): Promise<void> {
    const { appId, clock, logger, random, onCallback } = this.#options;
    const { origin, appSecret, environment } = transport;
    const { LongConnection: Connection } = await import('./long-connection/long-connection.ts');
    this.#connection = new Connection({
      origin,
      appId,
      appSecret,
      environment,
      inboxWriter: this.#inboxWriter,
      clock,
      random,
      logger,
      onChange: ({ state, since, lastConnectedAt, lastPongAt, lastError, zh, reconnects, nextRetryAt }) =>
        this.#update({ state, since, lastConnectedAt, lastPongAt, lastError, zh, reconnects, nextRetryAt }),
      ...(onCallback === undefined ? {} : { onCallback }),
    });
    this.#connection.start();
  }

  #update(changes: Partial<ConnectionStatus>): void {
    const before = this.#status.state;
    const since = changes.state === undefined || changes.state === before ? {} : { since: this.#options.clock.now() };
    const error = changes.lastError ?? null;
    const isNews = error !== null && (error !== this.#status.lastError || changes.state !== before);
    const at = isNews ? { lastErrorAt: this.#options.clock.now() } : {};
    this.#status = { ...this.#status, ...since, ...changes, ...at };
    if (!this.#isWorthReporting(changes, before)) return;
    this.#reportedAt = this.#options.clock.elapsed();
    this.#options.onChange?.(this.status);
    // Others look at the store: what is new there shall not wait for the next beat.
    this.#early.abort();
  }

  /** Another state, or one more failure in the same one: reported at intervals, so that a person sees the attempts. */
  #isWorthReporting({ state, nextRetryAt = null }: Partial<ConnectionStatus>, before: ConnectionState): boolean {
    if (state !== undefined && state !== before) return true;
    return nextRetryAt !== null && this.#options.clock.elapsed() - this.#reportedAt >= reportIntervalMs;
  }

  async #beat(): Promise<void> {
    const { store, owner, clock, logger, bot } = this.#options;
    void bot().then((name) => {
      this.#bot = name;
    });
    while (!this.#stop.signal.aborted) {
      this.#refusals.flush(clock.elapsed());
      try {
        const command = await store.report(owner, this.status);
        if (command === 'refresh') {
          this.#connection?.refresh();
          this.#bot = await bot();
        } else if (command === 'reconnect') await this.#reconnect();
        else if (command === 'disconnect') await this.#disconnect();
      } catch (thrown) {
        const { code, message } = toLarkstreamError(thrown);
        logger.warn('The state of the connection could not be reported', { code, message });
      }
      await rest(clock, heartbeatIntervalMs, this.#stop.signal, this.#early.signal);
      this.#early = new AbortController();
    }
  }

  async #reconnect(): Promise<void> {
    if (this.#connection !== undefined) return await this.#connection.reconnect();
    if (this.#opened === undefined) await this.#begin();
  }

  async #disconnect(): Promise<void> {
    const reason = {
      en: 'Disconnected on request; `larkstream connection reconnect` connects again',
      zh: '已按要求断开；`larkstream connection reconnect` 可重新连接',
    };
    await this.#connection?.disconnect(reason);
    if (this.#opened === undefined) return;
    await this.#opened.close();
    this.#opened = undefined;
    this.#update({ state: 'stopped', lastError: reason.en, zh: { lastError: reason.zh } });
  }
}
