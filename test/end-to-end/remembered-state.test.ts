import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createSource } from '../../src/app/create-source.ts';
import { moduleNames } from '../../src/config/modules.ts';
import { readConfig } from '../../src/config/read-config.ts';
import type { Change } from '../../src/model/change.ts';
import type { Source } from '../../src/model/source.ts';
import { fromStored, storedName } from '../../src/model/source-state.ts';
import type { ModuleName } from '../../src/model/stream.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/start-sandbox.ts';
import type { JsonValue } from '../../src/util/json.ts';
import { writeTenantConfig } from '../support/tenant-config.ts';

let folder: string;
let sandbox: Sandbox;
let source: Source;
const streams = new Map<ModuleName, Set<string>>();
/** What a first read remembers. */
const remembered = new Map<string, JsonValue>();

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'larkstream-state-'));
  sandbox = await startSandbox({
    limits: 'off',
    users: 8,
    departments: 3,
    approvals: { definitions: 1, instancesPerDay: 1, days: 3 },
    attendance: { days: 3 },
    bases: [{ tables: 1, records: 5 }],
  });
  const { file } = writeTenantConfig(sandbox, {
    folder,
    name: 'tenant',
    startDate: new Date(Date.now() - 6 * 86_400_000).toISOString().slice(0, 10),
  });
  const settings = readConfig(file, {}).source;
  source = (await createSource({ settings })).source;
  for (const { name, module } of (await source.discover()).streams)
    streams.set(module, (streams.get(module) ?? new Set()).add(name));
  for (const module of moduleNames)
    for (const change of await read(module, new Map())) {
      if (change.kind === 'state' && change.state !== null)
        remembered.set(storedName(change.module, change.slice), change.state);
    }
});
afterAll(async () => {
  await source.close();
  await sandbox[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true, force: true });
});

async function read(module: ModuleName, state: ReadonlyMap<string, JsonValue>, isFresh = false): Promise<Change[]> {
  const wanted = streams.get(module) ?? new Set();
  const changes: Change[] = [];
  const signal = new AbortController().signal;
  const fresh = isFresh ? wanted : new Set<string>();
  for await (const change of source.read({
    streams: wanted,
    fresh,
    state: fromStored(state),
    acceptDeletes: false,
    signal,
  }))
    changes.push(change);
  return changes;
}

const slicesOf = (module: ModuleName): string[] =>
  [...remembered.keys()].filter((slice) => slice.startsWith(`${module}/`));

const rowsOf = (changes: readonly Change[]): number =>
  changes.reduce((sum, change) => sum + (change.kind === 'rows' ? change.rows.length : 0), 0);

const garbage: readonly JsonValue[] = [null, 'x', 7, [], {}, { version: 1 }, { version: 0 }, { version: '1', ids: [] }];

describe.each(moduleNames)('%s', (module) => {
  test('a state that it has written is read without a word', async () => {
    expect(slicesOf(module)).not.toEqual([]);
    const changes = await read(module, remembered);
    expect(changes.filter(({ kind }) => kind === 'warning')).toEqual([]);
  });

  test.each(garbage.map((value) => [JSON.stringify(value), value] as const))(
    '%s in the place of states is reported with its cost, and everything is read',
    async (_, value) => {
      const slices = slicesOf(module);
      const changes = await read(module, new Map(slices.map((slice) => [slice, value])));
      const warnings = changes.flatMap((change) => (change.kind === 'warning' ? [change.message] : []));
      expect(warnings).toHaveLength(1);
      expect(warnings[0]?.en).toContain(slices[0]);
      expect(warnings[0]?.en).toContain(`(${slices.length} in all)`);
      expect(warnings[0]?.zh).toMatch(/[\u4e00-\u9fff]/);
      expect(rowsOf(changes)).toBe(rowsOf(await read(module, new Map())));
      const left = new Map<string, JsonValue>();
      for (const change of changes)
        if (change.kind === 'state') left.set(storedName(change.module, change.slice), change.state);
      const again = await read(module, new Map([...left].filter(([, state]) => state !== null)));
      expect(again.filter(({ kind }) => kind === 'warning')).toEqual([]);
    },
  );

  test('a state of a newer version is refused before anything is read', async () => {
    const [slice = ''] = slicesOf(module);
    sandbox.resetStats();
    const state = new Map<string, JsonValue>([[slice, { version: 2, anything: true }]]);
    await expect(read(module, state)).rejects.toMatchObject({
      code: 'state.version.newer',
      family: 'config',
      message: expect.stringContaining(slice),
    });
    expect(Object.values(sandbox.stats().endpoints)).toEqual([]);
    // A person who wants everything from the beginning gets it.
    expect(rowsOf(await read(module, state, true))).toBeGreaterThan(0);
  });
});
