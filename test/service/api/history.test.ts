import { beforeAll, expect, test } from 'vitest';
import { openTestApi, type TestApi } from '../../support/service-api.ts';
import { newIntegration, newPipeline } from '../../support/service-things.ts';
import { sharedPostgres } from '../../support/shared-postgres.ts';

let it: TestApi;
beforeAll(async () => {
  it = await openTestApi(await sharedPostgres());
  return () => it[Symbol.asyncDispose]();
}, 120_000);

test('a pipeline tells viewers who has done what to it, without where from, and how its runs went', async () => {
  const { store } = it.parts;
  await store.integrations.insert(newIntegration('in_1'));
  await store.pipelines.insert(newPipeline('pl_1'));
  const admin = await it.signedIn('admin');
  const change = { as: admin.secret, version: 1, body: { name: 'Renamed' } };
  expect((await it.call('PATCH', '/pipelines/pl_1', change)).status).toBe(200);
  const { secret: as } = await it.signedIn('viewer');
  const history = await it.call('GET', '/pipelines/pl_1/history', { as });
  expect(history.body).toMatchObject({
    total: 1,
    items: [
      {
        action: 'pipeline.change',
        actor: { kind: 'account', name: admin.account.name },
        detail: { name: 'Renamed', was: { name: 'pl_1' } },
      },
    ],
  });
  expect(history.text).not.toContain('requestId');
  expect((await it.call('GET', '/pipelines/pl_1/history/runs', { as })).body).toMatchObject({ total: 0, items: [] });
  expect((await it.call('GET', '/pipelines/pl_none/history', { as })).status).toBe(404);
  expect((await it.call('GET', '/pipelines/pl_none/history/runs', { as })).status).toBe(404);
});
