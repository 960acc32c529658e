import type { Clock } from '../../model/clock.ts';
import type { Integration } from '../../model/service/integration.ts';
import { eachOf } from '../../model/service/page.ts';
import type { ServiceStore } from '../../model/service/service-store.ts';

const maxSigns = 1_000;
/** The net under the signs. */
const readAllMs = 60_000;

/**
 * All integrations, as they were at the last look. Signs of changes say which to read again: a service whose runs give signs every second
 * does not read thousands of integrations as often.
 */
export class KnownIntegrations {
  readonly #store: Pick<ServiceStore, 'changes' | 'integrations'>;
  readonly #clock: Clock;
  readonly #known = new Map<string, Integration>();
  #lastSeq = 0;
  #readAllAt = Number.NEGATIVE_INFINITY;

  constructor(store: Pick<ServiceStore, 'changes' | 'integrations'>, clock: Clock) {
    this.#store = store;
    this.#clock = clock;
  }

  async look(): Promise<readonly Integration[]> {
    const isTimeForAll = this.#clock.elapsed() - this.#readAllAt >= readAllMs;
    if (isTimeForAll || !(await this.#readSigned())) await this.#readAll();
    return [...this.#known.values()];
  }

  /** False when there are too many signs to look at each. */
  async #readSigned(): Promise<boolean> {
    const { changes, integrations } = this.#store;
    const signs = await changes.after(this.#lastSeq, maxSigns);
    if (signs.length === maxSigns) return false;
    const ids = new Set(signs.filter(({ topic }) => topic === 'integration').map(({ id }) => id));
    for (const id of ids) {
      const integration = await integrations.find(id);
      if (integration === undefined) this.#known.delete(id);
      else this.#known.set(id, integration);
    }
    // Only now: where a read fails, the same signs come again.
    this.#lastSeq = signs.at(-1)?.seq ?? this.#lastSeq;
    return true;
  }

  async #readAll(): Promise<void> {
    const now = this.#clock.elapsed();
    const { changes, integrations } = this.#store;
    // Before the first page: what changes meanwhile is read again.
    const seq = await changes.lastSeq();
    const found = new Map<string, Integration>();
    for await (const one of eachOf((request) => integrations.page(request, {}))) found.set(one.id, one);
    this.#known.clear();
    for (const [id, integration] of found) this.#known.set(id, integration);
    this.#lastSeq = seq;
    this.#readAllAt = now;
  }
}
