import { beforeAll, expect, test } from 'vitest';
import type { Page, PageRequest } from '../../../src/model/service/page.ts';
import { fillService } from '../../support/fill-service.ts';
import type { PostgresDatabases } from '../../support/postgres-server.ts';
import { newServiceStore } from '../../support/service-store.ts';
import { newDestination } from '../../support/service-things.ts';
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

/** Lists with the filters that people use; `index` is what a page of it must be read by. */
const lists = [
  { list: 'pipelines', where: '', time: 'created_at', index: 'pipelines_page' },
  { list: 'pipelines', where: `strpos(search, '12') > 0`, time: 'created_at', index: 'pipelines_page' },
  { list: 'pipelines', where: `state = 'paused'`, time: 'created_at', index: 'pipelines_state' },
  { list: 'pipelines', where: `integration_id = 'in_3'`, time: 'created_at', index: 'pipelines_integration' },
  { list: 'integrations', where: '', time: 'created_at', index: 'integrations_page' },
  { list: 'destinations', where: '', time: 'created_at', index: 'destinations_page' },
  { list: 'accounts', where: '', time: 'created_at', index: 'accounts_page' },
  { list: 'runs', where: '', time: 'queued_at', index: 'runs_page' },
  { list: 'runs', where: `pipeline_id = 'pl_7'`, time: 'queued_at', index: 'runs_pipeline' },
  { list: 'runs', where: `state = 'failed'`, time: 'queued_at', index: 'runs_state' },
  { list: 'audit', where: '', time: 'at', index: 'audit_page' },
  { list: 'audit', where: `object_id = 'pl_7'`, time: 'at', index: 'audit_object' },
  { list: 'alerts', where: '', time: 'opened_at', index: 'alerts_page' },
] as const;

test('pages are read along an index, whose order is that of the list', async () => {
  await using opened = await newServiceStore(server);
  await fillService(opened.url, 3_000);
  const plans: Record<string, string> = {};
  for (const { list, where, time } of lists) {
    const condition = [where, `(${time}, id) < (2000, 'x')`].filter((part) => part !== '').join(' AND ');
    const sql = `EXPLAIN SELECT * FROM larkstream.${list} WHERE ${condition} ORDER BY ${time} DESC, id DESC LIMIT 51`;
    plans[`${list} ${where}`] = (await server.query(opened.url, sql)).flat().join('\n');
  }
  for (const { list, where, index } of lists) {
    const plan = plans[`${list} ${where}`];
    expect(plan).toContain(index);
    expect(plan).not.toContain('Seq Scan');
    // Where a filter leaves few, they may be sorted.
    if (where === '') expect(plan).not.toContain('Sort');
  }
});

test('what is due, what waits, what was lost and what is to be told is found by an index, however much there is', async () => {
  await using opened = await newServiceStore(server);
  await fillService(opened.url, 3_000);
  const tables = 'larkstream';
  const questions = [
    [
      `SELECT * FROM ${tables}.pipelines WHERE due_at <= 5 ORDER BY due_at, id LIMIT 100 FOR UPDATE SKIP LOCKED`,
      'pipelines_due',
    ],
    [`SELECT min(due_at) FROM ${tables}.pipelines`, 'pipelines_due'],
    [`SELECT * FROM ${tables}.runs WHERE state = 'queued' ORDER BY queued_at, id LIMIT 100`, /runs_(open|state)/],
    [
      `SELECT * FROM ${tables}.alert_sends WHERE sent_at IS NULL AND next_at <= 5 ORDER BY next_at LIMIT 9`,
      'alert_sends_due',
    ],
    [`SELECT * FROM ${tables}.run_lines WHERE run_id = 'ru_7' AND seq > 5 ORDER BY seq LIMIT 100`, 'run_lines_pkey'],
  ] as const;
  for (const [sql, index] of questions) {
    const plan = (await server.query(opened.url, `EXPLAIN ${sql}`)).flat().join('\n');
    expect(plan).toMatch(index);
  }
});
