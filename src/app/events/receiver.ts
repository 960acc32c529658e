import type { Config } from '../../config/settings.ts';
import type { CallbackHandler } from '../../events/callbacks.ts';
import { Intake } from '../../events/intake.ts';
import type { LongConnection } from '../../events/long-connection/receiver.ts';
import type { WebhookIntegration } from '../../events/webhook/gate.ts';
import { type Clock, rest } from '../../model/clock.ts';
import { ConfigError, must, toLarkstreamError } from '../../model/errors.ts';
import type { ReceivedEvent } from '../../model/event.ts';
import type { ConnectionState, ConnectionStatus, EventStore } from '../../model/event-store.ts';
import type { Logger } from '../../model/logger.ts';
import { platformAddress } from '../../open-platform/regions.ts';
import { RefusalLog, type Refused } from './refusal-log.ts';
import type { OpenedDoor, WebhookServers } from './webhook-servers.ts';

export interface ReceiverOptions {
  readonly config: Config;
  readonly store: EventStore;
  readonly owner: string;
  readonly clock: Clock;
  readonly logger: Logger;
  /** The app's bot by name; null when there is none or it cannot be asked. */
  readonly bot: () => Promise<string | null>;
  /** Shared by the receivers of one process. */
  readonly servers: WebhookServers;
  readonly onCallback?: CallbackHandler;
  readonly onStored?: (events: readonly ReceivedEvent[]) => void;
  readonly onChange?: (status: ConnectionStatus) => void;
  readonly onRefused?: (refused: Refused & { readonly appId: string }) => void;
}

const beatMs = 1_000;
/** A connection that stays down is told of again after so long. */
const tellAgainMs = 15_000;

/** Receives the events of one app in the configured mode, reports on itself to the store, and does what it is asked there. */
export class Receiver {
  readonly #options: ReceiverOptions;
  readonly #intake: Intake;
  readonly #stop = new AbortController();
  #early = new AbortController();
  readonly #refusals: RefusalLog;
  #status: ConnectionStatus;
  #connection: LongConnection | undefined;
  #opened: OpenedDoor | undefined;
  #beating: Promise<void> = Promise.resolve();
  #bot: string | null = null;
  #toldAt = 0;

  private constructor(options: ReceiverOptions) {
    this.#options = options;
    const { config, store, clock } = options;
    const appId = config.source.credentials.app_id;
    this.#refusals = new RefusalLog((refused) => options.onRefused?.({ appId, ...refused }));
    this.#intake = new Intake({ inbox: store, onStored: (events) => this.#stored(events) });
    this.#status = {
      appId,
      mode: config.events.mode,
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
  static async start(options: ReceiverOptions): Promise<Receiver> {
    const receiver = new Receiver(options);
    if (options.config.events.mode === 'webhook') await receiver.#listen();
    else await receiver.#connect();
    receiver.#beating = receiver.#beat();
    return receiver;
  }

  get status(): ConnectionStatus {
    return { ...this.#status, refusals: this.#refusals.counts, bot: this.#bot };
  }

  /** The request URL as this machine sees it; undefined on the long connection. */
  get url(): string | undefined {
    return this.#opened?.url;
  }

  /** Takes nothing more, and ends when what has arrived is stored and acknowledged. */
  async close(): Promise<void> {
    this.#stop.abort();
    await this.#beating;
    await this.#connection?.disconnect();
    await this.#opened?.close();
    await this.#intake.idle();
    await this.#options.store.remove(this.#options.owner).catch(() => undefined);
  }

  async #listen(): Promise<void> {
    const { config, clock, onCallback, servers } = this.#options;
    this.#opened = await servers.open(must(config.events.webhook, 'The webhook'), {
      integration: toIntegration(config),
      intake: this.#intake,
      onCallback,
      onRefused: (reason) => this.#refusals.add(reason, clock.now()),
    });
    this.#update({ state: 'connected', lastConnectedAt: clock.now() });
  }

  async #connect(): Promise<void> {
    const { config, clock, logger, onCallback } = this.#options;
    const { region, base_url: baseUrl, credentials } = config.source;
    if (credentials.auth_type === 'store_app') {
      throw new ConfigError({
        code: 'config.setting.invalid',
        message: {
          en: 'events.mode: the long connection is for custom apps only',
          zh: 'events.mode：长连接仅支持企业自建应用',
        },
        cure: {
          en: 'Set `events.mode: webhook` for an app of the store, and name the request URL in the developer console.',
          zh: '商店应用请设置 `events.mode: webhook`，并在开发者后台填写请求地址。',
        },
      });
    }
    const address = platformAddress(region, baseUrl);
    const { LongConnection: Connection } = await import('../../events/long-connection/receiver.ts');
    this.#connection = new Connection({
      origin: `${address.origin}${address.pathPrefix}`,
      appId: credentials.app_id,
      appSecret: credentials.app_secret,
      environment: process.env,
      intake: this.#intake,
      clock,
      random: Math.random,
      logger,
      onChange: ({ state, since, lastConnectedAt, lastPongAt, lastError, zh, reconnects, nextRetryAt }) =>
        this.#update({ state, since, lastConnectedAt, lastPongAt, lastError, zh, reconnects, nextRetryAt }),
      ...(onCallback === undefined ? {} : { onCallback }),
    });
    this.#connection.start();
  }

  #stored(events: readonly ReceivedEvent[]): void {
    this.#update({ lastEventAt: this.#options.clock.now() });
    this.#options.onStored?.(events);
  }

  #update(changes: Partial<ConnectionStatus>): void {
    const before = this.#status.state;
    const since = changes.state === undefined || changes.state === before ? {} : { since: this.#options.clock.now() };
    const error = changes.lastError ?? null;
    const isNews = error !== null && (error !== this.#status.lastError || changes.state !== before);
    const at = isNews ? { lastErrorAt: this.#options.clock.now() } : {};
    this.#status = { ...this.#status, ...since, ...changes, ...at };
    if (!this.#isWorthTelling(changes, before)) return;
    this.#toldAt = this.#options.clock.now();
    this.#options.onChange?.(this.status);
    // Others look at the store: what is new there shall not wait for the next beat.
    this.#early.abort();
  }

  /** Another state, or one more failure in the same one: told now and then, so that nobody thinks that nothing is tried. */
  #isWorthTelling({ state, nextRetryAt = null }: Partial<ConnectionStatus>, before: ConnectionState): boolean {
    if (state !== undefined && state !== before) return true;
    return nextRetryAt !== null && this.#options.clock.now() - this.#toldAt >= tellAgainMs;
  }

  async #beat(): Promise<void> {
    const { store, owner, clock, logger, bot } = this.#options;
    void bot().then((name) => {
      this.#bot = name;
    });
    while (!this.#stop.signal.aborted) {
      this.#refusals.flush(clock.now());
      try {
        const command = await store.report(owner, this.status, clock.now());
        if (command === 'refresh') {
          this.#connection?.refresh();
          this.#bot = await bot();
        } else if (command === 'reconnect') await this.#reconnect();
        else if (command === 'disconnect') await this.#disconnect();
      } catch (thrown) {
        const { code, message } = toLarkstreamError(thrown);
        logger.warn('The state of the connection could not be reported', { code, message });
      }
      await rest(clock, beatMs, this.#stop.signal, this.#early.signal);
      this.#early = new AbortController();
    }
  }

  async #reconnect(): Promise<void> {
    if (this.#connection !== undefined) return await this.#connection.reconnect();
    if (this.#opened === undefined) await this.#listen();
  }

  async #disconnect(): Promise<void> {
    const reason = {
      en: 'Disconnected on request; `larkstream connection reconnect` opens it again',
      zh: '已按要求断开；`larkstream connection reconnect` 可重新连接',
    };
    await this.#connection?.disconnect(reason);
    if (this.#opened === undefined) return;
    await this.#opened.close();
    this.#opened = undefined;
    this.#update({ state: 'stopped', lastError: reason.en, zh: { lastError: reason.zh } });
  }
}

function toIntegration({ source, events }: Config): WebhookIntegration {
  const { integration, verification_token, encrypt_key, old_card_callback } = must(events.webhook, 'The webhook');
  return {
    id: integration,
    appId: source.credentials.app_id,
    verificationToken: verification_token,
    encryptKey: encrypt_key,
    takesOldCards: old_card_callback,
  };
}
