import type { Clock } from '../../../model/clock.ts';
import type { Logger } from '../../../model/logger.ts';
import type { ServiceStore } from '../../../model/service/service-store.ts';
import { AppLeases } from '../app-leases.ts';
import { KnownIntegrations } from '../known-integrations.ts';

interface SendersParts {
  readonly store: Pick<ServiceStore, 'changes' | 'integrations' | 'leases'>;
  readonly memberId: string;
  readonly clock: Clock;
  readonly logger: Logger;
  /** For others than before. */
  readonly onChange: () => void;
}

/** For each app one process of the service sends, by lease: so the limits of its chats and people are kept, and whoever is killed is replaced in seconds. */
export class Senders {
  readonly #onChange: () => void;
  readonly #known: KnownIntegrations;
  readonly #leases: AppLeases;
  #apps: readonly { readonly id: string; readonly lease: string }[] = [];

  constructor({ store, memberId, clock, logger, onChange }: SendersParts) {
    this.#onChange = onChange;
    this.#known = new KnownIntegrations(store, clock);
    this.#leases = new AppLeases({ leases: store.leases, holder: memberId, clock, logger, onChange });
  }

  /** The integrations for whose apps this process sends. */
  get held(): readonly string[] {
    return this.#apps.filter(({ lease }) => this.#leases.has(lease)).map(({ id }) => id);
  }

  /** Others may send at once. */
  async close(): Promise<void> {
    await this.#leases.close();
  }

  /** To be done every second or so: which apps there are. */
  async look(): Promise<void> {
    const before = this.#apps.length;
    this.#apps = (await this.#known.look()).map(({ id, region, appId }) => ({
      id,
      lease: `messages of ${region} ${appId}`,
    }));
    await this.#leases.want([...new Set(this.#apps.map(({ lease }) => lease))]);
    if (this.#apps.length !== before) this.#onChange();
  }
}
