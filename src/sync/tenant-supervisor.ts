import { type Clock, rest } from '../model/clock.ts';
import { type LarkstreamError, toLarkstreamError } from '../model/errors.ts';
import type { InstallationStore } from '../model/event-store.ts';
import type { Inbox } from '../model/inbox.ts';

interface TenantSupervisorOptions {
  readonly store: Pick<InstallationStore, 'installations'> & Pick<Inbox, 'lastSeq' | 'dropPending'>;
  /** Whose events of a tenant are dropped when the tenant has gone. */
  readonly consumer: string;
  readonly appId: string;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** Works for one tenant until its signal is aborted. Begins with a snapshot, so that it needs no event of before. */
  readonly follow: (tenantKey: string, signal: AbortSignal) => Promise<void>;
  readonly onTenant: (tenantKey: string, change: 'installed' | 'uninstalled') => void;
  readonly onTrouble: (error: LarkstreamError) => void;
}

const pollIntervalMs = 2_000;
/** A tenant whose work has ended by itself starts again after this time. */
const restartMs = 60_000;

/** Works for every tenant that has installed the app, from its installation until it is uninstalled. */
export async function superviseTenants(options: TenantSupervisorOptions): Promise<void> {
  const { store, appId, clock, signal, onTrouble } = options;
  const works = new Map<string, TenantWork>();
  while (!signal.aborted) {
    try {
      // Asked first: what a tenant sends after it has come back is not dropped.
      const lastSeq = await store.lastSeq();
      for (const { tenantKey, uninstalledAt } of await store.installations(appId)) {
        const work = works.get(tenantKey) ?? new TenantWork(tenantKey, options);
        works.set(tenantKey, work);
        if (uninstalledAt === null) work.begin();
        else work.end(lastSeq);
      }
    } catch (thrown) {
      onTrouble(toLarkstreamError(thrown));
    }
    await rest(clock, pollIntervalMs, signal);
  }
  await Promise.all([...works.values()].map((work) => work.close()));
}

/** The work for one tenant. Its steps come one after another, and no tenant waits for another's. */
class TenantWork {
  readonly #tenantKey: string;
  readonly #options: TenantSupervisorOptions;
  #state: 'unknown' | 'installed' | 'uninstalled' = 'unknown';
  #stop = new AbortController();
  #steps: Promise<void> = Promise.resolve();

  constructor(tenantKey: string, options: TenantSupervisorOptions) {
    this.#tenantKey = tenantKey;
    this.#options = options;
  }

  begin(): void {
    if (this.#state === 'installed') return;
    this.#state = 'installed';
    this.#options.onTenant(this.#tenantKey, 'installed');
    const stop = new AbortController();
    this.#stop = stop;
    this.#steps = this.#steps.then(() => this.#follow(AbortSignal.any([this.#options.signal, stop.signal])));
  }

  /** The tenant has uninstalled the app: its events up to this number are no longer processed. */
  end(lastSeq: number): void {
    if (this.#state === 'uninstalled') return;
    if (this.#state === 'installed') this.#options.onTenant(this.#tenantKey, 'uninstalled');
    this.#state = 'uninstalled';
    this.#stop.abort();
    this.#steps = this.#steps.then(() => this.#drop(lastSeq));
  }

  async close(): Promise<void> {
    this.#stop.abort();
    await this.#steps;
  }

  async #follow(until: AbortSignal): Promise<void> {
    const { follow, clock, onTrouble } = this.#options;
    while (!until.aborted) {
      try {
        await follow(this.#tenantKey, until);
      } catch (thrown) {
        if (!until.aborted) onTrouble(toLarkstreamError(thrown));
      }
      await rest(clock, restartMs, until);
    }
  }

  async #drop(lastSeq: number): Promise<void> {
    const { store, consumer, appId, onTrouble } = this.#options;
    try {
      await store.dropPending({ consumer, appId, tenantKey: this.#tenantKey, lastSeq });
    } catch (thrown) {
      // They expire.
      onTrouble(toLarkstreamError(thrown));
    }
  }
}
