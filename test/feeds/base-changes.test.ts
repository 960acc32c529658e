import { afterEach, describe, expect, test } from 'vitest';
import type { Change } from '../../src/model/change.ts';
import type { SandboxOptions } from '../../src/sandbox/sandbox-options.ts';
import { isObject, parseJson } from '../../src/util/json.ts';
import { BaseSync } from '../support/base-sync.ts';

const [minuteMs, hourMs] = [60_000, 3_600_000];
const startedAtMs = Date.UTC(2026, 4, 1);
/** Of a table with 1,200 records: where its changes begin, and its pages. */
const whole = 1 + 3;

let open: BaseSync[] = [];
afterEach(async () => {
  for (const one of open) await one[Symbol.asyncDispose]();
  open = [];
});

async function start(settings?: SandboxOptions): Promise<BaseSync> {
  const sync = await BaseSync.start(startedAtMs, settings);
  open.push(sync);
  return sync;
}

/** The id of the n-th record that was ever made in the first table. */
function idOf(sync: BaseSync, row: number): string {
  return sync.tables.recordId(...sync.table, row);
}

function expectTruth(sync: BaseSync): void {
  expect(sync.heldTruth()).toEqual(sync.truth());
  expect(sync.complaints).toEqual([]);
}

function fieldIdOf(sync: BaseSync, name: string): string {
  return String(sync.tables.fields(...sync.table).find((field) => field.field_name === name)?.field_id);
}

describe('what a run costs', () => {
  test('one page where nothing has changed; edits and new records cost what they fill', async () => {
    const sync = await start();
    expect((await sync.run()).pages).toBe(whole);
    sync.now += minuteMs;
    expect((await sync.run()).pages).toBe(1);
    sync.now += hourMs;
    sync.tables.editRecord(...sync.table, idOf(sync, 700), {});
    sync.tables.addRecord(...sync.table);
    sync.now += 1;
    expect((await sync.run()).pages).toBe(1);
    expectTruth(sync);
  });

  test('what was changed all at once is read once', async () => {
    const sync = await start();
    await sync.run();
    sync.now += hourMs;
    for (let row = 0; row < 1_100; row++) sync.tables.editRecord(...sync.table, idOf(sync, row), {});
    for (let made = 0; made < 100; made++) sync.tables.addRecord(...sync.table);
    expect((await sync.run()).pages).toBe(3);
    const states = JSON.stringify([...sync.state]).length;
    const pages: number[] = [];
    for (let run = 0; run < 3; run++) {
      sync.now += 16 * minuteMs;
      pages.push((await sync.run()).pages);
    }
    // The first of them may still meet what came late.
    expect(pages).toEqual([3, 1, 1]);
    expect(JSON.stringify([...sync.state]).length).toBeLessThan(states / 2);
    expectTruth(sync);
  });

  test('what was changed while a read was broken off is there after the next one by changes', async () => {
    const sync = await start({ bases: [{ tables: 1, records: 11_000 }] });
    sync.resume = { since: sync.now };
    await sync.run(({ kind }) => kind === 'state');
    sync.now += hourMs;
    sync.tables.editRecord(...sync.table, idOf(sync, 5), {});
    sync.now += hourMs;
    sync.tables.editRecord(...sync.table, idOf(sync, 10_900), {});
    expect((await sync.run()).pages).toBe(2);
    sync.resume = undefined;
    sync.now += minuteMs;
    expect((await sync.run()).pages).toBeLessThan(5);
    expectTruth(sync);
  });

  test('each table is scanned again within the time of the audit', async () => {
    const sync = await start();
    await sync.run();
    const pages: number[] = [];
    for (let hour = 1; hour <= 24; hour++) {
      sync.now += hourMs;
      pages.push((await sync.run()).pages);
    }
    expect(pages.filter((count) => count > 1)).toEqual([whole]);
    expect(sync.complaints).toEqual([]);
  });
});

describe('what is gone, and what comes back', () => {
  test('a deletion is told by the count of the platform, and found among the ids', async () => {
    const sync = await start();
    await sync.run();
    sync.now += minuteMs;
    sync.tables.deleteRecord(...sync.table, idOf(sync, 5));
    // The changes, the ids, what changed meanwhile; and whether the missing one is really gone.
    expect(await sync.run()).toEqual({ pages: 1 + 3 + 1, byId: 1 });
    expectTruth(sync);
    sync.now += minuteMs;
    expect(await sync.run()).toEqual({ pages: 1, byId: 0 });
  });

  test('ids do not count as reading the records: the audit comes when it is due', async () => {
    const sync = await start();
    await sync.run();
    let audits = 0;
    for (let hour = 1; hour <= 24; hour++) {
      sync.now += hourMs;
      sync.tables.deleteRecord(...sync.table, idOf(sync, hour));
      if ((await sync.run()).pages === whole) audits++;
    }
    expect(audits).toBe(1);
    expectTruth(sync);
  });

  test.each(['kept', 'now'] as const)(
    'a record from the trash is read by its id; its time: %s',
    async (baseRestoredTime) => {
      const sync = await start({ switches: { baseRestoredTime } });
      await sync.run();
      const [one, two] = [idOf(sync, 5), idOf(sync, 6)];
      for (const id of [one, two]) {
        sync.now += hourMs;
        sync.tables.deleteRecord(...sync.table, id);
      }
      await sync.run();
      expectTruth(sync);
      sync.now += hourMs;
      sync.tables.restoreRecord(...sync.table, one);
      const calls = await sync.run();
      expectTruth(sync);
      expect(calls).toEqual({ pages: 1 + 3 + 1, byId: baseRestoredTime === 'kept' ? 1 : 0 });
      sync.now += minuteMs;
      expect((await sync.run()).pages).toBe(1);
    },
  );

  test('as many from the trash as were deleted: seen by the audit', async () => {
    const sync = await start();
    await sync.run();
    sync.now += hourMs;
    sync.tables.deleteRecord(...sync.table, idOf(sync, 5));
    await sync.run();
    sync.now += hourMs;
    sync.tables.restoreRecord(...sync.table, idOf(sync, 5));
    sync.tables.deleteRecord(...sync.table, idOf(sync, 6));
    expect((await sync.run()).pages).toBe(1);
    expect(sync.heldTruth()).not.toEqual(sync.truth());
    sync.now += 23 * hourMs;
    await sync.run();
    expectTruth(sync);
  });

  test('records that come and go between two runs leave no trace', async () => {
    const sync = await start();
    await sync.run();
    sync.now += hourMs;
    const [stays, goes] = [sync.tables.addRecord(...sync.table), sync.tables.addRecord(...sync.table)];
    sync.tables.deleteRecord(...sync.table, goes);
    expect((await sync.run()).pages).toBe(1);
    expectTruth(sync);
    sync.now += 1;
    sync.tables.deleteRecord(...sync.table, stays);
    await sync.run();
    expectTruth(sync);
  });

  test('what comes and goes while the ids are read is settled by the next run', async () => {
    const sync = await start();
    await sync.run();
    sync.now += hourMs;
    sync.tables.deleteRecord(...sync.table, idOf(sync, 5));
    let pages = 0;
    await sync.run((change) => {
      if (change.kind !== 'present') return false;
      sync.now += 1;
      sync.tables.addRecord(...sync.table);
      if (++pages === 2) sync.tables.deleteRecord(...sync.table, idOf(sync, 1));
      return false;
    });
    sync.now += minuteMs;
    await sync.run();
    expectTruth(sync);
    sync.now += minuteMs;
    expect((await sync.run()).pages).toBe(1);
  });

  test('new records while the ids are read do not make the next run read them again', async () => {
    const sync = await start();
    await sync.run();
    sync.now += hourMs;
    sync.tables.deleteRecord(...sync.table, idOf(sync, 5));
    await sync.run((change) => {
      if (change.kind !== 'present') return false;
      sync.now += 1;
      sync.tables.addRecord(...sync.table);
      return false;
    });
    expectTruth(sync);
    sync.now += minuteMs;
    expect((await sync.run()).pages).toBe(1);
    expectTruth(sync);
  });

  test('what is deleted while pages that go by position are read is settled by the next run: another record is on no page', async () => {
    const sync = await start({ switches: { baseOrder: 'skewed' } });
    const idIn = (change: Change): string | undefined => {
      if (change.kind === 'present') return change.keys[0]?.at(-1);
      if (change.kind !== 'rows' || change.stream !== 'base_records') return undefined;
      return change.rows.length < 500 ? undefined : String(change.rows[0]?.record_id);
    };
    const runWithDeletion = async (): Promise<void> => {
      let deleted: string | undefined;
      await sync.run((change) => {
        if (deleted !== undefined) return false;
        deleted = idIn(change);
        if (deleted !== undefined) sync.tables.deleteRecord(...sync.table, deleted);
        return false;
      });
      expect(sync.heldTruth()).not.toEqual(sync.truth());
      sync.now += hourMs;
      await sync.run();
      expectTruth(sync);
      sync.now += hourMs;
    };
    await runWithDeletion();
    sync.tables.deleteRecord(...sync.table, idOf(sync, 900));
    await runWithDeletion();
    expect((await sync.run()).pages).toBe(1);
  });

  test('a read that is broken off among the ids deletes nothing, and the next one finds the same', async () => {
    const sync = await start();
    await sync.run();
    sync.now += hourMs;
    sync.tables.deleteRecord(...sync.table, idOf(sync, 1_100));
    let seen = 0;
    await sync.run((change) => change.kind === 'present' && ++seen === 2);
    expect(sync.held.size).toBe(1_200);
    sync.now += minuteMs;
    expect((await sync.run()).pages).toBe(1 + 3 + 1);
    expectTruth(sync);
  });

  test('where it cannot be asked what is really gone, nothing is deleted, and the next run asks', async () => {
    const sync = await start();
    await sync.run();
    sync.now += hourMs;
    sync.tables.deleteRecord(...sync.table, idOf(sync, 5));
    const batch = '/open-apis/bitable/v1/apps/:app_token/tables/:table_id/records/batch_get';
    sync.sandbox.faults.add({ path: batch, kind: 'code-in-200', code: 1254000 });
    await sync.run();
    expect(sync.held.size).toBe(1_200);
    sync.sandbox.faults.clear();
    sync.now += minuteMs;
    await sync.run();
    expectTruth(sync);
  });

  test('a table that is deleted, and one that is made', async () => {
    const sync = await start({ bases: [{ tables: 2, records: 20 }] });
    await sync.run();
    const [appToken] = sync.table;
    sync.now += hourMs;
    const [, second = ''] = sync.tables.tableIds(appToken);
    sync.tables.deleteTable(appToken, second);
    const made = sync.tables.addTable(appToken, '数据表 2');
    sync.tables.addRecord(appToken, made);
    await sync.run();
    expectTruth(sync);
    expect([...sync.state.keys()].filter((slice) => slice.endsWith(second))).toEqual([]);
    sync.now += hourMs;
    sync.tables.addRecord(appToken, made);
    await sync.run();
    expectTruth(sync);
  });
});

describe('a table whose columns are others is read whole at once', () => {
  const drifts: Readonly<Record<string, (sync: BaseSync) => void>> = {
    'a renamed field': (sync) => sync.tables.renameField(...sync.table, 'Customer', '客户'),
    'a retyped field': (sync) => sync.tables.retypeField(...sync.table, 'Note', { type: 2, uiType: 'Number' }),
    'a removed field': (sync) => sync.tables.removeField(...sync.table, 'Note'),
    'the renamed field of last-modified time': (sync) => sync.tables.renameField(...sync.table, 'Last update', '更新'),
    'a second field of last-modified time': (sync) => {
      sync.tables.addField(...sync.table, { name: 'again', type: 1002, uiType: 'ModifiedTime' });
    },
  };

  test.each(Object.entries(drifts))('%s', async (_, drift) => {
    const sync = await start();
    await sync.run();
    sync.now += hourMs;
    drift(sync);
    await sync.run();
    expectTruth(sync);
    sync.now += minuteMs;
    sync.tables.editRecord(...sync.table, idOf(sync, 3), {});
    expect((await sync.run()).pages).toBe(1);
    expectTruth(sync);
  });

  test('an option that is renamed, not one that is added', async () => {
    const sync = await start();
    await sync.run();
    const select = sync.tables.fields(...sync.table).find(({ type }) => type === 3);
    const [name, first] = [
      String(select?.field_name),
      String(
        [...sync.truth().values()]
          .map((text) => parseJson(text))
          .flatMap((row) => (Array.isArray(row) && isObject(row[0]) ? [row[0][String(select?.field_name)]] : []))
          .find((cell) => typeof cell === 'string'),
      ),
    ];
    sync.now += hourMs;
    sync.tables.changeOptions(...sync.table, name, { add: 'one more' });
    expect((await sync.run()).pages).toBe(1);
    sync.now += hourMs;
    sync.tables.changeOptions(...sync.table, name, { rename: first, to: 'renamed' });
    expect((await sync.run()).pages).toBe(whole);
    expectTruth(sync);
  });

  test('a stream that joins later has all records', async () => {
    const sync = await start({ bases: [{ tables: 1, records: 30 }] });
    await sync.run();
    sync.now += hourMs;
    sync.typedStreams = true;
    const rows = new Map<string, number>();
    await sync.run((change) => {
      if (change.kind === 'rows') rows.set(change.stream, (rows.get(change.stream) ?? 0) + change.rows.length);
      return false;
    });
    expect([...rows.values()]).toEqual([30, 30]);
    sync.now += hourMs;
    // One that was left out for a while has missed something.
    sync.typedStreams = false;
    expect((await sync.run()).pages).toBe(1);
    sync.typedStreams = true;
    expect((await sync.run()).pages).toBe(2);
  });
});

describe('a table without a field that tells of every edit is scanned', () => {
  test('its field was removed', async () => {
    const sync = await start();
    await sync.run();
    sync.now += hourMs;
    sync.tables.removeField(...sync.table, 'Last update');
    for (let run = 0; run < 2; run++) {
      sync.now += hourMs;
      sync.tables.editRecord(...sync.table, idOf(sync, 3), { Note: 'changed' });
      expect((await sync.run()).pages).toBe(3);
      expectTruth(sync);
    }
  });

  test('its field watches some fields only; another one that watches all is taken', async () => {
    const sync = await start();
    sync.tables.removeField(...sync.table, 'Last update');
    const watches = [fieldIdOf(sync, 'Note')];
    sync.tables.addField(...sync.table, { name: 'of notes', type: 1002, uiType: 'ModifiedTime', watches });
    await sync.run();
    sync.now += hourMs;
    sync.tables.editRecord(...sync.table, idOf(sync, 3), { Note: 'changed' });
    expect((await sync.run()).pages).toBe(1);
    expectTruth(sync);
    // The record is among those that came, and says that it was edited since its field.
    for (const row of [3, 4]) {
      sync.now += hourMs;
      sync.tables.editRecord(...sync.table, idOf(sync, row), { Customer: 'changed' });
      expect((await sync.run()).pages).toBe(row === 3 ? 1 + whole : whole);
      expectTruth(sync);
    }
    sync.tables.addField(...sync.table, { name: 'of all', type: 1002, uiType: 'ModifiedTime' });
    sync.now += hourMs;
    await sync.run();
    sync.now += hourMs;
    sync.tables.editRecord(...sync.table, idOf(sync, 5), { Customer: 'changed' });
    expect((await sync.run()).pages).toBe(1);
    expectTruth(sync);
  });

  test('its Base has advanced permissions', async () => {
    const sync = await start();
    await sync.run();
    const [appToken] = sync.table;
    sync.now += hourMs;
    sync.tables.setAdvancedPermissions(appToken, true);
    await sync.run();
    // Hidden, not deleted.
    expect(sync.held.size).toBe(1_200);
    expect(sync.complaints.length).toBeGreaterThan(0);
  });
});

describe('before a run', () => {
  test('the plan says what it will call', async () => {
    const sync = await start();
    const plan = async (): Promise<unknown[]> =>
      (await Array.fromAsync(sync.feed.plan(sync.request)))
        .filter(({ endpoint }) => endpoint.path.endsWith('/search'))
        .map(({ purpose, calls }) => [purpose, calls]);
    const held = async (expected: unknown[]): Promise<void> => {
      expect(await plan()).toEqual([expected]);
      expect((await sync.run()).pages).toBe(expected[1]);
    };
    await held(['new', whole]);
    sync.now += hourMs;
    for (let made = 0; made < 600; made++) sync.tables.addRecord(...sync.table);
    await held(['changes', 2]);
    sync.now += hourMs;
    // What was made just before the last run is met once more.
    await sync.run();
    sync.now += hourMs;
    sync.tables.deleteRecord(...sync.table, idOf(sync, 3));
    await held(['changes', 1 + 4 + 1]);
    sync.now += 23 * hourMs;
    await held(['audit', 1 + 4]);
    sync.now += hourMs;
    sync.tables.removeField(...sync.table, 'Last update');
    await sync.run();
    sync.now += hourMs;
    expect(await plan()).toEqual([['exact', 1 + 4]]);
  });

  test('the check says how each table is read, in both languages', async () => {
    const sync = await start({ bases: [{ tables: 3, records: 20 }] });
    const [appToken, first] = sync.table;
    const [, second = '', third = ''] = sync.tables.tableIds(appToken);
    sync.tables.removeField(appToken, second, '最后更新时间');
    const check = async () =>
      (await Array.fromAsync(sync.feed.check(sync.request)))
        .filter(({ message }) => /^Table/.test(message.en))
        .map(({ outcome, message: { en, zh } }) => [outcome, en, zh]);
    expect(await check()).toEqual([
      [
        'ok',
        expect.stringMatching(
          `^Table ".+" \\(${first}\\) is read by what changed last, as its field "Last update" tells$`,
        ),
        expect.stringMatching(`^数据表“.+”（${first}）按字段“Last update”读取最近的变化$`),
      ],
      [
        'warning',
        expect.stringContaining(`(${second}) is read whole`),
        expect.stringContaining(`（${second}）每次运行都完整读取：没有`),
      ],
      ['warning', expect.stringContaining(`(${third}) is read whole`), expect.stringContaining('没有')],
    ]);
    sync.tables.setAdvancedPermissions(appToken, true);
    expect((await check()).map(([outcome, en]) => [outcome, String(en).split(': ')[1]])).toEqual(
      Array.from({ length: 3 }, () => ['warning', 'its Base has advanced permissions']),
    );
  });
});
