import { countedNames, measuredNames, type TallyRow, type TallyTable } from '../../model/triggers/tally.ts';
import { inBatches } from '../../util/in-batches.ts';
import { batchSize, rowPlaceholders } from '../sql-text.ts';
import type { Access } from './access.ts';
import { StoredRow } from './stored-row.ts';

/** Table `tallies`. */
export class SqlTallies implements TallyTable {
  readonly #access: Access;

  constructor(access: Access) {
    this.#access = access;
  }

  async add(rows: readonly TallyRow[], now: number): Promise<void> {
    const key = ({ name, subjectId, label }: TallyRow): string => `${name} ${subjectId} ${label}`;
    // In one order, whoever adds: two do not wait for each other.
    const sorted = rows.toSorted((one, other) => (key(one) < key(other) ? -1 : 1));
    for (const some of inBatches(sorted, batchSize)) {
      const sql = `INSERT INTO tallies (name, subject_id, label, value, at) VALUES ${rowPlaceholders(some.length, 5)}
        ON CONFLICT (name, subject_id, label) DO UPDATE SET value = tallies.value + excluded.value, at = greatest(tallies.at, excluded.at)`;
      const values = some.flatMap(({ name, subjectId, label, value }) => [
        name,
        subjectId,
        label,
        Math.round(value),
        now,
      ]);
      await this.#access.write(({ run }) => run(sql, values));
    }
  }
}

/** A row of it. */
export function toTally(from: Readonly<Record<string, unknown>>): TallyRow {
  const row = new StoredRow(from);
  return {
    name: row.oneOf('name', [...countedNames, ...measuredNames]),
    subjectId: row.text('subject_id'),
    label: row.text('label'),
    value: row.number('value'),
  };
}
