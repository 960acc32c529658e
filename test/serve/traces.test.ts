import { readFileSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { runPipeline } from '../../src/control/runs/run-pipeline.ts';
import type { Logger } from '../../src/model/logger.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/start-sandbox.ts';
import type { JsonObject } from '../../src/util/json.ts';
import { freePort } from '../support/free-port.ts';
import type { PostgresDatabases } from '../support/postgres-server.ts';
import { addIntegration, alice, push } from '../support/receiving.ts';
import { ServiceFolder } from '../support/serving.ts';
import { sharedPostgres } from '../support/shared-postgres.ts';
import { addTenantPipeline, appOf, basesOf, startWholeService } from '../support/tenant-service.ts';
import { TraceReceiver } from '../support/trace-receiver.ts';

const patience = { timeout: 60_000 };
const password = 'correct horse battery';
const asker = { traceId: '0af7651916cd43dd8448eb211c80319c', spanId: 'b7ad6b7169203331' };

let folder: ServiceFolder;
let sandbox: Sandbox;
let postgres: PostgresDatabases;
let log: JsonObject[];
const note = (message: string, details: JsonObject = {}): void => void log.push({ message, ...details });
const logger: Logger = { debug: note, info: note, warn: note };

beforeAll(async () => {
  folder = new ServiceFolder();
  postgres = await sharedPostgres();
  sandbox = await startSandbox({
    limits: 'off',
    users: 1,
    approvals: { definitions: 1, instancesPerDay: 0, days: 1 },
    bases: [{ tables: 1, records: 50 }],
  });
}, 120_000);
afterEach(() => {
  vi.unstubAllEnvs();
});
afterAll(async () => {
  await sandbox.close();
  folder[Symbol.dispose]();
});

test('a request, an event and a run are one connected trace each, found from the log, and hold no secret', async () => {
  log = [];
  await using receiver = new TraceReceiver();
  vi.stubEnv('OTEL_EXPORTER_OTLP_ENDPOINT', await receiver.start());
  vi.stubEnv('OTEL_EXPORTER_OTLP_HEADERS', 'x-key=key-of-the-receiver');
  vi.stubEnv('OTEL_SERVICE_NAME', 'lark-of-us');
  const url = await postgres.newDatabase();
  const service = await startWholeService(folder, { store: url, logger });

  const [, setup = ''] = (service.setupLink?.url ?? '').split('#token=');
  const asked = await fetch(`${service.url}/api/v1/setup?note=said-in-the-query`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      origin: service.url ?? '',
      traceparent: `00-${asker.traceId}-${asker.spanId}-01`,
    },
    body: JSON.stringify({ secret: setup, password, login: 'alice', name: 'Alice Liddell' }),
  });
  const cookie = asked.headers.getSetCookie()[0]?.split(/[=;]/)[1] ?? 'no cookie';
  await asked.arrayBuffer();
  await fetch(`${service.url}/healthz`);
  const { id: integration } = await addIntegration(service);
  await expect.poll(() => push(service, integration), patience).toBe(200);
  const { id } = await addTenantPipeline(service.parts, appOf(sandbox), { modules: basesOf(sandbox) });
  const run = await runPipeline(service.parts, alice, id);
  const { runs } = service.parts.store;
  await expect.poll(async () => (await runs.find(run.id))?.state, patience).toBe('succeeded');
  await service.close();
  await postgres.dropDatabase(url);

  expect(receiver.resources[0]).toMatchObject({
    'service.name': 'lark-of-us',
    'service.version': '0.0.0',
    'service.instance.id': service.memberId,
  });
  expect(receiver.headers[0]).toMatchObject({ 'x-key': 'key-of-the-receiver' });

  const requests = receiver.named('POST /api/v1/setup');
  expect(requests).toMatchObject([
    {
      traceId: asker.traceId,
      parentSpanId: asker.spanId,
      attributes: {
        'http.request.method': 'POST',
        'http.route': '/api/v1/setup',
        'http.response.status_code': asked.status,
        'larkstream.request': asked.headers.get('x-request-id'),
      },
    },
  ]);
  const [request] = requests;
  expect(log).toContainEqual(
    expect.objectContaining({ message: 'Request', traceId: asker.traceId, spanId: request?.spanId }),
  );

  const event = receiver.named('webhook').find((one) => one.attributes['http.response.status_code'] === 200);
  if (event === undefined) throw new Error('no span of the event');
  expect(event.attributes).toMatchObject({ 'larkstream.integration': integration });
  expect(receiver.partsOf(event)).toMatchObject([
    { name: 'inbox', attributes: { 'larkstream.event.type': 'im.chat.updated_v1' } },
  ]);

  const roots = receiver.named('run');
  expect(roots).toMatchObject([
    { attributes: { 'larkstream.run': run.id, 'larkstream.pipeline': id, 'larkstream.state': 'succeeded' } },
  ]);
  const [root] = roots;
  if (root === undefined) throw new Error('no span of the run');
  expect(root.parentSpanId ?? '').toBe('');
  const attempts = receiver.partsOf(root);
  expect(attempts).toMatchObject([
    { name: 'attempt', attributes: { 'larkstream.attempt': 1, 'larkstream.worker': service.memberId } },
  ]);
  const parts = attempts.flatMap((attempt) => receiver.partsOf(attempt));
  expect(receiver.spans.filter(({ traceId }) => traceId === root.traceId)).toHaveLength(2 + parts.length);
  const records = parts.filter(({ attributes }) => String(attributes['larkstream.streams']).includes('base_records'));
  expect(records).toMatchObject([{ name: 'read', attributes: { 'larkstream.rows': expect.any(Number) } }]);
  expect(parts.filter(({ name }) => name === 'commit').length).toBeGreaterThan(0);
  expect(parts.filter(({ name }) => name.endsWith('/tables/:table_id/records/search'))).toMatchObject([
    { attributes: { 'http.response.status_code': 200, 'larkstream.call.code': 0, 'larkstream.module': 'base' } },
  ]);

  const tokens = sandbox.tenant.tables.appTokens;
  const { appSecret } = sandbox.options;
  const keys = readFileSync(folder.keys, 'utf8').slice(3, 30);
  const secrets = [password, setup, cookie, appSecret, keys, 'key-of-the-receiver', 'token-1', 'key-1', 'app-secret'];
  for (const word of [...secrets, ...tokens, 'said-in-the-query', 'Liddell', 'healthz', url])
    expect(receiver.bytes, word).not.toContain(word);
});

test('a receiver that is away costs one warning, without its address', async () => {
  log = [];
  // As from a program: what proves who sends must not be told either.
  vi.stubEnv('OTEL_EXPORTER_OTLP_TRACES_ENDPOINT', `http://me:hidden-word@127.0.0.1:${await freePort()}/v1/traces`);
  const url = await postgres.newDatabase();
  const service = await startWholeService(folder, { store: url, logger, roles: ['api'] });
  expect((await fetch(`${service.url}/api/v1/me`)).status).toBe(401);
  await service.close();
  await postgres.dropDatabase(url);
  expect(log.filter(({ message }) => String(message).startsWith('Traces'))).toEqual([
    { message: 'Traces do not arrive; spans are dropped until they do', reason: 'ECONNREFUSED' },
  ]);
  expect(JSON.stringify(log)).not.toContain('hidden-word');
});
