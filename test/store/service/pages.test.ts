import { beforeAll, expect, test } from 'vitest';
import { Secret } from '../../../src/model/secret.ts';
import type { StoredEventFilter } from '../../../src/model/service/event-table.ts';
import { newRun } from '../../../src/model/service/new-run.ts';
import { eachOf, type Page, type PageRequest } from '../../../src/model/service/page.ts';
import type { PipelineOrder } from '../../../src/model/service/pipeline.ts';
import type { ServiceTables } from '../../../src/model/service/service-store.ts';
import { type Access, directAccess } from '../../../src/store/service/access.ts';
import { createTables } from '../../../src/store/service/create-tables.ts';
import { openServiceDatabase } from '../../../src/store/service/open-service-database.ts';
import { fillService } from '../../support/fill-service.ts';
import type { PostgresDatabases } from '../../support/postgres-server.ts';
import { newServiceStore } from '../../support/service-store.ts';
import { newDestination, newIntegration, newPipeline } from '../../support/service-things.ts';
import { sharedPostgres } from '../../support/shared-postgres.ts';

let server: PostgresDatabases;

beforeAll(async () => {
  server = await sharedPostgres();
}, 120_000);

async function allOf<T extends { readonly id: string }>(
  page: (request: PageRequest) => Promise<Page<T>>,
  limit: number,
): Promise<string[]> {
  const ids: string[] = [];
  for (let cursor: string | undefined; ; ) {
    const { items, next } = await page({ limit, cursor });
    ids.push(...items.map(({ id }) => id));
    if (next === undefined) return ids;
    cursor = next;
  }
}

test('page by page everything is listed once, the newest first, also what was made at one time', async () => {
  await using opened = await newServiceStore(server);
  const { destinations } = opened.store;
  const made = [
    ['de_3', 9],
    ['de_1', 5],
    ['de_2', 5],
    ['de_4', 5],
    ['de_5', 1],
  ] as const;
  for (const [id, createdAt] of made) await destinations.insert(newDestination(id, { createdAt }));
  const order = ['de_3', 'de_4', 'de_2', 'de_1', 'de_5'];
  for (const limit of [1, 2, 3, 5, 9])
    expect(await allOf((request) => destinations.page(request, {}), limit)).toEqual(order);
  const first = await destinations.page({ limit: 2 }, {});
  await destinations.insert(newDestination('de_6', { createdAt: 99 }));
  await destinations.delete({ id: 'de_4', version: 1 });
  const second = await destinations.page({ limit: 2, cursor: first.next }, {});
  expect(second).toMatchObject({ items: [{ id: 'de_2' }, { id: 'de_1' }], total: 5 });
});

test('pipelines are listed by name, whatever its case, and by their last run, there and back', async () => {
  await using opened = await newServiceStore(server);
  const { pipelines, integrations, runs } = opened.store;
  await integrations.insert(newIntegration('in_1'));
  const names = { pl_1: 'b', pl_2: 'A', pl_3: 'a1', pl_4: '乙', pl_5: "o'\\" };
  for (const [id, name] of Object.entries(names)) await pipelines.insert(newPipeline(id, { name }));
  for (const [at, pipelineId] of ['pl_4', 'pl_2'].entries()) {
    await runs.insert(newRun({ id: `run_${at}`, pipelineId, trigger: 'schedule', queuedAt: 5 }));
    await runs.beginAttempt(`run_${at}`, 'w', 6);
    await runs.endAttempt(`run_${at}`, 1, { state: 'succeeded', attemptState: 'succeeded', now: 10 + at });
  }
  const sorted = (sort: PipelineOrder): Promise<string[]> => allOf((request) => pipelines.page(request, { sort }), 2);
  expect((await sorted('name')).slice(0, 3)).toEqual(['pl_2', 'pl_3', 'pl_1']);
  expect(await sorted('-name')).toEqual((await sorted('name')).toReversed());
  expect(await sorted('-lastRun')).toEqual(['pl_2', 'pl_4', 'pl_5', 'pl_3', 'pl_1']);
  expect(await sorted('lastRun')).toEqual((await sorted('-lastRun')).toReversed());
  const { next } = await pipelines.page({ limit: 1 }, { sort: 'name' });
  await expect(pipelines.page({ limit: 1, cursor: next }, {})).rejects.toMatchObject({ details: { field: 'cursor' } });
});

test.each(['x', '', '%00', 'W10', 'WyIxIiwiYSJd', 'WzEuNSwiYSJd', 'WzFlMzAwLCJhIl0', 'é'.repeat(50)])(
  'a cursor that no list has given is refused: %j',
  async (cursor) => {
    await using opened = await newServiceStore(server);
    await expect(opened.store.destinations.page({ limit: 2, cursor }, {})).rejects.toMatchObject({
      code: 'api.input.invalid',
      details: { field: 'cursor' },
    });
  },
);

test('of very many things a list counts ten thousand, and says that there may be more', async () => {
  await using opened = await newServiceStore(server);
  const { audit } = opened.store;
  const add = (from: number, to: number) =>
    server.query(
      opened.url,
      `INSERT INTO larkstream.audit (id, at, actor_kind, actor_name, action, object_kind, object_id, detail)
       SELECT 'au_' || n, n, 'service', 'x', 'a', 'pipeline', 'pl_1', '{}' FROM generate_series(${from}, ${to}) AS n`,
    );
  await add(1, 10_000);
  expect(await audit.page({ limit: 1 }, {})).toMatchObject({ total: 10_000, totalIsAtLeast: false });
  await add(10_001, 10_001);
  expect(await audit.page({ limit: 1 }, {})).toMatchObject({ total: 10_000, totalIsAtLeast: true });
});

test('events of each state are all listed, part by part; those that nobody wants also where a part holds none', async () => {
  await using opened = await newServiceStore(server);
  await fillService(opened.url, 500, 6_000);
  const { events } = opened.store;
  const idsOf = async (sql: string): Promise<unknown[]> =>
    (await server.query(opened.url, `SELECT seq FROM larkstream.events WHERE ${sql} ORDER BY seq DESC`))
      .flat()
      .map(Number);
  const delivered = 'SELECT event_seq FROM larkstream.deliveries';
  const wanted = {
    kept: `seq NOT IN (${delivered}) AND error IS NULL`,
    dead: `seq IN (${delivered} WHERE state = 'dead') OR (error IS NOT NULL AND seq NOT IN (${delivered}))`,
    pending: `seq IN (${delivered} WHERE state = 'pending')`,
  };
  const listed = async (filter: StoredEventFilter): Promise<unknown[]> => {
    const found = [];
    for await (const { seq } of eachOf((request) => events.page(request, filter))) found.push(seq);
    return found;
  };
  for (const state of ['kept', 'dead', 'pending'] as const) {
    const ids = await idsOf(wanted[state]);
    expect(await listed({ state }), state).toEqual(ids);
    if (state !== 'kept') expect(await events.page({ limit: 1 }, { state })).toMatchObject({ total: ids.length });
  }
  const decided = 'SELECT event_seq FROM larkstream.tried_triggers';
  const choices: readonly (readonly [StoredEventFilter, string])[] = [
    [{ decision: 'taken' }, `seq IN (${decided} WHERE outcome = 'taken')`],
    [{ decision: 'refused', decisionCode: 'type' }, `seq IN (${decided} WHERE code = 'type')`],
    [{ decision: 'taken', decisionCode: 'type' }, 'FALSE'],
    [{ triggerId: 'tr_3' }, `seq IN (${decided} WHERE trigger_id = 'tr_3')`],
    [{ triggerId: 'tr_3', decision: 'taken' }, `seq IN (${decided} WHERE trigger_id = 'tr_3' AND outcome = 'taken')`],
    [{ decision: 'none' }, `seq NOT IN (${decided})`],
    [{ decision: 'none', state: 'dead' }, `seq NOT IN (${decided}) AND (${wanted.dead})`],
    [{ decision: 'none', state: 'kept' }, `seq NOT IN (${decided}) AND ${wanted.kept}`],
    [{ decision: 'none', triggerId: 'tr_3' }, `seq NOT IN (${decided} WHERE trigger_id = 'tr_3')`],
    [{ decision: 'none', decisionCode: 'type' }, 'FALSE'],
  ];
  for (const [filter, sql] of choices) {
    const ids = await idsOf(sql);
    expect(await listed(filter), sql).toEqual(ids);
    const { total, totalIsAtLeast } = await events.page({ limit: 1 }, filter);
    if (!totalIsAtLeast) expect(total, sql).toBe(ids.length);
    // Only what may change is replayed, and nothing that the list does not show.
    const replayed = await idsOf(`(${sql}) AND seq IN (${delivered})`);
    const plan = await events.steerable('replay', { filter, limit: 100_000, now: 1 });
    expect(plan.events, sql).toBe(replayed.length);
  }
  const mine = { appId: 'cli_1', tenantKey: 'tenant 1', state: 'dead' } as const;
  const ids = await idsOf(`app_id = 'cli_1' AND (${wanted.dead})`);
  expect(await listed(mine)).toEqual(ids);
  expect(await events.page({ limit: 1 }, mine)).toMatchObject({ total: ids.length, totalIsAtLeast: false });
  await server.query(
    opened.url,
    `INSERT INTO larkstream.deliveries (event_seq, consumer, app_id, tenant_key, type, state)
     SELECT seq, 'others', app_id, tenant_key, type, 'done' FROM larkstream.events WHERE seq > 500 AND ${wanted.kept}`,
  );
  const first = await events.page({ limit: 5 }, { state: 'kept' });
  expect(first).toMatchObject({ items: [], next: expect.any(String), total: 0, totalIsAtLeast: true });
  expect(await listed({ state: 'kept' })).toEqual(await idsOf(wanted.kept));
});

/** What a table asks of the database, with the server's plan for it. */
async function plansOf(url: string, ask: (tables: ServiceTables) => Promise<unknown>): Promise<string[]> {
  const database = await openServiceDatabase(new Secret(url), {});
  const plans: string[] = [];
  const access = directAccess(database);
  const explaining: Access = {
    isTransaction: true,
    rows: async (sql, values) => {
      const plan = await access.rows(`EXPLAIN ${sql}`, values);
      plans.push(plan.map((row) => row['QUERY PLAN']).join('\n'));
      return await access.rows(sql, values);
    },
    run: (sql, values) => access.run(sql, values),
    runSoon: (sql, values) => access.runSoon(sql, values),
    write: (work) => database.transaction((connection) => work({ ...connection, rows: explaining.rows })),
  };
  await ask(createTables(explaining, async () => {}));
  await database.close();
  return plans;
}

const cursor = Buffer.from(JSON.stringify([2_000, 'x'])).toString('base64url');
const request = { limit: 50, cursor };
const named = { limit: 50, cursor: Buffer.from(JSON.stringify(['pipeline 12', 'x'])).toString('base64url') };

const placed = { limit: 50, cursor: Buffer.from(JSON.stringify(['in_3 00000012', 'x'])).toString('base64url') };

/** Lists with the filters that people use, and the index that a page of each is read by. */
const lists: readonly (readonly [index: string, ask: (tables: ServiceTables) => Promise<unknown>])[] = [
  ['pipelines_page', ({ pipelines }) => pipelines.page(request, {})],
  ['pipelines_page', ({ pipelines }) => pipelines.page(request, { search: '12' })],
  ['pipelines_state', ({ pipelines }) => pipelines.page(request, { state: 'paused' })],
  ['pipelines_integration', ({ pipelines }) => pipelines.page(request, { integrationId: 'in_3' })],
  ['pipelines_destination', ({ pipelines }) => pipelines.page(request, { destinationId: 'de_3' })],
  ['pipelines_outcome', ({ pipelines }) => pipelines.page(request, { outcome: 'failed' })],
  ['pipelines_name', ({ pipelines }) => pipelines.page(named, { sort: 'name' })],
  ['pipelines_name', ({ pipelines }) => pipelines.page(named, { sort: '-name' })],
  ['pipelines_last_run', ({ pipelines }) => pipelines.page(request, { sort: '-lastRun' })],
  ['integrations_page', ({ integrations }) => integrations.page(request, {})],
  ['destinations_page', ({ destinations }) => destinations.page(request, {})],
  ['service_installations_page', ({ installations }) => installations.page(request, {})],
  ['service_installations_integration', ({ installations }) => installations.page(request, { integrationId: 'in_3' })],
  ['accounts_page', ({ accounts }) => accounts.page(request, {})],
  ['tokens_page', ({ tokens }) => tokens.page(request, {})],
  ['runs_page', ({ runs }) => runs.page(request, {})],
  ['runs_pipeline', ({ runs }) => runs.page(request, { pipelineId: 'pl_7' })],
  ['runs_state', ({ runs }) => runs.page(request, { state: 'failed' })],
  ['audit_page', ({ audit }) => audit.page(request, {})],
  ['audit_object', ({ audit }) => audit.page(request, { objectId: 'pl_7' })],
  ['audit_actor', ({ audit }) => audit.page(request, { actorId: 'ac_7' })],
  ['alerts_page', ({ alerts }) => alerts.page(request, {})],
  ['alerts_subject', ({ alerts }) => alerts.page(request, { subjectId: 'pl_7' })],
  ['handlers_page', ({ handlers }) => handlers.page(request, {})],
  ['triggers_page', ({ triggers }) => triggers.page(placed, {})],
  ['triggers_integration', ({ triggers }) => triggers.page(placed, { integrationId: 'in_3' })],
  ['triggers_state', ({ triggers }) => triggers.page(placed, { state: 'paused' })],
  ['triggers_handler', ({ triggers }) => triggers.page(placed, { handlerId: 'ha_3' })],
  ['decisions_page', ({ decisions }) => decisions.page(request, {})],
  ['decisions_integration', ({ decisions }) => decisions.page(request, { integrationId: 'in_3' })],
  ['decisions_page', ({ decisions }) => decisions.page(request, { outcome: 'taken' })],
  ['tried_triggers_', ({ decisions }) => decisions.page(request, { triggerId: 'tr_3' })],
  ['tried_triggers_outcome', ({ decisions }) => decisions.page(request, { triggerId: 'tr_3', outcome: 'taken' })],
  ['decisions_outcome', ({ events }) => events.page(request, { decision: 'shadow' })],
  ['tried_triggers_code', ({ events }) => events.page(request, { decisionCode: 'quota' })],
  ['tried_triggers_', ({ events }) => events.page(request, { triggerId: 'tr_3', decision: 'taken' })],
  ['sessions_page', ({ sessions }) => sessions.page(request, {})],
  ['sessions_page', ({ sessions }) => sessions.page(request, { search: 'oc_12' })],
  ['sessions_integration', ({ sessions }) => sessions.page(request, { integrationId: 'in_3' })],
  ['sessions_trigger', ({ sessions }) => sessions.page(request, { triggerId: 'tr_3' })],
  ['sessions_chat', ({ sessions }) => sessions.page(request, { chatId: 'oc_3' })],
  ['sessions_sender', ({ sessions }) => sessions.page(request, { senderOpenId: 'ou_3' })],
  ['sessions_state', ({ sessions }) => sessions.page(request, { state: 'open' })],
  ['sessions_', ({ sessions }) => sessions.page(request, { handlerId: 'ha_3' })],
  ['outbox_integration', ({ outbox }) => outbox.page(request, { integrationId: 'in_3' })],
  ['outbox_state', ({ outbox }) => outbox.page(request, { state: 'queued' })],
  ['lark_users_page', ({ larkUsers }) => larkUsers.page(request, { integrationId: 'in_3' })],
];

/** What the service asks again and again. */
const questions: readonly (readonly [index: string, ask: (tables: ServiceTables) => Promise<unknown>])[] = [
  ['pipelines_due', ({ pipelines }) => pipelines.claimDue(5, 100)],
  ['pipelines_due', ({ pipelines }) => pipelines.nextDueAt()],
  ['pipelines_due', ({ pipelines }) => pipelines.dueBefore(50, 100)],
  ['runs_rows', ({ pipelines }) => pipelines.standings(['pl_7', 'pl_8'], 2_999)],
  ['runs_open', ({ runs }) => runs.waiting(100)],
  ['attempts_pkey', ({ runs }) => runs.lost({ silentMs: 5, limit: 100 })],
  ['run_lines_pkey', ({ runs }) => runs.lines('ru_7', { afterSeq: 5, limit: 100 })],
  ['alert_sends_due', ({ alertSends }) => alertSends.claim({ now: 5, until: 9, messageId: 'am_1', limit: 100 })],
  ['sign_ins_hash_key', ({ signIns }) => signIns.findByHash('h')],
  ['changes_pkey', ({ changes }) => changes.after(5, 100)],
  ['lanes_due', ({ turns }) => turns.claim({ holder: 'w', now: 50, leaseMs: 5, limit: 10 })],
  ['turns_open', ({ turns }) => turns.claim({ holder: 'w', now: 90, leaseMs: 5, limit: 10 })],
  ['turns_open', ({ turns }) => turns.openOf('lane 7')],
  ['lanes_due', ({ turns }) => turns.nextDueAt()],
  ['outbox_open', ({ outbox }) => outbox.claim({ holder: 'w', now: 90, leaseMs: 5, limit: 10 })],
  ['outbox_turn', ({ outbox }) => outbox.ofTurn('tu_7')],
  ['sessions_expiry', ({ sessions }) => sessions.expire(90, 10)],
  ['sessions_expiry', ({ sessions }) => sessions.nextExpiryAt()],
  ['sessions_open', ({ sessions }) => sessions.findOpen('tr_3', 'k2')],
  ['sessions_key', ({ sessions }) => sessions.findLast('tr_3', 'k2')],
  ['session_messages_said', ({ sessionMessages }) => sessionMessages.last('se_3', { limit: 20, since: 5 })],
  ['turns_trigger', ({ turns }) => turns.page(request, { triggerId: 'tr_3' })],
  ['turns_session', ({ turns }) => turns.page(request, { sessionId: 'se_3' })],
  ['turn_messages_sender', ({ quotas }) => quotas.used('ou_2', ['tr_3'], 86_400_005)],
  ['quota_uses_sender', ({ quotas }) => quotas.used('ou_2', ['tr_3'], 86_400_005)],
  ['turns_later_lane', ({ turns }) => turns.laterOf('lane 7')],
];

test('pages are read along an index whose order is that of the list, however they are filtered', async () => {
  await using opened = await newServiceStore(server);
  await fillService(opened.url, 3_000);
  for (const [index, ask] of lists) {
    // After it, names of what the page tells of may be looked up.
    const page = (await plansOf(opened.url, ask)).findLast((plan) => plan.startsWith('Limit'));
    expect(page).toContain(index);
    expect(page).not.toContain('Seq Scan');
    // Where a filter leaves few, they may be sorted.
    if (index.endsWith('_page')) expect(page).not.toContain('Sort');
  }
});

test('what is due, waits, was lost or is to be told is found by an index, however much there is', async () => {
  await using opened = await newServiceStore(server);
  await fillService(opened.url, 3_000);
  const uses = `SELECT 'tr_3', 'om_' || n, 'ou_' || n, n FROM generate_series(1, 3000) AS n`;
  await server.query(opened.url, `INSERT INTO larkstream.quota_uses (trigger_id, subject_id, open_id, at) ${uses}`);
  await server.query(opened.url, 'ANALYZE larkstream.quota_uses');
  for (const [index, ask] of questions) {
    const plans = (await plansOf(opened.url, ask)).join('\n');
    expect(plans).toContain(index);
    expect(plans).not.toContain('Seq Scan');
  }
});
