import type { Change } from '../../model/change.ts';
import type { Key, Row } from '../../model/stream.ts';
import type { InstanceRows } from './rows.ts';
import { instanceStreams } from './streams.ts';

const maxInstances = 100;
const maxRows = 5000;

/** Collects instances until they are worth a change of each stream: one change for each instance would be all overhead. */
export class Batch {
  readonly #wanted: ReadonlySet<string>;
  #rows = new Map<string, Row[]>();
  #parents: Key[] = [];
  #deleted: Key[] = [];
  /** Stream → instances of which it could not be read: what is known stays. */
  #kept = new Map<string, Set<string>>();
  #size = 0;

  constructor(wanted: ReadonlySet<string>) {
    this.#wanted = wanted;
  }

  get isFull(): boolean {
    return this.#parents.length >= maxInstances || this.#size >= maxRows;
  }

  add(instanceCode: string, instance: InstanceRows): void {
    this.#parents.push([instanceCode]);
    for (const stream of this.#wanted) if (!instance.has(stream)) this.#keep(stream, instanceCode);
    for (const [stream, rows] of instance) {
      const collected = this.#rows.get(stream) ?? [];
      for (const row of rows) collected.push(row);
      this.#rows.set(stream, collected);
      this.#size += rows.length;
    }
  }

  #keep(stream: string, instanceCode: string): void {
    const codes = this.#kept.get(stream) ?? new Set<string>();
    this.#kept.set(stream, codes.add(instanceCode));
  }

  /** The instance is gone upstream, and what belonged to it. */
  delete(instanceCode: string): void {
    this.#parents.push([instanceCode]);
    this.#deleted.push([instanceCode]);
  }

  *take(): Generator<Change, void, void> {
    const [rows, all, deleted, kept] = [this.#rows, this.#parents, this.#deleted, this.#kept];
    this.#rows = new Map();
    this.#parents = [];
    this.#kept = new Map();
    this.#deleted = [];
    this.#size = 0;
    for (const { name, parentKey } of instanceStreams) {
      const parents = all.filter(([code = '']) => kept.get(name)?.has(code) !== true);
      if (!this.#wanted.has(name) || parents.length === 0) continue;
      const collected = rows.get(name) ?? [];
      if (parentKey !== undefined) yield { kind: 'rows', stream: name, rows: collected, parents };
      else if (collected.length > 0) yield { kind: 'rows', stream: name, rows: collected };
      if (parentKey === undefined && deleted.length > 0) yield { kind: 'deletes', stream: name, keys: deleted };
    }
  }
}
