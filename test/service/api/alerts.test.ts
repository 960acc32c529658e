import { beforeAll, expect, test } from 'vitest';
import { readObjects } from '../../../src/util/json.ts';
import type { PostgresDatabases } from '../../support/postgres-server.ts';
import { openTestApi } from '../../support/service-api.ts';
import { sharedPostgres } from '../../support/shared-postgres.ts';

let server: PostgresDatabases;
beforeAll(async () => {
  server = await sharedPostgres();
}, 120_000);

test('alerts are listed by what they are about, shown, and silenced by operators', async () => {
  await using it = await openTestApi(server);
  const { alerts } = it.parts.store;
  const { secret: as } = await it.signedIn('operator');
  const message = { en: 'It failed', zh: '失败' };
  const open = (id: string, subjectId: string) =>
    alerts.open({ id, kind: 'run.failed', subjectKind: 'pipeline', subjectId, message, openedAt: it.clock.now() });
  await open('al_1', 'pl_1');
  await open('al_2', 'pl_2');
  await alerts.recover('run.failed', 'pl_1', it.clock.now());

  const ids = async (query: string) =>
    readObjects((await it.call('GET', `/alerts?${query}`, { as })).body, 'items').map(({ id }) => id);
  expect(await ids('')).toEqual(['al_2', 'al_1']);
  expect(await ids('isOpen=true')).toEqual(['al_2']);
  expect(await ids('isOpen=false')).toEqual(['al_1']);
  expect(await ids('subjectId=pl_2&kind=run.failed')).toEqual(['al_2']);
  expect(await ids('kind=disk.full')).toEqual([]);

  const until = '2026-03-02T08:00:00.000Z';
  const silenced = await it.call('POST', '/alerts/al_2/silence', { as, body: { until } });
  expect(silenced.body).toMatchObject({ id: 'al_2', message, recoveredAt: null, silencedUntil: until });
  const spoken = await it.call('POST', '/alerts/al_2/silence', { as, body: { until: null } });
  expect(spoken.body).toMatchObject({ silencedUntil: null });
  const taken = await it.call('POST', '/alerts/al_2/acknowledge', { as, body: {} });
  expect(taken.body).toMatchObject({
    acknowledged: { at: '2026-03-01T08:00:00.000Z', by: expect.stringMatching(/^operator/) },
  });
  const released = await it.call('POST', '/alerts/al_2/acknowledge', { as, body: { isInHand: false } });
  expect(released.body).toMatchObject({ acknowledged: null });
  expect((await it.call('POST', '/alerts/al_9/silence', { as, body: { until } })).status).toBe(404);
  const { secret: viewer } = await it.signedIn('viewer');
  expect((await it.call('POST', '/alerts/al_2/silence', { as: viewer, body: { until } })).status).toBe(403);
  expect((await it.call('POST', '/alerts/al_2/acknowledge', { as: viewer, body: {} })).status).toBe(403);
  expect((await it.call('GET', '/alerts/al_2', { as: viewer })).body).toMatchObject({ silencedUntil: null });
});
