import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { Client } from 'pg';
import { beforeAll, expect, test } from 'vitest';
import { silentLogger } from '../../../src/model/logger.ts';
import { newRun } from '../../../src/model/service/new-run.ts';
import { pipelineConsumer } from '../../../src/model/service/pipeline-consumer.ts';
import type { TenantData } from '../../../src/model/service/tenant-data.ts';
import { openEventStore } from '../../../src/store/open-event-store.ts';
import { BossQueue } from '../../../src/store/service/boss-queue.ts';
import { isObject, readObjects, readText } from '../../../src/util/json.ts';
import { receivedEvent } from '../../support/received-event.ts';
import { type Answer, openTestApi, type TestApi } from '../../support/service-api.ts';
import { newDestination, newInstallation, newIntegration, newPipeline } from '../../support/service-things.ts';
import { sharedPostgres } from '../../support/shared-postgres.ts';
import {
  newHandler,
  newOutboxRow,
  newSession,
  newSessionMessage,
  newTrigger,
  newTurn,
  newTurnMessage,
} from '../../support/trigger-rows.ts';

let it: TestApi;
let database: Client;
let as: string;
let queue: BossQueue;
/** Stands in what people of the tenant have said. */
const markOf = (key: string): string => `Marker${key.toUpperCase()}`;
/** Ends the process of a forgetting, as it were, after so many steps. */
let stepsLeft = Number.POSITIVE_INFINITY;

beforeAll(async () => {
  it = await openTestApi(await sharedPostgres(), {
    change: (parts) => ({ ...parts, store: { ...parts.store, tenants: breaking(parts.store.tenants) } }),
  });
  database = new Client({ connectionString: it.parts.resources.eventStore.reveal() });
  await database.connect();
  as = (await it.signedIn('admin')).secret;
  const { store } = it.parts;
  for (const id of ['in_1', 'in_beside', 'in_other']) {
    const appId = id === 'in_other' ? 'cli_other' : 'cli_in_1';
    await store.integrations.insert(newIntegration(id, { kind: 'store_app', appId }));
  }
  await store.handlers.insert(newHandler('ha_1'));
  await store.triggers.insert(newTrigger('tr_1'));
  const own = { path: '{tenant_key}/rows.duckdb', schema: 'main' };
  // Two may have one file.
  for (const id of ['de_file', 'de_alias']) await store.destinations.insert(newDestination(id, { settings: own }));
  await store.destinations.insert(newDestination('de_shared', { settings: { path: 'all.duckdb' } }));
  await store.destinations.insert(
    newDestination('de_sql', { type: 'postgres', settings: { schema: 'lark_{tenant_key}' } }),
  );
  const address = { ownerKind: 'destination', ownerId: 'de_sql', name: 'url' };
  await it.parts.openVault(store.secrets).set(address, it.parts.resources.eventStore);
  const { eventStore: url } = it.parts.resources;
  queue = await BossQueue.open({ url, kinds: ['run'], logger: silentLogger });
  return async () => {
    await queue.close();
    await database.end();
    await it[Symbol.asyncDispose]();
  };
}, 120_000);

const breaking = (tenants: TenantData): TenantData =>
  new Proxy(tenants, {
    get: (target, name) => {
      if (name === 'deleteSome' && stepsLeft-- <= 0) throw new Error('The process has died');
      const value: unknown = Reflect.get(target, name);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });

/** Fills every table that holds something of a tenant; each text and id of it has the key in it. */
async function fill(key: string): Promise<void> {
  const { store, resources } = it.parts;
  const at = it.clock.now();
  for (const kind of ['file', 'alias', 'sql']) {
    const id = `pl_${kind}${key}`;
    // An app may have two integrations.
    const integrationId = kind === 'sql' ? 'in_beside' : 'in_1';
    const pipeline = { integrationId, tenantKey: key, destinationId: `de_${kind}`, state: 'active' } as const;
    await store.pipelines.insert(newPipeline(id, pipeline));
    const run = newRun({ id: `run_${kind}${key}`, pipelineId: id, trigger: 'schedule', queuedAt: at });
    await store.runs.insert(run);
    await store.runs.beginAttempt(run.id, 'worker', at);
    await store.runs.endAttempt(run.id, 1, { state: 'succeeded', attemptState: 'succeeded', now: at });
  }
  await database.query(
    `INSERT INTO larkstream.run_lines (run_id, seq, attempt, at, level, message) VALUES ($1, 1, 1, $2, 'info', $1)`,
    [`run_file${key}`, at],
  );
  const alert = {
    id: `al_${key}`,
    kind: 'pipeline.paused',
    subjectKind: 'pipeline',
    subjectId: `pl_file${key}`,
  } as const;
  await store.alerts.open({ ...alert, message: { en: key, zh: key }, openedAt: at });
  await store.installations.insert(newInstallation(`is_${key}`, { tenantKey: key, tenantName: `Company ${key}` }));
  const events = await openEventStore(resources.eventStore);
  await using _ = { [Symbol.asyncDispose]: () => events.close() };
  await events.register({ name: 'listening', filter: {}, from: 'now' }, at);
  const follows = { types: ['drive.*'], appIds: ['cli_in_1'], tenantKeys: [key] };
  await events.register({ name: pipelineConsumer(`pl_file${key}`), filter: follows, from: 'now' }, at);
  await queue.add({ id: `run_file${key}#1`, kind: 'run', key: `cli_in_1 ${key}`, group: `cli_in_1 ${key}` });
  const of = { appId: 'cli_in_1', tenantKey: key, at };
  const said = { type: 'im.message.receive_v1', body: { message: { message_id: `om_${key}`, content: markOf(key) } } };
  const many = Array.from({ length: 1_200 }, (_, n) =>
    receivedEvent(`e_${n}_${key}`, { ...of, body: { text: markOf(key) } }),
  );
  await events.accept([receivedEvent(`e_${key}`, { ...of, ...said, dedupKey: `message/om_${key}` }), ...many]);
  await database.query(
    `INSERT INTO larkstream.decisions (id, integration_id, event_id, decided_at, tried) VALUES ($1, 'in_1', $1, $2, $3)`,
    [`e_${key}`, at, JSON.stringify([{ why: key }])],
  );
  await database.query('INSERT INTO larkstream.installations (app_id, tenant_key, installed_at) VALUES ($1, $2, $3)', [
    'cli_in_1',
    key,
    at,
  ]);
  await database.query(
    `INSERT INTO larkstream.answers (actor, key, request_hash, status, body, created_at) VALUES ($1, 'k', 'h', 201, $2, $3)`,
    [`acc_${key.length}${key === forgotten ? 'a' : 'b'}`, JSON.stringify({ tenantKey: key }), at],
  );
  await store.larkUsers.see([
    { integrationId: 'in_1', openId: `ou_${key}`, tenantKey: key, name: `Ann ${key}`, at },
    { integrationId: 'in_1', openId: `ou_untold_${key}`, at },
  ]);
  await store.triggerFacts.pair('tr_1', `ou_${key}`, at);
  await store.triggerFacts.follow('tr_1', `omt_${key}`, at);
  await store.triggerFacts.countBotTurn('tr_1', `oc_${key}/omt_${key}`, at, 1_000);
  await store.triggerFacts.recall('in_1', `om_${key}`, at);
  await database.query(
    'INSERT INTO larkstream.quota_uses (trigger_id, subject_id, open_id, at) VALUES ($1, $2, $3, $4)',
    ['tr_1', `om_${key}`, `ou_${key}`, at],
  );
  const session = { tenantKey: key, chatId: `oc_${key}`, threadId: `omt_${key}`, senderOpenId: `ou_untold_${key}` };
  await store.sessions.open(newSession(`se_${key}`, session));
  await it.parts
    .openVault(store.secrets)
    .set({ ownerKind: 'session', ownerId: `se_${key}`, name: 'bodies' }, resources.eventStore);
  await store.sessionMessages.add([
    newSessionMessage(`sm_${key}`, { sessionId: `se_${key}`, senderOpenId: `ou_${key}` }),
  ]);
  await store.turns.add(
    newTurn(`tu_${key}`, {
      sessionId: `se_${key}`,
      tenantKey: key,
      lane: `lane ${key}`,
      messages: [newTurnMessage(`om_${key}`)],
    }),
  );
  await store.outbox.add([newOutboxRow(`ob_${key}`, { tenantKey: key, turnId: `tu_${key}`, lane: `oc_${key}` })]);
  await database.query(`CREATE SCHEMA "lark_${key}"; CREATE TABLE "lark_${key}".base_records (text TEXT, _larkstream_run_id TEXT);
    CREATE TABLE "lark_${key}"._larkstream_state (state TEXT); INSERT INTO "lark_${key}".base_records VALUES ('${markOf(key)}')`);
  mkdirSync(join(filesRoot(), key), { recursive: true });
  const file = join(filesRoot(), key, 'rows.duckdb');
  const made = await DuckDBInstance.create(file);
  const rows = await made.connect();
  await rows.run(
    `CREATE TABLE base_records (text TEXT, _larkstream_run_id TEXT); INSERT INTO base_records VALUES ('${markOf(key)}', 'r')`,
  );
  rows.closeSync();
  made.closeSync();
  writeFileSync(`${file}.runs.json`, key);
}

const filesRoot = (): string => it.parts.resources.filesRoot ?? '';

/** How many rows of each table of the database have the text anywhere; signs of changes hold ids for an hour, and the audit says what was done. */
async function rowsWith(text: string): Promise<Record<string, number>> {
  const tables = await database.query<{ place: string }>(
    `SELECT format('%I.%I', table_schema, table_name) AS place FROM information_schema.tables
     WHERE table_schema NOT IN ('pg_catalog', 'information_schema') AND table_type = 'BASE TABLE' ORDER BY 1`,
  );
  const found: Record<string, number> = {};
  for (const { place } of tables.rows) {
    if (place === 'larkstream.audit' || place === 'larkstream.changes') continue;
    const sql = `SELECT count(*)::int AS count FROM ${place} AS it WHERE strpos(to_jsonb(it)::text, $1) > 0`;
    const { rows } = await database.query<{ count: number }>(sql, [text]);
    if (rows[0]?.count) found[place.replace(/^larkstream\./, '')] = rows[0].count;
  }
  return found;
}

const schemas = async (): Promise<string[]> => {
  const { rows } = await database.query<{ name: string }>(
    `SELECT nspname AS name FROM pg_namespace WHERE nspname LIKE 'lark\\_%' ORDER BY 1`,
  );
  return rows.map(({ name }) => name);
};

/** The app is gone, as the platform has told. */
async function remove(key: string): Promise<void> {
  const installation = await it.parts.store.installations.findByTenant('in_1', key);
  if (installation === undefined) throw new Error('The installation is gone');
  await it.parts.store.installations.update({ ...installation, state: 'uninstalled' }, it.clock.now());
  await database.query('UPDATE larkstream.installations SET uninstalled_at = 1 WHERE tenant_key = $1', [key]);
}

const pathOf = (key: string, integration = 'in_1'): string => `/integrations/${integration}/tenants/${key}/forget`;
const forget = (key: string, more: object = {}): Promise<Answer> =>
  it.call('POST', pathOf(key), { as, body: { confirm: key, ...more } });
const total = (counts: unknown): number =>
  isObject(counts) ? Object.values(counts).reduce<number>((sum, count) => sum + Number(count), 0) : 0;

const [forgotten, kept] = ['forgottentenant', 'stayingtenant'];

test('a tenant is forgotten in every table, file and schema, also after crashes, with one proof; another one is as it was', async () => {
  await fill(forgotten);
  await fill(kept);
  const before = [await rowsWith(kept), await rowsWith(markOf(kept))];
  expect(Object.keys(before[0] ?? {}).length, 'the tables are filled').toBeGreaterThan(24);
  const plan = await it.call('GET', pathOf(forgotten), { as });
  expect(plan.body).toMatchObject({
    isInstalled: true,
    begunAt: null,
    rows: { events: 1_201, pipelines: 3, sessions: 1, secrets: 1, 'larkstream_queue.job': 1, consumers: 1 },
    destinations: expect.arrayContaining([expect.objectContaining({ id: 'de_sql', state: 'waiting' })]),
  });

  const operator = (await it.signedIn('operator')).secret;
  const body = { confirm: forgotten };
  expect((await it.call('POST', pathOf(forgotten), { as: operator, body })).status).toBe(403);
  expect((await it.call('POST', pathOf(forgotten), { as, body: { confirm: kept } })).status).toBe(400);
  expect((await forget(forgotten, { byHand: ['de_shared'] })).status, 'it has the app').toBe(409);
  await remove(forgotten);

  const { runs } = it.parts.store;
  const at = it.clock.now();
  await runs.insert(newRun({ id: 'run_open', pipelineId: `pl_sql${forgotten}`, trigger: 'schedule', queuedAt: at }));
  await runs.beginAttempt('run_open', 'worker', at);
  const refused = await forget(forgotten);
  expect([refused.status, refused.body.code], 'a run is at work').toEqual([409, 'api.state.wrong']);
  expect((await runs.find('run_open'))?.cancelAskedAt, 'and is asked to end').toBeDefined();
  expect(await rowsWith(forgotten)).toMatchObject({
    events: 1_201,
    sessions: 1,
  });
  expect(await schemas()).toContain(`lark_${forgotten}`);
  const at409 = async (path: string, sent: object): Promise<void> => {
    const answer = await it.call('POST', path, { as, headers: { 'Idempotency-Key': path }, body: sent });
    expect([answer.status, answer.body.code], path).toEqual([409, 'api.state.wrong']);
  };
  await at409(`/pipelines/pl_sql${forgotten}/resume`, {});
  await at409(`/pipelines/pl_sql${forgotten}/run`, {});
  // By whichever integration of the app.
  for (const integrationId of ['in_1', 'in_beside']) {
    await at409('/pipelines', { name: `New ${integrationId}`, integrationId, tenantKey: forgotten, modules: {} });
  }
  await runs.endAttempt('run_open', 1, { state: 'cancelled', attemptState: 'cancelled', now: at });

  const [{ rows: planned }] = [(await it.call('GET', pathOf(forgotten), { as })).body];
  for (const steps of [0, 3, 9]) {
    stepsLeft = steps;
    expect((await forget(forgotten)).status).toBe(500);
  }
  stepsLeft = Number.POSITIVE_INFINITY;
  expect(await rowsWith(forgotten), 'it was broken off').toMatchObject({ pipelines: 3, forgettings: 1 });
  const done = (await forget(forgotten)).body;
  expect(done).toMatchObject({ isDone: true, left: {} });
  expect(total(done.deleted), 'with what went before the crashes').toBe(total(planned));
  expect(done.destinations).toEqual([
    { id: 'de_sql', name: 'de_sql', state: 'dropped', left: [] },
    { id: 'de_file', name: 'de_file', state: 'dropped', left: [] },
    { id: 'de_alias', name: 'de_alias', state: 'absent', left: [] },
  ]);

  expect([await rowsWith(forgotten), await rowsWith(markOf(forgotten))]).toEqual([{}, {}]);
  expect([await rowsWith(kept), await rowsWith(markOf(kept))]).toEqual(before);
  expect(await schemas()).toEqual([`lark_${kept}`]);
  expect(readdirSync(filesRoot())).toEqual([kept]);
  expect(readdirSync(join(filesRoot(), kept)).sort()).toEqual(['rows.duckdb', 'rows.duckdb.runs.json']);
  const { items } = (await it.call('GET', '/audit?action=tenant.forget', { as })).body;
  expect(items).toMatchObject([{ detail: { tenantKey: forgotten, ...done } }]);
});

test('an app of its own company has no tenant to forget', async () => {
  await it.parts.store.integrations.insert(newIntegration('in_2'));
  const answer = await it.call('GET', '/integrations/in_2/tenants/t1/forget', { as });
  expect(answer.body).toMatchObject({ code: 'api.state.wrong' });
});

test('who makes a pipeline while it begins is first, or is refused: none is left over', async () => {
  const key = 'racingtenant';
  const { store } = it.parts;
  // It cannot end: other tenants write there, too.
  const destinationId = 'de_shared';
  await store.pipelines.insert(newPipeline('pl_racing', { tenantKey: key, destinationId, state: 'paused' }));
  const make = (at: number): Promise<Answer> =>
    it.call('POST', '/pipelines', {
      as,
      headers: { 'Idempotency-Key': `race-${at}` },
      body: { name: `Race ${at}`, integrationId: at % 2 === 0 ? 'in_1' : 'in_beside', tenantKey: key, modules: {} },
    });
  const early = [1, 2, 3, 4].map(make);
  const [first, ...made] = await Promise.all([forget(key), ...early, ...[5, 6, 7, 8].map(make)]);
  expect(made.map(({ status }) => status).filter((status) => status !== 201 && status !== 409)).toEqual([]);
  expect(first.body.isDone).toBe(false);
  expect(first.body.destinations).toContainEqual({ id: 'de_shared', name: 'de_shared', state: 'shared', left: [] });
  const again = (await forget(key)).body;
  expect(again).toMatchObject({ isDone: false, left: {} });
  expect(await rowsWith(key)).toEqual({ forgettings: 1 });
  expect((await make(9)).status).toBe(409);
  expect((await forget(key, { byHand: ['de_nosuch'] })).status).toBe(400);
  const done = (await forget(key, { byHand: ['de_shared'] })).body;
  expect(done).toMatchObject({ isDone: true, deleted: again.deleted });
  expect(done.destinations).toContainEqual({ id: 'de_shared', name: 'de_shared', state: 'by_hand', left: [] });
  expect(await rowsWith(key)).toEqual({});
});

test('what others have put at its places stays and is named; what lies elsewhere, or another app writes, is said', async () => {
  const key = 'mixedtenant';
  const { store } = it.parts;
  const folder = { path: '{tenant_key}/lake' };
  await store.destinations.insert(newDestination('de_lake', { type: 'ndjson', settings: folder }));
  const beside = { path: '{tenant_key}/elsewhere.duckdb', schema: 'main' };
  await store.destinations.insert(newDestination('de_away', { settings: beside }));
  const used = { path: '{tenant_key}/used.duckdb', schema: 'main' };
  await store.destinations.insert(newDestination('de_used', { settings: used }));
  const at = it.clock.now();
  await store.pipelines.insert(newPipeline('pl_mixed', { tenantKey: key, destinationId: 'de_away', state: 'paused' }));
  const run = newRun({ id: 'run_mixed', pipelineId: 'pl_mixed', trigger: 'schedule', queuedAt: at });
  await store.runs.insert(run);
  await store.runs.beginAttempt(run.id, 'worker', at);
  await store.runs.endAttempt(run.id, 1, { state: 'succeeded', attemptState: 'succeeded', now: at });
  const other = { integrationId: 'in_other', tenantKey: key, destinationId: 'de_used' };
  await store.pipelines.insert(newPipeline('pl_other', other));
  await database.query(`CREATE SCHEMA "lark_${key}"; CREATE TABLE "lark_${key}".base_records (text TEXT, _larkstream_run_id TEXT);
    CREATE TABLE "lark_${key}".notes (text TEXT); CREATE VIEW public.report AS SELECT text FROM "lark_${key}".base_records`);
  const root = join(filesRoot(), key);
  const own = join(root, 'lake', '_larkstream');
  mkdirSync(own, { recursive: true });
  mkdirSync(join(root, 'lake', 'base_records'));
  writeFileSync(join(root, 'lake', 'base_records', 'rows.ndjson'), '{}');
  const files = [{ path: 'base_records/rows.ndjson', rows: 1, bytes: 2, runId: 'r' }];
  const streams = { base_records: { mode: 'dedup', fingerprint: 'f', files, columns: [] } };
  writeFileSync(join(own, 'manifest.json'), JSON.stringify({ version: 1, runId: 'r', publishing: [], streams }));
  writeFileSync(join(root, 'lake', 'mine.txt'), 'of a person');

  const held = (await forget(key)).body;
  expect(held).toMatchObject({ isDone: false, left: {} });
  const states = Object.fromEntries(
    readObjects(held, 'destinations').map((one) => [readText(one, 'id'), [one.state, one.left]]),
  );
  expect(states).toMatchObject({
    de_sql: ['held', ['public.report']],
    de_lake: ['dropped', ['mine.txt']],
    de_away: ['unreachable', []],
    de_used: ['used', []],
    de_file: ['absent', []],
  });
  expect(await schemas()).toContain(`lark_${key}`);
  expect(readdirSync(join(root, 'lake'))).toEqual(['mine.txt']);
  await database.query('DROP VIEW public.report');
  const done = (await forget(key, { byHand: ['de_away'] })).body;
  expect(done).toMatchObject({ isDone: true, deleted: held.deleted });
  expect(done.destinations).toContainEqual({ id: 'de_sql', name: 'de_sql', state: 'dropped', left: ['notes'] });
  expect(await database.query(`SELECT * FROM "lark_${key}".notes`)).toMatchObject({ rows: [] });
});
