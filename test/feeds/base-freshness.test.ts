import { afterEach, expect, test } from 'vitest';
import type { SandboxOptions } from '../../src/sandbox/sandbox-options.ts';
import { BaseSync } from '../support/base-sync.ts';

const hourMs = 3_600_000;
const startedAtMs = Date.UTC(2026, 4, 1);

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

const calls = (sync: BaseSync, purpose: string): number => sync.purposes.filter((one) => one === purpose).length;

test('calls are for new tables, for changes, and for the audit', async () => {
  const sync = await start();
  await sync.run();
  expect([calls(sync, 'new'), calls(sync, 'changes'), calls(sync, 'audit')]).toEqual([4, 0, 0]);
  sync.purposes.length = 0;
  sync.now += hourMs;
  await sync.run();
  expect([calls(sync, 'new'), calls(sync, 'changes'), calls(sync, 'audit')]).toEqual([0, 1, 0]);
  sync.purposes.length = 0;
  sync.now += 24 * hourMs;
  await sync.run();
  expect([calls(sync, 'new'), calls(sync, 'changes'), calls(sync, 'audit')]).toEqual([0, 0, 4]);
});

test('the oldest of all tables says as of when they are audited, and a read that is broken off says nothing', async () => {
  const sync = await start({ bases: [{ tables: 3, records: 40 }] });
  await sync.run();
  expect(sync.auditedAsOf).toBe(startedAtMs);
  let ages: number[] = [];
  for (let hour = 1; hour <= 40; hour++) {
    sync.now += hourMs;
    await sync.run();
    ages = [...ages, (sync.now - (sync.auditedAsOf ?? 0)) / hourMs];
    expect(sync.heldTruth()).toEqual(sync.truth());
  }
  expect(Math.max(...ages)).toBeLessThanOrEqual(24);
  // Spread over the day: not all at once.
  expect(new Set(ages).size).toBeGreaterThan(10);
  const before = sync.auditedAsOf;
  sync.now += 24 * hourMs;
  let states = 0;
  await sync.run((change) => change.kind === 'state' && ++states === 2);
  expect(sync.auditedAsOf).toBe(before);
  await sync.run();
  expect(sync.auditedAsOf).toBe(sync.now);
});

test('what the audit alone shows is the truth of a moment that is not before it', async () => {
  const sync = await start();
  const [table, restored, deleted] = [
    sync.table,
    sync.tables.recordId(...sync.table, 5),
    sync.tables.recordId(...sync.table, 6),
  ];
  sync.tables.deleteRecord(...table, restored);
  await sync.run();
  sync.now += hourMs;
  const before = sync.truth();
  // The count is as before, and the time of its last change is old.
  sync.tables.restoreRecord(...table, restored);
  sync.tables.deleteRecord(...table, deleted);
  const hiddenAt = sync.now;
  for (let hour = 0; hour < 26; hour++) {
    await sync.run();
    const isOlder = (sync.auditedAsOf ?? 0) < hiddenAt;
    expect(sync.heldTruth()).toEqual(isOlder ? before : sync.truth());
    sync.now += hourMs;
  }
  expect(sync.auditedAsOf).toBeGreaterThan(hiddenAt);
});

test('the changes of all Bases come before what is read whole of any', async () => {
  const bases = Array.from({ length: 6 }, () => ({ tables: 2, records: 700 }));
  const sync = await start({ bases });
  for (const hours of [0, 6, 6.25]) {
    if (hours > 0) await sync.run();
    sync.now += hours * hourMs;
  }
  for (const appToken of sync.tables.appTokens)
    for (const tableId of sync.tables.tableIds(appToken))
      sync.tables.editRecord(appToken, tableId, sync.tables.recordId(appToken, tableId, 3), {});
  sync.purposes.length = 0;
  await sync.run();
  const [lastChange, firstAudit] = [sync.purposes.lastIndexOf('changes'), sync.purposes.indexOf('audit')];
  expect(lastChange).toBeGreaterThan(0);
  expect(firstAudit).toBeGreaterThan(lastChange);
  expect(sync.heldTruth()).toEqual(sync.truth());
});

test('records that are asked for by id after a scan are asked for what the scan was made', async () => {
  const sync = await start();
  const [appToken, tableId] = sync.table;
  const deleteOne = (): void => {
    const [first] = [...sync.truth().keys()];
    sync.tables.deleteRecord(appToken, tableId, first?.split('/').at(-1) ?? '');
  };
  // The Base, its lists of tables and fields.
  const lists = 3;
  await sync.run();
  deleteOne();
  sync.purposes.length = 0;
  expect((await sync.run()).byId).toBe(1);
  expect(calls(sync, 'exact')).toBe(lists);
  deleteOne();
  sync.now += 24 * hourMs;
  sync.purposes.length = 0;
  expect(await sync.run()).toEqual({ pages: 4, byId: 1 });
  expect([calls(sync, 'audit'), calls(sync, 'changes'), calls(sync, 'exact')]).toEqual([5, 0, lists]);
});
