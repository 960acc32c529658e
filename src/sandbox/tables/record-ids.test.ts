import fc from 'fast-check';
import { expect, test } from 'vitest';
import { RecordIds } from './record-ids.ts';

test('a record id leads back to its row, in its own table only', () => {
  fc.assert(
    fc.property(fc.nat(0xffffffff), fc.integer(), fc.integer(), (row, salt, otherSalt) => {
      const id = new RecordIds(salt).idOf(row);
      expect(id).toMatch(/^rec[A-Za-z0-9]{8}$/);
      expect(new RecordIds(salt).rowOf(id)).toBe(row);
      if (!id.startsWith(new RecordIds(otherSalt).idOf(0).slice(0, 5)))
        expect(new RecordIds(otherSalt).rowOf(id)).toBe(-1);
    }),
  );
});

test('rows of one table never share an id', () => {
  const ids = new RecordIds(7);
  expect(new Set(Array.from({ length: 50_000 }, (_, row) => ids.idOf(row))).size).toBe(50_000);
});

test.each(['', 'rec', 'rec1234567', 'recZZ999999', 'tblAAAAAAAA'])('%j is no record id of the sandbox', (id) => {
  expect(new RecordIds(7).rowOf(id)).toBeLessThan(0);
});
