import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import * as attendance from '../../src/feeds/attendance/slices.ts';
import * as base from '../../src/feeds/base/slices.ts';
import * as contact from '../../src/feeds/contact/slices.ts';
import { isObject, parseJson } from '../../src/util/json.ts';

const number = fc.nat();
const id = fc.stringMatching(/^[A-Za-z0-9_-]{1,30}$/);

test('a slice is the same after it has been stored', () => {
  const bases = fc.oneof(
    fc.record({ kind: fc.constant('list' as const), appToken: id }),
    fc.record({ kind: fc.constant('table' as const), appToken: id, tableId: id }),
  );
  const contacts = fc.oneof(
    fc.constant({ kind: 'range' as const }),
    fc.record({ kind: fc.constantFrom('people' as const, 'departments' as const), number }),
  );
  const attendances = fc.record({
    kind: fc.constantFrom('user_flows' as const, 'user_tasks' as const),
    generation: number,
    number,
  });
  fc.assert(
    fc.property(bases, contacts, attendances, (ofBase, ofContact, ofAttendance) => {
      expect(base.toSlice(base.nameOfSlice(ofBase))).toEqual(ofBase);
      expect(contact.toSlice(contact.nameOfSlice(ofContact))).toEqual(ofContact);
      expect(attendance.toSlice(attendance.nameOfSlice(ofAttendance))).toEqual(ofAttendance);
    }),
  );
});

describe('names that the version before has stored', () => {
  const stored = parseJson(readFileSync('test/feeds/older-states.json', 'utf8'));
  const namesOf = (module: string): string[] =>
    Object.keys(isObject(stored) ? stored : {})
      .filter((name) => name.startsWith(`${module}/`))
      .map((name) => name.slice(module.length + 1));
  const again = {
    base: (name: string) => base.nameOfSlice(base.toSlice(name)),
    contact: (name: string) => {
      const slice = contact.toSlice(name);
      return slice && contact.nameOfSlice(slice);
    },
    attendance: (name: string) => {
      const slice = attendance.toSlice(name);
      return slice && attendance.nameOfSlice(slice);
    },
  };

  test.each(Object.entries(again))('of %s are those of its slices', (module, rewrite) => {
    const names = namesOf(module);
    expect(names.length).toBeGreaterThan(0);
    expect(names.map(rewrite)).toEqual(names);
  });
});

test('other names are no slices: what is not understood is neither used nor forgotten', () => {
  for (const name of ['', 'people', 'people/', 'people/x', 'people/01', 'groups/1', 'range/1'])
    expect(contact.toSlice(name), name).toBeUndefined();
  for (const name of ['', 'user_flows', 'user_flows/1', 'user_flows/1-', 'user_flows/01-0', 'others/1-0'])
    expect(attendance.toSlice(name), name).toBeUndefined();
});

test('a Base whose token begins with that of another is another', () => {
  const state = new Map(['bascnA', 'bascnA/tbl1', 'bascnAB', 'bascnAB/tbl2'].map((name) => [name, {}]));
  expect(base.rememberedTables(state, 'bascnA')).toEqual(['tbl1']);
  expect(base.rememberedTables(state, 'bascnAB')).toEqual(['tbl2']);
});
