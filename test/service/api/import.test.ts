import { beforeAll, expect, test } from 'vitest';
import { loadPipeline } from '../../../src/control/pipelines/load-pipeline.ts';
import type { JsonObject } from '../../../src/util/json.ts';
import type { PostgresDatabases } from '../../support/postgres-server.ts';
import { type Answer, openTestApi, type TestApi } from '../../support/service-api.ts';
import { sharedPostgres } from '../../support/shared-postgres.ts';

let server: PostgresDatabases;
beforeAll(async () => {
  server = await sharedPostgres();
}, 120_000);

const secret = 's3cr3t-s3cr3t-s3cr3t';
const file = (path: string): string => `
# As larkstream init writes it.
source:
  region: feishu
  credentials:
    auth_type: store_app
    app_id: cli_a1b2c3d4e5f6a7b8
    app_secret: "\${LARK_APP_SECRET}"
    tenant_key: t1
  rate_limit_scale: 0.5
  modules:
    contact:
    attendance: { lookback_days: 3 }
destination: { type: duckdb, path: ${path}, hard_deletes: true }
streams: { exclude: [contact_departments] }
attachments: { path: files }
events:
  mode: webhook
  webhook: { port: 8787, verification_token: token-1, encrypt_key: key-1 }
`;

async function imported(it: TestApi, body: JsonObject): Promise<Answer> {
  const { secret: as } = await it.signedIn('admin');
  return await it.call('POST', '/import', { as, body, headers: { 'idempotency-key': crypto.randomUUID() } });
}

test('a file of the command line becomes an integration, a destination and a draft that needs nothing more', async () => {
  await using it = await openTestApi(server);
  const answer = await imported(it, {
    name: 'Old',
    text: file('lake/t.duckdb'),
    variables: { LARK_APP_SECRET: secret },
  });
  expect(answer.status).toBe(201);
  const { integrationId, destinationId, pipelineId } = answer.body;
  const { store } = it.parts;
  expect(await store.integrations.find(String(integrationId))).toMatchObject({
    name: 'Old',
    kind: 'store_app',
    mode: 'webhook',
    settings: { rate_limit_scale: 0.5 },
  });
  expect(await store.destinations.find(String(destinationId))).toMatchObject({
    type: 'duckdb',
    settings: { path: 'lake/t.duckdb', hard_deletes: true },
  });
  const { secret: as } = await it.signedIn('admin');
  const pipeline = await it.call('GET', `/pipelines/${pipelineId}`, { as });
  expect(pipeline.body).toMatchObject({ state: 'draft', tenantKey: 't1', faults: [], schedule: { kind: 'manual' } });
  const stored = await store.pipelines.find(String(pipelineId));
  const loaded = await loadPipeline(it.parts, stored ?? expect.unreachable());
  expect(Object.values(loaded.secrets).map((one) => one.reveal())).toContain(secret);
  const notes = await store.secrets.newest('integration', [String(integrationId)]);
  expect(notes.map(({ name }) => name).sort()).toEqual(['app_secret', 'encrypt_key', 'verification_token']);
  expect(answer.text).toContain('attachments');
  expect(answer.text + pipeline.text + loaded.text).not.toContain(secret);
});

test.each<[what: string, body: JsonObject, code: string]>([
  [
    'a path that leaves the folder',
    { text: file('../t.duckdb'), variables: { LARK_APP_SECRET: secret } },
    'api.input.invalid',
  ],
  [
    'a path of the machine',
    { text: file('/etc/t.duckdb'), variables: { LARK_APP_SECRET: secret } },
    'api.input.invalid',
  ],
  ['a variable that is not given', { text: file('t.duckdb') }, 'config.variable.missing'],
  [
    'a variable of the service',
    { text: file('t.duckdb').replace('LARK_APP_SECRET', 'PATH') },
    'config.variable.missing',
  ],
  ['no YAML', { text: '{' }, 'config.file.malformed'],
  ['something else', { text: 'a: 1' }, 'config.setting.invalid'],
])('of %s nothing is made', async (_, body, code) => {
  await using it = await openTestApi(server);
  const answer = await imported(it, { name: 'Old', ...body });
  expect(answer.body.code).toBe(code);
  expect(answer.status).toBeLessThan(500);
  expect(answer.text).not.toContain(secret);
  expect(answer.text, 'the folder on the machine').not.toContain(it.parts.resources.filesRoot);
  expect((await it.parts.store.integrations.page({ limit: 1 }, {})).total).toBe(0);
});
