import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { guardedContactColumns } from '../../src/feeds/contact/field-scopes.ts';
import { departmentsStream, usersStream } from '../../src/feeds/contact/streams.ts';
import { createLarkSource } from '../../src/feeds/lark-source.ts';
import { loadFeeds } from '../../src/feeds/load-feeds.ts';
import type { Change } from '../../src/model/change.ts';
import { systemClock } from '../../src/model/clock.ts';
import { silentLogger } from '../../src/model/logger.ts';
import { Secret } from '../../src/model/secret.ts';
import { OpenPlatformClient } from '../../src/open-platform/open-platform-client.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/start-sandbox.ts';
import { isObject, parseJson, readArray, readObjects, readText, readTexts } from '../../src/util/json.ts';

const file = parseJson(readFileSync(new URL('../../contract/endpoints.json', import.meta.url), 'utf8'));
const contract = (Array.isArray(file) ? file : []).filter(isObject);

describe.each([
  ['/open-apis/contact/v3/users/find_by_department', usersStream],
  ['/open-apis/contact/v3/departments/:department_id/children', departmentsStream],
] as const)('%s', (path, stream) => {
  const endpoint = contract.find((one) => one.path === path) ?? {};
  const data = readObjects(endpoint, 'response').find((one) => one.name === 'data') ?? {};
  const items = readObjects(data, 'fields').find((one) => one.name === 'items') ?? {};
  const guarded = readObjects(items, 'fields').filter((one) => readArray(one, 'field_scopes_any_of').length > 0);

  test.each(guarded.map((one) => [readText(one, 'name') ?? '', readTexts(one, 'field_scopes_any_of')] as const))(
    '%s is kept when its scope is withdrawn',
    (name, scopes) => {
      const ours = guardedContactColumns.filter((one) => one.stream === stream.name && one.columns.includes(name));
      expect(ours.map((one) => [...one.scopes].sort())).toEqual([[...scopes].sort()]);
      expect(stream.columns.some((column) => column.name === name)).toBe(true);
    },
  );

  test('the contract was read', () => {
    expect(guarded.length).toBeGreaterThan(10);
  });
});

describe('a read', () => {
  let sandbox: Sandbox;
  let client: OpenPlatformClient;

  beforeAll(async () => {
    sandbox = await startSandbox({ limits: 'off', users: 12, departments: 3, groups: 1 });
    const { appId, appSecret } = sandbox.options;
    const credentials = { appId, appSecret: new Secret(appSecret) };
    client = new OpenPlatformClient({ region: 'feishu', baseUrl: sandbox.url, credentials, rateLimitScale: 0 });
  });
  afterAll(async () => {
    await client.close();
    await sandbox.close();
  });

  async function read(): Promise<Change[]> {
    const makeFeeds = await loadFeeds({ contact: {} });
    const source = createLarkSource({ id: 'test', makeFeeds, client, clock: systemClock, logger: silentLogger });
    const streams = new Set([usersStream.name, departmentsStream.name]);
    const request = { streams, fresh: new Set<string>(), state: new Map(), acceptDeletes: false };
    return await Array.fromAsync(source.read({ ...request, signal: new AbortController().signal }));
  }

  const silentOf = (changes: readonly Change[], stream: string): string[] => [
    ...new Set(changes.flatMap((one) => (one.kind === 'rows' && one.stream === stream ? (one.silent ?? []) : []))),
  ];

  test('with all scopes every column is covered, also one that no person has', async () => {
    const changes = await read();
    expect(changes.flatMap((one) => (one.kind === 'rows' ? (one.silent ?? []) : []))).toEqual([]);
  });

  test.each(guardedContactColumns.map((guard) => [guard.scopes[0] ?? '', guard] as const))(
    'without %s keeps its columns and says so',
    async (_scope, guard) => {
      const all = sandbox.options.grantedScopes;
      sandbox.setGrantedScopes(all.filter((scope) => !guard.scopes.includes(scope)));
      const changes = await read();
      sandbox.setGrantedScopes(all);
      expect(silentOf(changes, guard.stream)).toEqual(expect.arrayContaining([...guard.columns]));
      const told = changes.flatMap((one) =>
        one.kind === 'warning' && typeof one.message !== 'string' ? [one.message.en] : [],
      );
      expect(told.filter((text) => text.includes('the old values stay')).join()).toContain(guard.scopes[0]);
    },
  );
});
