import { type Clock, rest } from '../../../model/clock.ts';
import { toLarkstreamError } from '../../../model/errors.ts';
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

const lookMs = 1_000;

/** For each app one process of the service sends, by lease: so the limits of its chats and people are kept, and whoever is killed is replaced in seconds. */
export class Senders {
  readonly #parts: SendersParts;
  readonly #known: KnownIntegrations;
  readonly #leases: AppLeases;
  #apps: readonly { readonly id: string; readonly lease: string }[] = [];

  constructor(parts: SendersParts) {
    const { store, memberId, clock, logger, onChange } = parts;
    this.#parts = parts;
    this.#known = new KnownIntegrations(store, clock);
    this.#leases = new AppLeases({ leases: store.leases, holder: memberId, clock, logger, onChange });
  }

  /** The integrations for whose apps this process sends. */
  get held(): readonly string[] {
    return this.#apps.filter(({ lease }) => this.#leases.has(lease)).map(({ id }) => id);
  }

  /** Until the signal is aborted. */
  async keep(signal: AbortSignal): Promise<void> {
    const { clock, logger } = this.#parts;
    while (!signal.aborted) {
      await this.#look().catch((thrown: unknown) => {
        const { code, message } = toLarkstreamError(thrown);
        logger.warn('Integrations could not be looked up', { code, error: message });
      });
      await rest(clock, lookMs, signal);
    }
  }

  /** Others may send at once. */
  async close(): Promise<void> {
    await this.#leases.close();
  }

  async #look(): Promise<void> {
    const before = this.#apps.length;
    this.#apps = (await this.#known.look()).map(({ id, region, appId }) => ({
      id,
      lease: `messages of ${region} ${appId}`,
    }));
    await this.#leases.want([...new Set(this.#apps.map(({ lease }) => lease))]);
    if (this.#apps.length !== before) this.#parts.onChange();
  }
}
