import { type Clock, rest } from '../model/clock.ts';
import { type LarkstreamError, toLarkstreamError } from '../model/errors.ts';
import type { InstallationStore } from '../model/event-store.ts';
import type { Inbox } from '../model/inbox.ts';

interface TenantSupervisorOptions {
  readonly store: Pick<InstallationStore, 'installations'> & Pick<Inbox, 'lastSeq' | 'dropPending' | 'dueTenants'>;
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
/** The work for a tenant ends by itself when its first snapshot fails, and starts again after this time, each time after twice as long. */
const firstRestartMs = 60_000;
/** The cause may be a full disk, or a table that a person must change; each attempt calls for the whole tenant. */
const maxRestartMs = 3_600_000;

/** Works for every tenant that has installed the app, from its installation until it is uninstalled. */
export async function superviseTenants(options: TenantSupervisorOptions): Promise<void> {
  const { store, consumer, appId, clock, signal, onTrouble } = options;
  const works = new Map<string, TenantWork>();
  const drops = new Drops(options);
  while (!signal.aborted) {
    try {
      // Asked first: what a tenant sends after it has come back is not dropped.
      const lastSeq = await store.lastSeq();
      const installations = await store.installations(appId);
      for (const { tenantKey } of installations)
        if (!works.has(tenantKey)) works.set(tenantKey, new TenantWork(tenantKey, drops, options));
      const gone = installations.filter(
        ({ tenantKey, uninstalledAt }) => uninstalledAt !== null && works.get(tenantKey)?.hasEnded === false,
      );
      // One question for all: at the start every tenant that has ever uninstalled the app is among them.
      const waiting =
        gone.length === 0 ? [] : await store.dueTenants({ consumer, appId, now: Number.MAX_SAFE_INTEGER });
      const isWaiting = new Set(waiting);
      for (const { tenantKey } of gone) works.get(tenantKey)?.end(isWaiting.has(tenantKey) ? lastSeq : undefined);
      for (const { tenantKey, uninstalledAt } of installations)
        if (uninstalledAt === null) works.get(tenantKey)?.begin();
    } catch (thrown) {
      onTrouble(toLarkstreamError(thrown));
    }
    await rest(clock, pollIntervalMs, signal);
  }
  await Promise.all([...works.values()].map((work) => work.close()));
}

/** Drops of one tenant after another: those of many would take every connection of the store at once. */
class Drops {
  readonly #options: TenantSupervisorOptions;
  #steps: Promise<void> = Promise.resolve();

  constructor(options: TenantSupervisorOptions) {
    this.#options = options;
  }

  drop(tenantKey: string, lastSeq: number): Promise<void> {
    const { store, consumer, appId, onTrouble } = this.#options;
    this.#steps = this.#steps.then(async () => {
      try {
        await store.dropPending({ consumer, appId, tenantKey, lastSeq });
      } catch (thrown) {
        // They expire.
        onTrouble(toLarkstreamError(thrown));
      }
    });
    return this.#steps;
  }
}

/** The work for one tenant. Its steps come one after another, and no tenant waits for another's, but for its drop. */
class TenantWork {
  readonly #tenantKey: string;
  readonly #drops: Drops;
  readonly #options: TenantSupervisorOptions;
  #state: 'unknown' | 'installed' | 'uninstalled' = 'unknown';
  #stop = new AbortController();
  #steps: Promise<void> = Promise.resolve();

  constructor(tenantKey: string, drops: Drops, options: TenantSupervisorOptions) {
    this.#tenantKey = tenantKey;
    this.#drops = drops;
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

  get hasEnded(): boolean {
    return this.#state === 'uninstalled';
  }

  /** The tenant has uninstalled the app: its events up to this number are no longer processed. Undefined where none waits. */
  end(lastSeq: number | undefined): void {
    if (this.#state === 'uninstalled') return;
    if (this.#state === 'installed') this.#options.onTenant(this.#tenantKey, 'uninstalled');
    this.#state = 'uninstalled';
    this.#stop.abort();
    if (lastSeq !== undefined) this.#steps = this.#steps.then(() => this.#drops.drop(this.#tenantKey, lastSeq));
  }

  async close(): Promise<void> {
    this.#stop.abort();
    await this.#steps;
  }

  async #follow(until: AbortSignal): Promise<void> {
    const { follow, clock, onTrouble } = this.#options;
    for (let pauseMs = firstRestartMs; !until.aborted; pauseMs = Math.min(2 * pauseMs, maxRestartMs)) {
      try {
        await follow(this.#tenantKey, until);
      } catch (thrown) {
        if (!until.aborted) onTrouble(toLarkstreamError(thrown));
      }
      await rest(clock, pauseMs, until);
    }
  }
}
