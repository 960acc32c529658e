import type { RowsChange, ScannedChange } from './change.ts';
import { RecordError } from './errors.ts';
import type { Row, Stream } from './stream.ts';

/**
 * Takes out rows whose primary key holds null: one destination would store another such row each time, for null equals nothing, and
 * another would refuse the whole commit. Feeds leave such records out by themselves; this holds whatever a feed does. Whoever takes a
 * source's changes passes rows through it: the engine and the Airbyte sources. What it remembers grows with the streams alone.
 */
export class KeyedRows {
  readonly #keys: ReadonlyMap<string, readonly string[]>;
  readonly #untold = new Map<string, number>();
  /** Streams of which a row was taken out since the run began, and since the refresh began. */
  readonly #lossy = { run: new Set<string>(), refresh: new Set<string>() };

  constructor(streams: readonly Stream[]) {
    this.#keys = new Map(streams.map(({ name, primaryKey }) => [name, primaryKey]));
  }

  /** What the refreshes before have lost says nothing of the scans to come. */
  beginRefresh(): void {
    this.#lossy.refresh.clear();
  }

  /** Where a row is taken out, the others do not replace what their parents had: the row may be any of it. */
  keep(change: RowsChange): RowsChange {
    const key = this.#keys.get(change.stream) ?? [];
    const hasKey = (row: Row): boolean => key.every((column) => row[column] !== null && row[column] !== undefined);
    if (change.rows.every(hasKey)) return change;
    const { parents: _, ...others } = change;
    const rows = change.rows.filter(hasKey);
    for (const lossy of Object.values(this.#lossy)) lossy.add(change.stream);
    this.#untold.set(change.stream, (this.#untold.get(change.stream) ?? 0) + change.rows.length - rows.length);
    return { ...others, rows };
  }

  /** Whether a row that the scan speaks of may have been taken out: what it did not meet is then not known to be gone. */
  hasLost({ stream, within }: ScannedChange): boolean {
    return this.#lossy[within ?? 'run'].has(stream);
  }

  /** What was taken out since the last time, by stream. */
  takeErrors(): ReadonlyMap<string, RecordError> {
    const errors = new Map([...this.#untold].map(([stream, count]) => [stream, keylessError(stream, count)]));
    this.#untold.clear();
    return errors;
  }
}

function keylessError(stream: string, count: number): RecordError {
  return new RecordError({
    code: 'record.unreadable',
    message: {
      en: `${count} ${count === 1 ? 'record' : 'records'} of ${stream} came without an id and ${count === 1 ? 'is' : 'are'} missing there`,
      zh: `${stream} 有 ${count} 条记录缺少 ID，未写入`,
    },
    details: { stream, count },
  });
}
