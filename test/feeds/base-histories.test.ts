import fc from 'fast-check';
import { expect, test } from 'vitest';
import { BaseSync } from '../support/base-sync.ts';
import { Histories } from '../support/histories.ts';

const [minuteMs, hourMs] = [60_000, 3_600_000];
const startedAtMs = Date.UTC(2026, 4, 1);
const auditHours = 6;
const longestStep = 90;

const kind = fc.oneof(
  { weight: 40, arbitrary: fc.constantFrom('add', 'edit', 'edit', 'delete', 'restore', 'come-and-go', 'edit-linked') },
  {
    weight: 8,
    arbitrary: fc.constantFrom('rename', 'retype', 'add-field', 'remove-field', 'rename-option', 'new-table'),
  },
  { weight: 2, arbitrary: fc.constantFrom('second-time', 'partial-time', 'swap') },
);
const act = fc.record({ kind, pick: fc.nat(5_000) });
const step = fc.record({
  minutes: fc.integer({ min: 0, max: longestStep }),
  acts: fc.array(act, { maxLength: 4 }),
  /** After so many changes, or calls of the search, the read ends; the next one follows at once. */
  /** After so many changes somebody does this while the pages are read; the next read follows at once. */
  during: fc.option(
    fc.record({
      changes: fc.nat(12),
      acts: fc.array(fc.record({ kind: fc.constantFrom('add', 'edit', 'delete', 'delete'), pick: fc.nat(5_000) }), {
        minLength: 1,
        maxLength: 4,
      }),
    }),
    { freq: 3, nil: undefined },
  ),
  brokenAfter: fc.option(fc.record({ changes: fc.nat(12), calls: fc.nat(6) }), { freq: 3, nil: undefined }),
});
type Act = typeof act extends fc.Arbitrary<infer T> ? T : never;
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

/** One table: what people do to it. */
class People {
  readonly #sync: BaseSync;
  readonly #appToken: string;
  readonly #trash = new Map<string, string[]>();
  #names = 0;

  constructor(sync: BaseSync) {
    this.#sync = sync;
    [this.#appToken] = sync.table;
  }

  /** Gives the keys of the records of which a sign tells; undefined where a count hides what was done. */
  do({ kind, pick }: Act): readonly string[] | undefined {
    const { tables } = this.#sync;
    const ids = tables.tableIds(this.#appToken);
    const table = [this.#appToken, ids[pick % ids.length] ?? ''] as const;
    const keyOf = (id: string): string => [...table, id].join('/');
    const some = [...this.#live(table)];
    const one = some[pick % Math.max(1, some.length)];
    const trash = this.#trash.get(table[1]) ?? [];
    this.#trash.set(table[1], trash);
    const fields = tables.fields(...table).filter(({ is_primary }) => is_primary !== true);
    const field = fields[pick % Math.max(1, fields.length)];
    const remove = (id: string): void => {
      tables.deleteRecord(...table, id);
      trash.push(id);
    };
    switch (kind) {
      case 'add':
        return [keyOf(tables.addRecord(...table))];
      case 'edit':
        if (one !== undefined) tables.editRecord(...table, one, {});
        return one === undefined ? [] : [keyOf(one)];
      case 'edit-linked': {
        const primary = tables.fields(...table).find(({ is_primary }) => is_primary === true);
        if (one !== undefined)
          tables.editRecord(...table, one, { [String(primary?.field_name)]: `text ${this.#names++}` });
        return one === undefined ? [] : [keyOf(one)];
      }
      case 'delete':
        if (one !== undefined) remove(one);
        return one === undefined ? [] : [keyOf(one)];
      case 'restore': {
        const back = trash.shift();
        if (back !== undefined) tables.restoreRecord(...table, back);
        return back === undefined ? [] : [keyOf(back)];
      }
      case 'swap': {
        const back = trash.shift();
        if (back === undefined || one === undefined) return [];
        tables.restoreRecord(...table, back);
        remove(one);
        return undefined;
      }
      case 'come-and-go':
        remove(tables.addRecord(...table));
        return [];
      case 'rename':
        if (field !== undefined) tables.renameField(...table, String(field.field_name), `renamed ${this.#names++}`);
        return some.map(keyOf);
      case 'retype':
        if (field !== undefined && field.type !== 1002)
          tables.retypeField(...table, String(field.field_name), { type: 2, uiType: 'Number' });
        return some.map(keyOf);
      case 'add-field':
        tables.addField(...table, { name: `added ${this.#names++}`, type: 1, uiType: 'Text' });
        return [];
      case 'remove-field':
        if (field !== undefined && fields.length > 4) tables.removeField(...table, String(field.field_name));
        return some.map(keyOf);
      case 'second-time':
        tables.addField(...table, { name: `time ${this.#names++}`, type: 1002, uiType: 'ModifiedTime' });
        return [];
      case 'partial-time': {
        const watches = [String(field?.field_id)];
        tables.addField(...table, { name: `time ${this.#names++}`, type: 1002, uiType: 'ModifiedTime', watches });
        return [];
      }
      case 'rename-option': {
        const select = fields.find(({ type }) => type === 3);
        if (select === undefined) return [];
        const rename = `option ${this.#names++}`;
        tables.changeOptions(...table, String(select.field_name), { add: rename });
        tables.changeOptions(...table, String(select.field_name), { rename, to: `option ${this.#names++}` });
        return [];
      }
      case 'new-table': {
        if (ids.length > 1 && pick % 2 === 0) tables.deleteTable(...table);
        else if (ids.length < 4)
          tables.addRecord(this.#appToken, tables.addTable(this.#appToken, `table ${this.#names++}`));
        return [];
      }
    }
  }

  *#live([appToken, tableId]: readonly [string, string]): Generator<string> {
    for (const text of this.#sync.tables.records(appToken, tableId)) {
      const record: unknown = JSON.parse(text);
      if (typeof record === 'object' && record !== null && 'record_id' in record) yield String(record.record_id);
    }
  }
}

/** Does what is to be done once so many changes have come, and leaves the read to go on. */
function whenReading({ changes, acts }: NonNullable<Step['during']>, act: (one: Act) => void): () => boolean {
  let left = changes;
  return () => {
    if (left-- === 0) for (const one of acts) act(one);
    return false;
  };
}

/** A field that tells of some edits only may be taken until it is seen to: what is edited elsewhere waits for the audit. */
const isPartial = (acts: readonly Act[]): boolean => acts.some(({ kind }) => kind === 'partial-time');

test('whatever happens, each row is the truth of a moment not older than the audit, and what a sign shows is there at once', {
  timeout: 600_000,
}, async () => {
  const search = '/open-apis/bitable/v1/apps/:app_token/tables/:table_id/records/search';
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 3, maxLength: 12 }), fc.boolean(), async (steps, skewed) => {
      await using sync = await BaseSync.start(startedAtMs, {
        // Larger than a page: what has not changed is not read.
        bases: [{ tables: 2, records: 1_300 }],
        switches: { baseOrder: skewed ? 'skewed' : 'creation' },
      });
      sync.auditHours = auditHours;
      const people = new People(sync);
      const histories = new Histories();
      histories.note(sync.now, sync.truth());
      await sync.run();
      const before = new Set<string>();
      let [hides, hadPartial] = [0, false];
      const shown = new Set<string>();
      for (const { minutes, acts, brokenAfter, during } of steps) {
        sync.now += minutes * minuteMs + 1;
        for (const one of acts) {
          const keys = people.do(one);
          if (keys === undefined) hides = sync.now;
          for (const key of keys ?? []) shown.add(key);
        }
        hadPartial ||= isPartial(acts);
        const truth = sync.truth();
        histories.note(sync.now, truth);
        if (brokenAfter !== undefined) {
          let left = brokenAfter.changes;
          sync.sandbox.faults.add({ path: search, kind: 'code-in-200', code: 1254000, after: brokenAfter.calls });
          await sync.run(() => left-- <= 0);
          sync.sandbox.faults.clear();
          sync.complaints.length = 0;
          for (const key of before) if (truth.has(key)) expect(sync.held.has(key), `kept ${key}`).toBe(true);
        }
        if (during !== undefined) {
          // What follows from a record that goes meanwhile, such as the text of a link to it, waits for the audit.
          shown.clear();
          await sync.run(
            whenReading(during, (one) => {
              for (const key of people.do(one) ?? []) shown.add(key);
            }),
          );
          const meanwhile = sync.truth();
          histories.note(sync.now, meanwhile);
          for (const key of before) if (meanwhile.has(key)) expect(sync.held.has(key), `kept ${key}`).toBe(true);
          sync.now++;
        }
        await sync.run();
        const from = sync.now - auditHours * hourMs - longestStep * minuteMs;
        const held = sync.heldTruth();
        for (const key of new Set([...histories.keys, ...held.keys()])) {
          const isAtOnce = shown.has(key) && hides === 0 && !hadPartial;
          const isSo = histories.wasSo(key, held.get(key), isAtOnce ? sync.now : from);
          expect(isSo, `${key} ${isAtOnce ? 'at once' : ''} ${histories.tell(key, held.get(key))}`).toBe(true);
        }
        const stands = sync.truth();
        for (const key of before) if (stands.has(key)) expect(held.has(key), `kept ${key}`).toBe(true);
        before.clear();
        for (const key of held.keys()) before.add(key);
        shown.clear();
        if (hides < sync.now - auditHours * hourMs) hides = 0;
      }
      expect(sync.complaints).toEqual([]);
    }),
    { numRuns: Number(process.env.SEQUENCES ?? 6), seed: Number(process.env.SEED ?? 5) },
  );
});
