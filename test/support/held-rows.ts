import type { Change, Scope } from '../../src/model/change.ts';
import { storedName } from '../../src/model/source-state.ts';
import type { Row, Stream } from '../../src/model/stream.ts';
import type { JsonValue } from '../../src/util/json.ts';

/** What a destination would hold after these changes, by the rules of the model and nothing else. */
export class HeldRows {
  readonly #streams: ReadonlyMap<string, Stream>;
  readonly #tables = new Map<string, Map<string, Row>>();
  /** As it would be stored. */
  readonly state: Map<string, JsonValue> = new Map();
  /** Warnings, and what was incomplete. */
  readonly said: Change[] = [];

  constructor(streams: readonly Stream[]) {
    this.#streams = new Map(streams.map((stream) => [stream.name, stream]));
  }

  /** Takes one read or refresh to its end. */
  async take(changes: AsyncIterable<Change>): Promise<void> {
    const delivered = new Map<string, Set<string>>();
    const scans: Extract<Change, { kind: 'scanned' }>[] = [];
    for await (const change of changes) {
      if (change.kind === 'rows') {
        for (const parent of change.parents ?? []) this.#deleteBelow(change.stream, parent);
        const keys = delivered.get(change.stream) ?? new Set<string>();
        delivered.set(change.stream, keys);
        for (const row of change.rows) {
          keys.add(this.#keyOf(change.stream, row));
          this.#table(change.stream).set(this.#keyOf(change.stream, row), row);
        }
      } else if (change.kind === 'deletes') {
        for (const key of change.keys) this.#table(change.stream).delete(JSON.stringify(key));
      } else if (change.kind === 'state') {
        const name = storedName(change.module, change.slice);
        if (change.state === null) this.state.delete(name);
        else this.state.set(name, change.state);
      } else if (change.kind === 'scanned') scans.push(change);
      else if (change.kind === 'warning' || change.kind === 'incomplete') this.said.push(change);
    }
    for (const { stream, scope } of scans) {
      const table = this.#table(stream);
      for (const [key, row] of table) if (!delivered.get(stream)?.has(key) && lies(row, scope)) table.delete(key);
    }
  }

  /** The rows of a stream in the order of their keys. */
  rows(stream: string): Row[] {
    return [...this.#table(stream)].toSorted(([left], [right]) => (left < right ? -1 : 1)).map(([, row]) => row);
  }

  #table(stream: string): Map<string, Row> {
    const table = this.#tables.get(stream) ?? new Map<string, Row>();
    this.#tables.set(stream, table);
    return table;
  }

  #keyOf(stream: string, row: Row): string {
    return JSON.stringify((this.#streams.get(stream)?.primaryKey ?? []).map((column) => row[column]));
  }

  #deleteBelow(stream: string, parent: readonly unknown[]): void {
    const columns = this.#streams.get(stream)?.primaryKey ?? [];
    const table = this.#table(stream);
    for (const [key, row] of table) {
      if (parent.every((value, at) => row[columns[at] ?? ''] === value)) table.delete(key);
    }
  }
}

function lies(row: Row, { equals, oneOf, range }: Scope): boolean {
  if (Object.entries(equals ?? {}).some(([column, value]) => row[column] !== value)) return false;
  if (oneOf !== undefined && !oneOf.values.includes(String(row[oneOf.column]))) return false;
  if (range === undefined) return true;
  const value = String(row[range.column]);
  return value >= range.from && value < range.to;
}
