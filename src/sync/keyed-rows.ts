import type { RowsChange } from '../model/change.ts';
import type { PlannedStream } from '../model/destination.ts';
import { RecordError } from '../model/errors.ts';
import type { Row } from '../model/stream.ts';

/**
 * Takes out rows whose primary key holds null: one destination would store another such row each time, for null equals nothing, and
 * another would refuse the whole commit. Feeds leave such records out by themselves; this holds whatever a feed does.
 */
export class KeyedRows {
  readonly #keys: ReadonlyMap<string, readonly string[]>;
  readonly #untold = new Map<string, number>();
  readonly #lossy = new Set<string>();

  constructor(planned: readonly PlannedStream[]) {
    this.#keys = new Map(planned.map(({ stream }) => [stream.name, stream.primaryKey]));
  }

  /** Where a row is taken out, the others do not replace what their parents had: the row may be any of it. */
  keep(change: RowsChange): RowsChange {
    const key = this.#keys.get(change.stream) ?? [];
    const hasKey = (row: Row): boolean => key.every((column) => row[column] !== null && row[column] !== undefined);
    if (change.rows.every(hasKey)) return change;
    const { parents: _, ...others } = change;
    const rows = change.rows.filter(hasKey);
    this.#lossy.add(change.stream);
    this.#untold.set(change.stream, (this.#untold.get(change.stream) ?? 0) + change.rows.length - rows.length);
    return { ...others, rows };
  }

  /** Whether a row of the stream was taken out: what its scans did not meet is then not known to be gone. */
  hasLost(stream: string): boolean {
    return this.#lossy.has(stream);
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
