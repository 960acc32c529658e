import { createMessenger } from '../../../app/create-messenger.ts';
import { loadIntegration } from '../../../control/integrations/test-integration.ts';
import type { ControlParts } from '../../../control/parts.ts';
import { ConfigError, StoppedError } from '../../../model/errors.ts';
import type { Logger } from '../../../model/logger.ts';
import type { Integration } from '../../../model/service/integration.ts';
import type { Messenger } from '../../../model/triggers/messenger.ts';
import { type FlowApp, languageOf } from '../../../triggers/flow/flow-parts.ts';
import type { ClientPool } from '../../open-clients.ts';
import { downSince } from './down-since.ts';

interface FlowAppsParts extends Pick<ControlParts, 'store' | 'openVault' | 'resources' | 'clock'> {
  /** Of the process: all that calls for an app in a tenant shares its limits. */
  readonly clients: ClientPool;
  readonly logger: Logger;
}

type OpenedApp = Awaited<ReturnType<typeof createMessenger>>;

interface Entry {
  /** Of the integration: with other credentials it is another app. */
  readonly version: number;
  readonly opened: Promise<OpenedApp>;
}

/** Beyond these, the one that was used least recently is closed: an app of the store may have thousands of tenants. */
const mostOpen = 500;
/** Of a turn or a message that grows. */
const longestUseMs = 20 * 60_000;

/** The apps of this process, each in its tenants. `close()` is due. */
export class FlowApps {
  readonly #parts: FlowAppsParts;
  /** Those that were used last are at the end. */
  readonly #entries = new Map<string, Entry>();
  /** Those that nobody asks for any more. */
  #left: readonly { readonly entry: Entry; readonly at: number }[] = [];
  readonly #closing = new Set<Promise<void>>();
  #isClosed = false;

  constructor(parts: FlowAppsParts) {
    this.#parts = parts;
  }

  /** @throws ConfigError `serve.secret.missing` */
  async appOf(integration: Integration, tenantKey: string): Promise<FlowApp> {
    const entry = this.#entryOf(integration, tenantKey);
    const { messenger, chatKindOf, chatNameOf, personOf } = await entry.opened;
    return {
      messenger,
      personOf,
      chatKindOf,
      chatNameOf,
      downSince: (late) => downSince(this.#parts.store, integration.appId, late),
    };
  }

  /** @throws ConfigError `api.not.found`, `serve.secret.missing` */
  async messengerOf(integrationId: string, tenantKey: string): Promise<Messenger> {
    const integration = await this.#parts.store.integrations.find(integrationId);
    if (integration === undefined) {
      const message = { en: `There is no integration ${integrationId} any more`, zh: `集成 ${integrationId} 已删除` };
      throw new ConfigError({ code: 'api.not.found', message });
    }
    return (await this.#entryOf(integration, tenantKey).opened).messenger;
  }

  /** Breaks off what is asked of Lark; from then on nobody asks anything. */
  async close(): Promise<void> {
    this.#isClosed = true;
    for (const key of [...this.#entries.keys()]) this.#forget(key);
    this.#closeLeft(0);
    await Promise.all(this.#closing);
  }

  #entryOf(integration: Integration, tenantKey: string): Entry {
    if (this.#isClosed) throw appsClosed();
    const key = `${integration.id} ${tenantKey}`;
    const known = this.#entries.get(key);
    if (known?.version === integration.version) {
      this.#entries.delete(key);
      this.#entries.set(key, known);
      return known;
    }
    this.#forget(key);
    const entry: Entry = { version: integration.version, opened: this.#open(integration, tenantKey) };
    this.#entries.set(key, entry);
    // Whoever comes next tries again.
    entry.opened.catch(() => this.#entries.get(key) === entry && this.#entries.delete(key));
    const [oldest] = this.#entries.keys();
    if (this.#entries.size > mostOpen && oldest !== undefined) this.#forget(oldest);
    return entry;
  }

  async #open(integration: Integration, tenantKey: string): Promise<OpenedApp> {
    const { clients, clock, logger } = this.#parts;
    const tenant = integration.kind === 'store_app' ? tenantKey : undefined;
    const loaded = await loadIntegration(this.#parts, integration, tenant);
    return await createMessenger(loaded, { clients, clock, logger, language: languageOf(integration) });
  }

  #forget(key: string): void {
    const entry = this.#entries.get(key);
    if (entry === undefined) return;
    this.#entries.delete(key);
    this.#left = [...this.#left, { entry, at: this.#parts.clock.elapsed() }];
    this.#closeLeft(longestUseMs);
  }

  /** What somebody still works with ends with him: a client that is closed breaks off his calls. */
  #closeLeft(afterMs: number): void {
    const before = this.#parts.clock.elapsed() - afterMs;
    const over = this.#left.filter(({ at }) => at <= before);
    this.#left = this.#left.filter(({ at }) => at > before);
    for (const { entry } of over) this.#close(entry);
  }

  #close({ opened }: Entry): void {
    const closing = opened.then(
      (app) => app.close(),
      () => undefined,
    );
    this.#closing.add(closing);
    void closing.finally(() => this.#closing.delete(closing));
  }
}

function appsClosed(): StoppedError {
  const message = { en: 'The process ends: it asks nothing of Lark any more', zh: '进程即将结束，不再调用飞书' };
  return new StoppedError({ code: 'run.stopped', message });
}
