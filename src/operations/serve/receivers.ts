import { createReceiver, type MountedWebhooks } from '../../app/create-receiver.ts';
import { parseConfig } from '../../config/read-config.ts';
import type { Config } from '../../config/settings.ts';
import { settleMode } from '../../control/integrations/change-mode.ts';
import { loadIntegration } from '../../control/integrations/test-integration.ts';
import type { ControlParts } from '../../control/parts.ts';
import type { EventReceiver } from '../../events/event-receiver.ts';
import { type Clock, rest } from '../../model/clock.ts';
import { ConfigError, toLarkstreamError } from '../../model/errors.ts';
import type { EventStore } from '../../model/event-store.ts';
import type { Logger } from '../../model/logger.ts';
import { systemRandom } from '../../model/random.ts';
import type { Caller } from '../../model/service/caller.ts';
import type { EventMode, Integration } from '../../model/service/integration.ts';
import { newLeaseOwner } from '../../store/lease-owner.ts';
import { openEventStore } from '../../store/open-event-store.ts';
import { closeAll } from '../../util/close-all.ts';
import type { ClientPool } from '../open-clients.ts';

type Way = Exclude<EventMode, 'none'>;

interface ReceiversParts {
  readonly parts: ControlParts;
  readonly webhooks: MountedWebhooks;
  readonly clients: ClientPool;
  readonly logger: Logger;
}

interface Open {
  readonly version: number;
  readonly receiver: EventReceiver;
}

const pollMs = 5_000;
const reclaimMs = 5_000;
const pruneMs = 3_600_000;
const retentionMs = 30 * 86_400_000;
const pageSize = 200;
const self: Caller = {
  kind: 'service',
  id: undefined,
  name: 'receiver',
  role: 'admin',
  accountId: undefined,
  address: undefined,
  requestId: undefined,
};

/**
 * Receives the events of all integrations: request URLs on the port of the service, and a long connection for each app that wants one. What
 * people change of an integration is taken up within seconds.
 */
export class Receivers {
  readonly #parts: ReceiversParts;
  readonly #store: EventStore;
  readonly #stop = new AbortController();
  readonly #open = new Map<string, Open>();
  readonly #failed = new Map<string, number>();
  #doorbell = new AbortController();
  #chores: Promise<unknown> = Promise.resolve();

  private constructor(parts: ReceiversParts, store: EventStore) {
    this.#parts = parts;
    this.#store = store;
  }

  static async start(parts: ReceiversParts): Promise<Receivers> {
    const receivers = new Receivers(parts, await openEventStore(parts.parts.resources.eventStore));
    parts.parts.store.watch(() => receivers.#doorbell.abort(), receivers.#stop.signal);
    receivers.#chores = Promise.all([receivers.#follow(), receivers.#tidy()]);
    return receivers;
  }

  /** Takes nothing more, and ends when what has arrived is stored. */
  async close(): Promise<void> {
    this.#stop.abort();
    await closeAll(
      () => this.#chores,
      ...[...this.#open.values()].map((one) => () => one.receiver.close()),
      () => this.#store.close(),
    );
  }

  get #clock(): Clock {
    return this.#parts.parts.clock;
  }

  async #follow(): Promise<void> {
    while (!this.#stop.signal.aborted) {
      this.#doorbell = new AbortController();
      await this.#look().catch((thrown: unknown) => this.#warn('Integrations could not be looked up', thrown));
      await rest(this.#clock, pollMs, this.#stop.signal, this.#doorbell.signal);
    }
  }

  async #look(): Promise<void> {
    const wanted = new Map<string, { readonly integration: Integration; readonly way: Way }>();
    for await (const integration of this.#integrations()) {
      for (const way of waysOf(integration)) wanted.set(`${integration.id} ${way}`, { integration, way });
    }
    for (const [key, { receiver }] of this.#open) {
      if (wanted.has(key)) continue;
      this.#open.delete(key);
      await receiver.close();
    }
    for (const [key, { integration, way }] of wanted) {
      if (this.#open.get(key)?.version === integration.version) continue;
      if (this.#failed.get(key) === integration.version) continue;
      await this.#renew(key, integration, way);
    }
  }

  async *#integrations(): AsyncGenerator<Integration> {
    const { integrations } = this.#parts.parts.store;
    for (let cursor: string | undefined; ; ) {
      const { items, next } = await integrations.page({ limit: pageSize, cursor }, {});
      yield* items;
      if (next === undefined) return;
      cursor = next;
    }
  }

  /** What it is opened with is there before the one until now is closed. */
  async #renew(key: string, integration: Integration, way: Way): Promise<void> {
    const { parts, webhooks, clients, logger } = this.#parts;
    const { id, version } = integration;
    try {
      const config = await this.#configOf(integration, way);
      await this.#open.get(key)?.receiver.close();
      this.#open.delete(key);
      const receiver = await createReceiver({
        config,
        store: this.#store,
        listeners: webhooks.listeners,
        clients,
        clock: parts.clock,
        logger,
        onStored: () => this.#stored(integration, way),
      });
      this.#open.set(key, { version, receiver });
      this.#failed.delete(key);
      logger.info('Events are received', { integration: id, mode: way });
    } catch (thrown) {
      // Until somebody changes it: what is missing does not appear by itself.
      if (toLarkstreamError(thrown).family === 'config') this.#failed.set(key, version);
      this.#warn('Events of an integration cannot be received', thrown, { integration: id, mode: way });
    }
  }

  async #configOf(integration: Integration, way: Way): Promise<Config> {
    const { parts } = this.#parts;
    const { text, secrets } = await loadIntegration(parts, integration);
    const environment = Object.fromEntries(Object.entries(secrets).map(([name, secret]) => [name, secret.reveal()]));
    const config = parseConfig({ text, file: '/integration.json', environment });
    if (way === 'long_connection') return { ...config, events: { ...config.events, mode: way } };
    const vault = parts.openVault(parts.store.secrets);
    const secretOf = (name: string) => vault.get({ ownerKind: 'integration', ownerId: integration.id, name });
    const [token, key] = await Promise.all([secretOf('verification_token'), secretOf('encrypt_key')]);
    if (token === undefined) throw withoutToken();
    const webhook = {
      host: '',
      port: 0,
      proxies: [],
      integration: integration.id,
      verification_token: token,
      old_card_callback: false,
      ...(key === undefined ? {} : { encrypt_key: key }),
    };
    return { ...config, events: { ...config.events, mode: way, webhook } };
  }

  /** The first event by a new way closes the one before. */
  #stored({ id, mode, modeBefore }: Integration, way: Way): void {
    if (modeBefore === undefined || way !== mode) return;
    void settleMode(this.#parts.parts, self, { id, mode }).catch((thrown: unknown) =>
      this.#warn('The way before could not be closed', thrown, { integration: id }),
    );
  }

  async #tidy(): Promise<void> {
    const owner = newLeaseOwner(systemRandom);
    let prunedAt = Number.NEGATIVE_INFINITY;
    while (!this.#stop.signal.aborted) {
      try {
        const now = this.#clock.now();
        await this.#store.reclaim(owner, now);
        if (now - prunedAt >= pruneMs) {
          prunedAt = now;
          for (const { receiver } of this.#open.values())
            await this.#store.prune({ appId: receiver.status.appId, before: now - retentionMs });
        }
      } catch (thrown) {
        this.#warn('The store of events could not be tidied up', thrown);
      }
      await rest(this.#clock, reclaimMs, this.#stop.signal);
    }
  }

  #warn(message: string, thrown: unknown, details: Readonly<Record<string, string>> = {}): void {
    const { code, message: error } = toLarkstreamError(thrown);
    this.#parts.logger.warn(message, { ...details, code, error });
  }
}

function withoutToken(): ConfigError {
  return new ConfigError({
    code: 'serve.secret.missing',
    message: { en: 'The integration has no verification_token set', zh: '该集成未设置 verification_token' },
  });
}

/** The way it is set to and, until the first event has come by it, the way before. */
function waysOf({ mode, modeBefore, disconnectedAt }: Integration): Way[] {
  if (disconnectedAt !== undefined) return [];
  return [...new Set([mode, modeBefore])].filter((way) => way === 'webhook' || way === 'long_connection');
}
