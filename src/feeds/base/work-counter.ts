import type { ProgressChange } from '../../model/change.ts';

/**
 * How much of the records of all Bases has been read. Each table declares its number of records with its first page, so the sum
 * is known once the last table has begun; a share that is shown before would fall.
 */
export class WorkCounter {
  readonly #stream: string;
  #unlistedBases: number;
  #tablesToBegin = 0;
  #of = 0;
  #done = 0;

  constructor(stream: string, bases: number) {
    this.#stream = stream;
    this.#unlistedBases = bases;
  }

  /** A Base has this many tables to read. */
  listed(tables: number): void {
    this.#unlistedBases--;
    this.#tablesToBegin += tables;
  }

  /** A table has this many records; 0 for one that is not read after all. */
  began(records: number): void {
    this.#tablesToBegin--;
    this.#of += records;
  }

  read(records: number): void {
    this.#done += records;
  }

  *share(): Generator<ProgressChange, void, void> {
    if (this.#unlistedBases > 0 || this.#tablesToBegin > 0) return;
    yield { kind: 'progress', streams: [this.#stream], done: Math.min(this.#done, this.#of), of: this.#of };
  }
}
