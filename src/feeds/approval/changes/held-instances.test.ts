import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type HeldInstance, HeldInstances, markOf } from './held-instances.ts';

const code = fc.oneof(
  { weight: 5, arbitrary: fc.uuid().map((uuid) => uuid.toUpperCase()) },
  // Few, so that the same comes again.
  {
    weight: 5,
    arbitrary: fc.integer({ min: 0, max: 20 }).map((n) => `00000000-0000-0000-0000-${String(n).padStart(12, '0')}`),
  },
  { weight: 1, arbitrary: fc.constantFrom('a', 'b', '审批', 'ffffffff-0000-0000-0000-000000000000') },
);
const held: fc.Arbitrary<HeldInstance> = fc.record({
  status: fc.constantFrom('OTHER', 'PENDING', 'APPROVED', 'REJECTED', 'CANCELED', 'DELETED', 'OWED'),
  ended: fc.nat(2 ** 24 - 1),
  created: fc.nat(2 ** 16 - 1),
  touched: fc.nat(2 ** 31 - 1),
  mark: fc.nat(2 ** 24 - 1),
});
const acts = fc.array(
  fc.oneof(
    { weight: 6, arbitrary: fc.record({ code, held }) },
    { weight: 2, arbitrary: fc.record({ code, held: fc.constant(undefined) }) },
    { weight: 1, arbitrary: fc.constant('write' as const) },
    { weight: 1, arbitrary: fc.constant('list' as const) },
  ),
  { maxLength: 60 },
);

test('what is held is what was set, however often it is written and read', () => {
  fc.assert(
    fc.property(acts, code, (some, after) => {
      const model = new Map<string, HeldInstance>();
      let ours = HeldInstances.none();
      for (const act of some) {
        if (act === 'write')
          ours = HeldInstances.read(JSON.parse(JSON.stringify(ours.write()))) ?? HeldInstances.none();
        else if (act === 'list') expect(new Map(ours.entries())).toEqual(model);
        else {
          ours.set(act.code, act.held);
          if (act.held === undefined) model.delete(act.code);
          else model.set(act.code, act.held);
          expect(ours.get(act.code)).toEqual(act.held);
        }
        expect(ours.size).toBe(model.size);
      }
      const codes = [...ours.entries()].map(([one]) => one);
      expect(codes.toSorted()).toEqual([...model.keys()].toSorted());
      if (codes.includes(after))
        expect([...ours.entries(after)].map(([one]) => one)).toEqual(codes.slice(codes.indexOf(after) + 1));
    }),
  );
});

test('a million take less than 40 bytes each', () => {
  const ours = HeldInstances.none();
  const count = 100_000;
  for (let at = 0; at < count; at++) {
    const tail = at.toString(16).toUpperCase().padStart(12, '0');
    const [status, ended, created] = ['PENDING' as const, 0, 4000];
    ours.set(`${tail.slice(-8)}-0000-4000-8000-${tail}`, { status, ended, created, touched: 9, mark: 7 });
  }
  expect(JSON.stringify(ours.write()).length / count).toBeLessThan(40);
});

test.each([null, 'text', { packed: 'AAAA' }, { packed: '', others: { x: 'AAAA' } }])(
  '%j is not taken for it',
  (value) => {
    expect(HeldInstances.read(value)).toBeUndefined();
  },
);

test('a mark tells statuses and ends apart, and does not mind capitals', () => {
  expect(markOf('canceled', 5)).toBe(markOf('CANCELED', 5));
  const marks = ['pending', 'approved', 'rejected'].flatMap((status) =>
    [0, 1_775_658_677_791, 1_775_658_677_792].map((end) => markOf(status, end)),
  );
  expect(new Set(marks).size).toBe(marks.length);
  expect(marks.every((mark) => mark > 0 && mark < 2 ** 24)).toBe(true);
});
