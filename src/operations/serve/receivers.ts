import { settleMode } from '../../control/integrations/change-mode.ts';
import type { EventReceiver } from '../../events/event-receiver.ts';
import { type Clock, rest } from '../../model/clock.ts';
import { toLarkstreamError } from '../../model/errors.ts';
import type { EventStore } from '../../model/event-store.ts';
import { systemRandom } from '../../model/random.ts';
import { serviceCaller } from '../../model/service/caller.ts';
import type { Integration } from '../../model/service/integration.ts';
import { retentionDays } from '../../model/service/retention.ts';
import { newLeaseOwner } from '../../store/lease-owner.ts';
import { openEventStore } from '../../store/open-event-store.ts';
import { closeAll } from '../../util/close-all.ts';
import { eachByItself } from '../../util/each-by-itself.ts';
import { AppLeases } from './app-leases.ts';
import { KnownIntegrations } from './known-integrations.ts';
import { type BelievedProofs, believedProofs, openReceiver, type ReceiverParts, type Way } from './open-receiver.ts';
import { RetryPauses } from './retry-pauses.ts';

interface ReceiversOptions extends ReceiverParts {
  /** Names this process among those of the service. */
  readonly memberId: string;
}

interface Open {
  readonly version: number;
  readonly believed: BelievedProofs;
  readonly receiver: EventReceiver;
}

/** A way by which the events of an integration are to come. */
interface Wanted {
  readonly integration: Integration;
  readonly way: Way;
}

/** The long connection proves itself. */
const noProofs: BelievedProofs = { proofs: [], versions: 0, isOverlap: false };

const pollMs = 5_000;
const reclaimMs = 5_000;
const pruneMs = 3_600_000;
const retentionMs = retentionDays.events * 86_400_000;
const self = serviceCaller('receiver');

/**
 * Receives the events of all integrations: request URLs on the port of the service, and a long connection for each app that wants one. What
 * people change of an integration is taken up within seconds.
 */
export class Receivers {
  readonly #parts: ReceiversOptions;
  readonly #store: EventStore;
  readonly #stop = new AbortController();
  readonly #open = new Map<string, Open>();
  readonly #pauses = new RetryPauses();
  readonly #leases: AppLeases;
  readonly #integrations: KnownIntegrations;
  #provedAt = Number.NEGATIVE_INFINITY;
  #hasLooked = false;
  #doorbell = new AbortController();
  #chores: Promise<unknown> = Promise.resolve();

  private constructor(parts: ReceiversOptions, store: EventStore) {
    this.#parts = parts;
    this.#store = store;
    const { clock, store: tables } = parts.parts;
    this.#integrations = new KnownIntegrations(tables, clock);
    this.#leases = new AppLeases({
      leases: tables.leases,
      holder: parts.memberId,
      clock,
      logger: parts.logger,
      onChange: () => this.#doorbell.abort(),
    });
  }

  static async start(parts: ReceiversOptions): Promise<Receivers> {
    const receivers = new Receivers(
      parts,
      await openEventStore(parts.parts.resources.eventStore, { isTimedByStore: true }),
    );
    parts.parts.store.watch(() => receivers.#doorbell.abort(), receivers.#stop.signal);
    // Whoever has started it may rely on it: a look that fails is repeated, and until one succeeds the service is not ready.
    await receivers.#tryLook();
    receivers.#chores = Promise.all([receivers.#follow(), receivers.#tidy()]);
    return receivers;
  }

  /** Takes nothing more, and ends when what has arrived is stored. */
  async close(): Promise<void> {
    this.#stop.abort();
    await closeAll(
      () => this.#chores,
      // Before the connections end: another process may connect meanwhile.
      () => this.#leases.close(),
      ...[...this.#open.values()].map((one) => () => one.receiver.close()),
      () => this.#store.close(),
    );
  }

  /** Whether it knows the integrations: until then no request to a webhook can be believed or refused. */
  get hasLooked(): boolean {
    return this.#hasLooked;
  }

  /**
   * Whether the webhook of an integration cannot be opened, or not with its newest secrets, for what may pass: what earlier ones do not prove
   * can be neither believed nor refused.
   */
  isWaiting(integrationId: string): boolean {
    return this.#pauses.mayPass(keyOf(integrationId, 'webhook'));
  }

  get #clock(): Clock {
    return this.#parts.parts.clock;
  }

  async #follow(): Promise<void> {
    while (!this.#stop.signal.aborted) {
      await rest(this.#clock, pollMs, this.#stop.signal, this.#doorbell.signal);
      if (this.#stop.signal.aborted) return;
      this.#doorbell = new AbortController();
      await this.#tryLook();
    }
  }

  async #tryLook(): Promise<void> {
    await this.#look().catch((thrown: unknown) => this.#warn('Integrations could not be looked up', thrown));
  }

  async #look(): Promise<void> {
    const wanted = new Map<string, Wanted>();
    for (const integration of await this.#integrations.look()) {
      for (const way of waysOf(integration)) wanted.set(keyOf(integration.id, way), { integration, way });
    }
    await this.#keepHeld(wanted);
    const unwanted = [...this.#open].filter(([key]) => !wanted.has(key));
    for (const [key] of unwanted) this.#open.delete(key);
    this.#pauses.keepOnly(wanted);
    const isTimeForProofs = this.#clock.elapsed() - this.#provedAt >= pollMs;
    if (isTimeForProofs) this.#provedAt = this.#clock.elapsed();
    // One integration that cannot be looked at keeps no other from being received.
    await eachByItself(
      [
        ...unwanted.map(
          ([, { receiver }]) =>
            () =>
              receiver.close(),
        ),
        ...[...wanted].map(
          ([key, one]) =>
            () =>
              this.#keepUp(key, one, isTimeForProofs),
        ),
      ],
      (part) => part(),
    );
    this.#hasLooked = true;
  }

  /** What ails one integration is told once, and tried again after a while. */
  async #keepUp(key: string, { integration, way }: Wanted, isTimeForProofs: boolean): Promise<void> {
    const { id, version } = integration;
    if (!this.#pauses.isDue(key, version, this.#clock.elapsed())) return;
    const before = this.#open.get(key);
    try {
      if (await this.#isUpToDate(key, integration, isTimeForProofs)) return;
      await this.#renew(key, integration, way);
      this.#pauses.forget(key);
    } catch (thrown) {
      const { family, code } = toLarkstreamError(thrown);
      // What a person has taken away is believed no longer. All else may pass, and what was open stays so until it can be renewed.
      if (family === 'config') this.#open.delete(key);
      if (this.#pauses.failed(key, { version, code, mayPass: family !== 'config', now: this.#clock.elapsed() }))
        this.#warn('Events of an integration cannot be received', thrown, { integration: id, mode: way });
    }
    if (this.#open.get(key) !== before) await before?.receiver.close();
  }

  /** Leaves out the long connections that other processes hold. */
  async #keepHeld(wanted: Map<string, Wanted>): Promise<void> {
    const connections = [...wanted].filter(([, { way }]) => way === 'long_connection');
    await this.#leases.want(connections.map(([, { integration }]) => leaseOf(integration)));
    for (const [key, { integration }] of connections) {
      if (!this.#leases.has(leaseOf(integration))) wanted.delete(key);
    }
  }

  /** A secret that is believed no longer is a change as well. */
  async #isUpToDate(key: string, { id, version }: Integration, isTimeForProofs: boolean): Promise<boolean> {
    const open = this.#open.get(key);
    if (open?.version !== version) return false;
    const { versions, isOverlap } = open.believed;
    return !isTimeForProofs || !isOverlap || (await believedProofs(this.#parts.parts, id)).versions === versions;
  }

  /** The new one is there before the one until now is closed: no request finds none. */
  async #renew(key: string, integration: Integration, way: Way): Promise<void> {
    const { parts, logger } = this.#parts;
    const { id, version } = integration;
    const believed = way === 'webhook' ? await believedProofs(parts, id) : noProofs;
    const { proofs } = believed;
    const onStored = (): void => this.#stored(integration, way);
    const receiver = await openReceiver(this.#parts, { integration, way, proofs, store: this.#store, onStored });
    this.#open.set(key, { version, believed, receiver });
    logger.info('Events are received', { integration: id, mode: way });
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
    const { store } = this.#parts.parts;
    let prunedAt = Number.NEGATIVE_INFINITY;
    while (!this.#stop.signal.aborted) {
      try {
        await this.#store.reclaim(owner, this.#clock.now());
        if (this.#clock.elapsed() - prunedAt >= pruneMs) {
          prunedAt = this.#clock.elapsed();
          const before = (await store.now()) - retentionMs;
          await eachByItself(this.#open.values(), ({ receiver }) =>
            this.#store.prune({ appId: receiver.status.appId, before }),
          );
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

/** Of an app there is one long connection, whatever integrations it has. */
function leaseOf({ region, appId }: Integration): string {
  return `long connection of ${region} ${appId}`;
}

const keyOf = (integrationId: string, way: Way): string => `${integrationId} ${way}`;

/** The way it is set to and, until the first event has come by it, the way before. */
function waysOf({ mode, modeBefore, disconnectedAt }: Integration): Way[] {
  if (disconnectedAt !== undefined) return [];
  return [...new Set([mode, modeBefore])].filter((way) => way === 'webhook' || way === 'long_connection');
}
