import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { ConfigError } from '../../../src/model/errors.ts';
import { untranslated } from '../../../src/model/message.ts';
import { readObjects } from '../../../src/util/json.ts';
import type { PostgresDatabases } from '../../support/postgres-server.ts';
import { type Answer, openTestApi, type TestApi } from '../../support/service-api.ts';
import { newDestination, newIntegration, newPipeline } from '../../support/service-things.ts';
import { sharedPostgres } from '../../support/shared-postgres.ts';

let server: PostgresDatabases;
beforeAll(async () => {
  server = await sharedPostgres();
}, 120_000);

const key = (): Record<string, string> => ({ 'idempotency-key': crypto.randomUUID() });

async function asAdmin(it: TestApi) {
  const { secret: as } = await it.signedIn('admin');
  const call = (method: string, path: string, body?: unknown, version?: number): Promise<Answer> =>
    it.call(method, path, {
      as,
      version,
      headers: method === 'POST' ? key() : {},
      ...(body === undefined ? {} : { body }),
    });
  return { as, call };
}

const faultsOf = ({ body }: Answer): Record<string, unknown> =>
  Object.fromEntries(
    readObjects(body.details === undefined ? {} : Object(body.details), 'fields').map(({ path, message }) => [
      String(path),
      message,
    ]),
  );

test('a database is made, shown without its address, changed, given another address, tested and forgotten', async () => {
  await using it = await openTestApi(server);
  const url = await server.newDatabase();
  const { call } = await asAdmin(it);
  const made = await call('POST', '/destinations', {
    name: 'Warehouse',
    type: 'postgres',
    settings: { schema: 'lark_{tenant_key}', hard_deletes: null },
    secrets: { url: 'postgres://nobody:s3cr3t-s3cr3t@127.0.0.1:1/warehouse' },
  });
  expect(made.status).toBe(201);
  const { id } = made.body;
  expect(made.body).toMatchObject({
    settings: { schema: 'lark_{tenant_key}' },
    secrets: { url: { set: true, updatedAt: '2026-03-01T08:00:00.000Z' } },
    test: null,
    version: 1,
  });

  const failed = await call('POST', `/destinations/${id}/test`);
  expect(failed.body).toMatchObject({ isOk: false, lines: [{ name: 'destination', outcome: 'failed' }] });

  it.clock.advance(60_000);
  const rotated = await call('PUT', `/destinations/${id}/secrets`, { url }, 1);
  expect(rotated.body).toMatchObject({
    version: 2,
    secrets: { url: { updatedAt: '2026-03-01T08:01:00.000Z' } },
    test: null,
  });
  const tested = await call('POST', `/destinations/${id}/test`);
  expect(tested.body).toMatchObject({ isOk: true });
  const changed = await call('PATCH', `/destinations/${id}`, { name: 'Lake house' }, 2);
  expect(changed.body, 'a test is no change, and another name is no reason to test again').toMatchObject({
    version: 3,
    test: { isOk: true },
    testedAt: '2026-03-01T08:01:00.000Z',
  });
  expect((await call('PATCH', `/destinations/${id}`, { name: 'Late' }, 2)).body.code).toBe('api.version.changed');
  expect((await call('GET', '/destinations?search=lake&type=postgres')).body).toMatchObject({ total: 1 });
  expect((await call('GET', '/destinations?type=duckdb')).body).toMatchObject({ total: 0 });

  expect((await call('DELETE', `/destinations/${id}`, undefined, 3)).status).toBe(204);
  expect((await call('GET', `/destinations/${id}`)).status).toBe(404);
  expect(await it.parts.store.secrets.newest('destination', [String(id)])).toEqual([]);

  const audit = (await call('GET', `/audit?objectId=${id}`)).text;
  expect(
    readObjects(JSON.parse(audit), 'items')
      .map(({ action }) => action)
      .sort(),
  ).toEqual([
    'destination.change',
    'destination.create',
    'destination.delete',
    'destination.secret',
    'destination.test',
    'destination.test',
  ]);
  for (const answer of [made, failed, rotated, tested, changed]) expect(answer.text).not.toContain('s3cr3t');
  expect(audit).not.toContain('s3cr3t');
  await server.dropDatabase(url);
});

describe('what is refused, field by field', () => {
  const postgres = (url: string | undefined, settings: object = {}): object => ({
    name: 'W',
    type: 'postgres',
    settings,
    secrets: url === undefined ? {} : { url },
  });
  const hidden = 'postgres://u:s3cr3t-s3cr3t@';

  test.each<[what: string, body: object, paths: readonly string[]]>([
    ['an unknown type', { name: 'W', type: 'oracle' }, ['type']],
    ['no address', postgres(undefined), ['secrets.url']],
    ['an address among the settings', postgres(undefined, { url: `${hidden}h/d` }), ['settings.url']],
    ['no address at all', postgres('s3cr3t-s3cr3t'), ['secrets.url']],
    ['a socket of this machine', postgres('postgres://u@%2Fvar%2Frun/d'), ['secrets.url']],
    ['another host by a parameter', postgres(`${hidden}h/d?host=10.0.0.1`), ['secrets.url']],
    ['a file of this machine', postgres(`${hidden}h/d?sslrootcert=/etc/passwd`), ['secrets.url']],
    ['the metadata of a cloud', postgres(`${hidden}169.254.169.254/d`), ['secrets.url']],
    [
      'a setting of another kind',
      postgres(`${hidden}h/d`, { path: 'x', schema: 7 }),
      ['settings.schema', 'settings.path'],
    ],
    ['no path', { name: 'W', type: 'duckdb' }, ['settings.path']],
    ['a path outside', { name: 'W', type: 'csv', settings: { path: '../x' } }, ['settings.path']],
    [
      'a name that no system takes',
      { name: 'W', type: 'csv', settings: { path: `x/${'文'.repeat(85)}` } },
      ['settings.path'],
    ],
    [
      'a path that no system takes',
      { name: 'W', type: 'csv', settings: { path: 'x/'.repeat(2_000) } },
      ['settings.path'],
    ],
    [
      'a secret that the kind has not',
      { name: 'W', type: 'csv', settings: { path: 'x' }, secrets: { url: `${hidden}h/d` } },
      ['secrets.url'],
    ],
  ])('%s', async (_, body, paths) => {
    await using it = await openTestApi(server);
    const { call } = await asAdmin(it);
    const answer = await call('POST', '/destinations', body);
    expect(answer.body).toMatchObject({ status: 400, code: 'api.input.invalid' });
    expect(Object.keys(faultsOf(answer)).sort()).toEqual([...paths].sort());
    expect(answer.text).not.toContain('s3cr3t');
    expect((await call('GET', '/destinations')).body).toMatchObject({ total: 0 });
  });

  test('private hosts and files, where the operator allows neither', async () => {
    await using it = await openTestApi(server, {
      change: (parts) => ({ ...parts, resources: { ...parts.resources, filesRoot: undefined, guard: refusing } }),
    });
    const { call } = await asAdmin(it);
    const answers = [
      await call('POST', '/destinations', postgres('postgres://u:p@10.0.0.1/d')),
      await call('POST', '/destinations', { name: 'W', type: 'duckdb', settings: { path: 'x.duckdb' } }),
    ];
    expect(answers.map(faultsOf)).toEqual([
      { 'secrets.url': expect.stringContaining('--allow-private-hosts') },
      { 'settings.path': expect.stringContaining('This service writes no files') },
    ]);
  });
});

const refusing = {
  resolve: async (): Promise<string> => {
    throw new ConfigError({ code: 'serve.host.refused', message: untranslated('no') });
  },
};

test('a test names the file as it was given, not where it lies on the machine', async () => {
  await using it = await openTestApi(server);
  const { call } = await asAdmin(it);
  const { filesRoot = '' } = it.parts.resources;
  mkdirSync(join(filesRoot, 'lake', 'taken.duckdb'), { recursive: true });
  const made = await call('POST', '/destinations', {
    name: 'W',
    type: 'duckdb',
    settings: { path: 'lake/taken.duckdb' },
  });
  const tested = await call('POST', `/destinations/${made.body.id}/test`);
  expect(tested.body).toMatchObject({ isOk: false });
  expect(tested.text).toContain('lake/taken.duckdb');
  expect(tested.text).not.toContain(filesRoot);
});

test('a destination that a pipeline uses is not forgotten, and the pipeline is named', async () => {
  await using it = await openTestApi(server);
  const { call } = await asAdmin(it);
  const { store } = it.parts;
  await store.integrations.insert(newIntegration('in_1'));
  await store.destinations.insert(newDestination('dest_1'));
  await store.pipelines.insert(newPipeline('pl_1', { name: 'Nightly', destinationId: 'dest_1' }));
  const refused = [
    await call('DELETE', '/destinations/dest_1', undefined, 1),
    await call('DELETE', '/integrations/in_1', undefined, 1),
  ];
  for (const answer of refused) {
    expect(answer.body).toMatchObject({
      status: 409,
      code: 'api.in.use',
      details: { pipelines: [{ id: 'pl_1', name: 'Nightly' }], total: 1 },
    });
  }
});
