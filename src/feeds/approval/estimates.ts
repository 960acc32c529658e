import type { EstimateChange } from '../../model/change.ts';
import type { InstanceRows } from './rows.ts';

/** Extrapolates what is to come from the windows listed so far and from the rows that an instance has on average. */
export class Estimates {
  readonly #windows: number;
  readonly #watched: number;
  readonly #rows: Map<string, number>;
  #windowsListed = 0;
  #instancesListed = 0;
  #delivered = 0;

  constructor(options: { readonly windows: number; readonly watched: number; readonly streams: Iterable<string> }) {
    this.#windows = options.windows;
    this.#watched = options.watched;
    this.#rows = new Map([...options.streams].map((stream) => [stream, 0]));
  }

  listed(instances: number): void {
    this.#windowsListed++;
    this.#instancesListed += instances;
  }

  delivered(rows: InstanceRows): void {
    this.#delivered++;
    for (const [stream, some] of rows) this.#rows.set(stream, (this.#rows.get(stream) ?? 0) + some.length);
  }

  *current(): Generator<EstimateChange, void, void> {
    if (this.#delivered === 0) return;
    const share = this.#windows === 0 ? 1 : this.#windowsListed / this.#windows;
    const listed = share === 0 ? 0 : this.#instancesListed / share;
    const instances = Math.max(this.#delivered, listed + this.#watched);
    for (const [stream, rows] of this.#rows) {
      yield { kind: 'estimate', stream, rows: Math.round((rows / this.#delivered) * instances) };
    }
  }
}
