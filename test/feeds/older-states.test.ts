import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createSource } from '../../src/app/create-source.ts';
import { parseSource } from '../../src/config/read-source.ts';
import type { Change } from '../../src/model/change.ts';
import type { Source } from '../../src/model/source.ts';
import { fromStored, type SourceState, storedName } from '../../src/model/source-state.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/start-sandbox.ts';
import { isObject, type JsonValue, parseJson } from '../../src/util/json.ts';

/** Wednesday 2026-09-16, 12:00 in Shanghai. */
const startedAtMs = Date.UTC(2026, 8, 16, 4);
/** What the version before typed slices stored of this tenant, by the name of the slice. */
const stored = parseJson(readFileSync('test/feeds/older-states.json', 'utf8'));
const entries = Object.entries(isObject(stored) ? stored : {}).map(([name, value]): [string, JsonValue] => [
  name,
  value ?? null,
]);

let sandbox: Sandbox;
let source: Source;
beforeAll(async () => {
  sandbox = await startSandbox({
    limits: 'off',
    seed: 7,
    startedAtMs,
    now: () => startedAtMs,
    users: 6,
    departments: 2,
    approvals: { definitions: 1, instancesPerDay: 2, days: 5 },
    attendance: { days: 5 },
    bases: [{ tables: 1, records: 3 }],
  });
  const { appId, appSecret } = sandbox.options;
  const { approvals, tables } = sandbox.tenant;
  const { settings } = parseSource(
    {
      base_url: sandbox.url,
      rate_limit_scale: 0,
      credentials: { auth_type: 'custom_app', app_id: appId, app_secret: appSecret },
      modules: {
        approval: { approval_codes: approvals.approvalCodes },
        base: { tables: tables.appTokens.map((token) => ({ app_token: token })) },
        attendance: {},
        contact: {},
      },
    },
    'feishu',
  );
  ({ source } = await createSource({
    settings,
    clock: { now: () => startedAtMs, elapsed: () => startedAtMs, sleep: async () => {} },
  }));
});
afterAll(async () => {
  await source.close();
  await sandbox.close();
});

async function read(state: SourceState): Promise<{ readonly changes: Change[]; readonly lists: number }> {
  const streams = new Set((await source.discover()).streams.map(({ name }) => name));
  const { signal } = new AbortController();
  sandbox.resetStats();
  const changes = await Array.fromAsync(
    source.read({ streams, fresh: new Set(), state, acceptDeletes: false, signal }),
  );
  return { changes, lists: sandbox.stats().endpoints['/open-apis/approval/v4/instances']?.calls ?? 0 };
}

test('a state that the version before has stored is read on from, and kept under the names that it has', async () => {
  const before = fromStored(entries);
  expect([...before.keys()].sort()).toEqual(['approval', 'attendance', 'base', 'contact']);

  const fresh = await read(new Map());
  const { changes, lists } = await read(before);

  expect(changes.filter(({ kind }) => kind === 'warning' || kind === 'incomplete')).toEqual([]);
  expect(lists).toBeLessThan(fresh.lists / 5);
  const written = changes.flatMap((change) =>
    change.kind === 'state' ? [storedName(change.module, change.slice)] : [],
  );
  const names = entries.map(([name]) => name);
  expect(written).toEqual(expect.arrayContaining(names.filter((name) => /^(approval|base|contact)\//.test(name))));
  // Attendance writes a new generation of its slices and forgets the one before, by its stored name.
  const forgotten = changes.flatMap((change) =>
    change.kind === 'state' && change.state === null ? [storedName(change.module, change.slice)] : [],
  );
  expect(forgotten.sort()).toEqual(names.filter((name) => name.startsWith('attendance/')).sort());
});

test('what has gone since is forgotten, by the names that the version before gave', async () => {
  const [appToken = ''] = sandbox.tenant.tables.appTokens;
  const gone = ['base/' + appToken + '/tblGone', 'contact/people/1', 'contact/departments/1'];
  const scan = entries.find(([name]) => name.startsWith('base/'))?.[1] ?? null;
  const ids = { version: 1, ids: ['ou_gone'] };
  const before = fromStored([
    ...entries,
    ...gone.map((name): [string, JsonValue] => [name, name.startsWith('base/') ? scan : ids]),
  ]);
  const { changes } = await read(before);

  const forgotten = changes.flatMap((change) =>
    change.kind === 'state' && change.state === null ? [storedName(change.module, change.slice)] : [],
  );
  expect(forgotten).toEqual(expect.arrayContaining(gone));
  const scopes = changes.flatMap((change) =>
    change.kind === 'scanned' && change.scope.equals?.table_id === 'tblGone' ? [[change.stream, change.scope]] : [],
  );
  expect(scopes).toContainEqual(['base_records', { equals: { app_token: appToken, table_id: 'tblGone' } }]);
});
