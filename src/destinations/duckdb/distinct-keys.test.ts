import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Row } from '../../model/stream.ts';
import { KeyFilter } from '../../util/key-filter.ts';
import { DistinctKeys } from './distinct-keys.ts';

const name = fc.constantFrom('a', 'b', 'c');
const rows: fc.Arbitrary<Row[]> = fc.array(
  fc.record({ app: name, table: name, id: fc.constantFrom('1', '2', '3', '4') }),
);
const keyOf = ({ app, table, id }: Row): string => `${app} ${table} ${id}`;

test.each([[['app', 'table', 'id']], [['table', 'id']], [['id']]])(
  'keys of %s: counted once, in any order',
  (primaryKey) => {
    fc.assert(
      fc.property(rows, (written) => {
        const keys = new DistinctKeys(primaryKey);
        for (const row of written) keys.add(row);
        expect(keys.size).toBe(new Set(written.map((row) => primaryKey.map((column) => row[column]).join())).size);
      }),
    );
  },
);

test('what a batch before has brought is known, whatever stood between', () => {
  fc.assert(
    fc.property(fc.array(rows), (batches) => {
      const filter = new KeyFilter();
      const known = new Set<string>();
      for (const batch of batches) {
        const keys = new DistinctKeys(['app', 'table', 'id']);
        for (const row of batch) keys.add(row);
        expect(keys.mayRepeat(filter)).toBe(batch.some((row) => known.has(keyOf(row))));
        for (const row of batch) known.add(keyOf(row));
      }
    }),
  );
});
