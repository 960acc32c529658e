import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Client } from 'pg';
import { beforeAll, expect, test } from 'vitest';
import { newRun } from '../../../src/model/service/new-run.ts';
import type { TenantData } from '../../../src/model/service/tenant-data.ts';
import { openEventStore } from '../../../src/store/open-event-store.ts';
import { receivedEvent } from '../../support/received-event.ts';
import { openTestApi, type TestApi } from '../../support/service-api.ts';
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
  await store.integrations.insert(newIntegration('in_1', { kind: 'store_app' }));
  await store.handlers.insert(newHandler('ha_1'));
  await store.triggers.insert(newTrigger('tr_1'));
  const own = { path: '{tenant_key}/rows.duckdb', schema: 'main' };
  await store.destinations.insert(newDestination('de_file', { settings: own }));
  await store.destinations.insert(newDestination('de_shared', { settings: { path: 'all.duckdb' } }));
  await store.destinations.insert(
    newDestination('de_sql', { type: 'postgres', settings: { schema: 'lark_{tenant_key}' } }),
  );
  const address = { ownerKind: 'destination', ownerId: 'de_sql', name: 'url' };
  await it.parts.openVault(store.secrets).set(address, it.parts.resources.eventStore);
  return async () => {
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
  for (const kind of ['file', 'shared', 'sql']) {
    const id = `pl_${kind}${key}`;
    const state = kind === 'shared' ? 'draft' : 'active';
    await store.pipelines.insert(newPipeline(id, { tenantKey: key, destinationId: `de_${kind}`, state }));
    const run = newRun({ id: `run_${kind}${key}`, pipelineId: id, trigger: 'schedule', queuedAt: at });
    await store.runs.insert({ ...run, state: 'succeeded', finishedAt: at });
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
  const of = { appId: 'cli_in_1', tenantKey: key, at };
  const said = { type: 'im.message.receive_v1', body: { message: { message_id: `om_${key}`, content: key } } };
  const many = Array.from({ length: 1_200 }, (_, n) => receivedEvent(`e_${n}_${key}`, { ...of, body: { text: key } }));
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
  await database.query(`CREATE SCHEMA "lark_${key}"; CREATE TABLE "lark_${key}".base_records (text TEXT)`);
  mkdirSync(join(filesRoot(), key), { recursive: true });
  for (const end of ['', '.runs.json']) writeFileSync(join(filesRoot(), key, `rows.duckdb${end}`), key);
}

const filesRoot = (): string => it.parts.resources.filesRoot ?? '';

/** How many rows of each table of the store have the text anywhere. */
async function rowsWith(text: string): Promise<Record<string, number>> {
  const tables = await database.query<{ name: string }>(
    `SELECT table_name AS name FROM information_schema.tables WHERE table_schema = 'larkstream' AND table_type = 'BASE TABLE' ORDER BY 1`,
  );
  const found: Record<string, number> = {};
  for (const { name } of tables.rows) {
    const sql = `SELECT count(*)::int AS count FROM larkstream."${name}" AS it WHERE strpos(to_jsonb(it)::text, $1) > 0`;
    const { rows } = await database.query<{ count: number }>(sql, [text]);
    if (rows[0]?.count) found[name] = rows[0].count;
  }
  return found;
}

const [forgotten, kept] = ['forgottentenant', 'stayingtenant'];
const path = `/integrations/in_1/tenants/${forgotten}/forget`;
/** Of no tenant by themselves: signs that fall away after an hour. */
const apart = ({ audit: _, changes: __, ...rows }: Record<string, number>): Record<string, number> => rows;

test('a tenant is forgotten in every table, file and schema, also after a crash in the middle; another one is as it was', async () => {
  await fill(forgotten);
  await fill(kept);
  const before = apart(await rowsWith(kept));
  expect(Object.keys(before).length, 'the tables are filled').toBeGreaterThan(20);
  const plan = await it.call('GET', path, { as });
  expect(plan.body).toMatchObject({
    isInstalled: true,
    rows: { events: 1_201, pipelines: 3, sessions: 1, secrets: 1 },
  });

  const operator = (await it.signedIn('operator')).secret;
  expect((await it.call('POST', path, { as: operator, body: { confirm: forgotten } })).status).toBe(403);
  expect((await it.call('POST', path, { as, body: { confirm: kept } })).status).toBe(400);
  expect((await it.call('POST', path, { as, body: { confirm: forgotten } })).status, 'it has the app').toBe(409);
  const installation = await it.parts.store.installations.findByTenant('in_1', forgotten);
  if (installation === undefined) throw new Error('The installation is gone');
  await it.parts.store.installations.update({ ...installation, state: 'uninstalled' }, it.clock.now());
  await database.query(`UPDATE larkstream.installations SET uninstalled_at = 1 WHERE tenant_key = '${forgotten}'`);
  await it.parts.store.runs.insert(
    newRun({ id: 'run_open', pipelineId: `pl_sql${forgotten}`, trigger: 'schedule', queuedAt: it.clock.now() }),
  );
  expect((await it.call('POST', path, { as, body: { confirm: forgotten } })).status, 'a run waits').toBe(409);
  await database.query(`DELETE FROM larkstream.runs WHERE id = 'run_open'`);
  expect(await rowsWith(forgotten)).toMatchObject({ events: 1_201, sessions: 1 });

  for (const steps of [3, 9]) {
    stepsLeft = steps;
    expect((await it.call('POST', path, { as, body: { confirm: forgotten } })).status).toBe(500);
  }
  stepsLeft = Number.POSITIVE_INFINITY;
  expect(await rowsWith(forgotten), 'it was broken off').toMatchObject({ pipelines: 3 });
  const { body } = await it.call('POST', path, { as, body: { confirm: forgotten } });
  expect(body).toMatchObject({ isDone: true, left: {} });
  expect(body.destinations).toEqual(
    expect.arrayContaining([
      { id: 'de_shared', name: 'de_shared', state: 'shared' },
      { id: 'de_sql', name: 'de_sql', state: 'absent' },
    ]),
  );
  expect(apart(await rowsWith(forgotten))).toEqual({});
  expect(apart(await rowsWith(kept))).toEqual(before);
  const schemas = await database.query(`SELECT nspname FROM pg_namespace WHERE nspname LIKE 'lark\\_%'`);
  expect(schemas.rows).toEqual([{ nspname: `lark_${kept}` }]);
  expect([forgotten, kept].map((key) => existsSync(join(filesRoot(), key, 'rows.duckdb')))).toEqual([false, true]);
  const { items } = (await it.call('GET', '/audit?action=tenant.forget', { as })).body;
  expect(items).toMatchObject([{ objectId: 'in_1', detail: { tenantKey: forgotten, isDone: true, left: {} } }]);
});

test('an app of its own company has no tenant to forget', async () => {
  await it.parts.store.integrations.insert(newIntegration('in_2'));
  const answer = await it.call('GET', '/integrations/in_2/tenants/t1/forget', { as });
  expect(answer.body).toMatchObject({ code: 'api.state.wrong' });
});
