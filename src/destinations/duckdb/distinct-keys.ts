import type { Row } from '../../model/stream.ts';
import type { KeyFilter } from '../../util/key-filter.ts';

/**
 * The primary keys of rows. Rows that come together mostly share all columns of the key but the last one (the records of a table), so that what
 * they share is put together once.
 */
export class DistinctKeys {
  readonly #shared: readonly string[];
  readonly #last: string;
  readonly #byShared = new Map<string, Set<string>>();
  #before: Row = {};
  #keys = new Set<string>();

  constructor(primaryKey: readonly string[]) {
    this.#shared = primaryKey.slice(0, -1);
    this.#last = primaryKey.at(-1) ?? '';
  }

  get size(): number {
    let size = 0;
    for (const keys of this.#byShared.values()) size += keys.size;
    return size;
  }

  add(row: Row): void {
    if (this.#byShared.size === 0 || !this.#sharesWith(row)) this.#keys = this.#keysBeside(row);
    this.#before = row;
    this.#keys.add(String(row[this.#last]));
  }

  /** Adds all keys to the filter; true when one of them may be there already. */
  mayRepeat(inserted: KeyFilter): boolean {
    let isKnown = false;
    for (const [shared, keys] of this.#byShared) {
      for (const key of keys) isKnown = inserted.add(key, shared) || isKnown;
    }
    return isKnown;
  }

  #sharesWith(row: Row): boolean {
    for (const name of this.#shared) if (row[name] !== this.#before[name]) return false;
    return true;
  }

  #keysBeside(row: Row): Set<string> {
    let shared = '';
    for (const name of this.#shared) shared += `${row[name]}\n`;
    const keys = this.#byShared.get(shared) ?? new Set();
    this.#byShared.set(shared, keys);
    return keys;
  }
}
