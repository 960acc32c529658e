import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { newServiceStore, type OpenedStore } from '../../support/service-store.ts';
import { newDestination, newInstallation, newIntegration, newPipeline } from '../../support/service-things.ts';
import { sharedPostgres } from '../../support/shared-postgres.ts';

let opened: OpenedStore;

beforeAll(async () => {
  opened = await newServiceStore(await sharedPostgres());
  await opened.store.integrations.insert(newIntegration('in_1'));
  await opened.store.destinations.insert(newDestination('de_1'));
}, 120_000);

afterAll(() => opened[Symbol.asyncDispose]());

beforeEach(async () => {
  const { pipelines } = opened.store;
  for (const pipeline of (await pipelines.page({ limit: 1_000 }, {})).items) await pipelines.delete(pipeline);
});

const active = (id: string, dueAt: number) =>
  newPipeline(id, { state: 'active', schedule: { kind: 'every', minutes: 5 }, dueAt });

test('of two who change one version at once, one wins', async () => {
  const { pipelines } = opened.store;
  const other = await opened.open();
  const read = await pipelines.insert(newPipeline('pl_1'));
  const outcomes = await Promise.all([
    pipelines.update({ ...read, name: 'a' }, 2),
    other.pipelines.update({ ...read, name: 'b' }, 2),
    opened.store.transaction((tables) => tables.pipelines.update({ ...read, name: 'c' }, 2)),
  ]);
  const [winner, ...more] = outcomes.filter((outcome) => outcome !== undefined);
  expect(more).toEqual([]);
  expect(await pipelines.find('pl_1')).toEqual(winner);
});

test('a pipeline that is due is claimed by one of several processes, and passed over by the others', async () => {
  const other = await opened.open();
  for (let at = 0; at < 30; at++) await opened.store.pipelines.insert(active(`pl_${at}`, at));
  const claim = (store: typeof other): Promise<string[]> =>
    store.transaction(async ({ pipelines }) => {
      const claimed = await pipelines.claimDue(24, 4);
      // Both hold what they have claimed at the same time.
      await new Promise((resolve) => setImmediate(resolve));
      for (const { id } of claimed) await pipelines.setDue(id, 1_000);
      return claimed.map(({ id }) => id);
    });
  const claimed: string[] = [];
  for (let round = 0; round < 20 && claimed.length < 25; round++)
    claimed.push(...(await Promise.all([claim(opened.store), claim(other), claim(other)])).flat());
  expect(claimed).toHaveLength(25);
  expect(new Set(claimed).size).toBe(25);
  expect(await opened.store.pipelines.nextDueAt()).toBe(25);
});

test('the most overdue is claimed first, and none outside of a transaction', async () => {
  const { pipelines } = opened.store;
  expect(await pipelines.nextDueAt()).toBeUndefined();
  for (const [id, dueAt] of [
    ['pl_1', 30],
    ['pl_2', 10],
    ['pl_3', 20],
  ] as const)
    await pipelines.insert(active(id, dueAt));
  expect(await pipelines.nextDueAt()).toBe(10);
  const ids = await opened.store.transaction(async (tables) =>
    (await tables.pipelines.claimDue(30, 2)).map(({ id }) => id),
  );
  expect(ids).toEqual(['pl_2', 'pl_3']);
  await expect(pipelines.claimDue(30, 2)).rejects.toMatchObject({ family: 'bug' });
});

test('a change that was read before the scheduler moved on does not make a pipeline due again', async () => {
  const { pipelines } = opened.store;
  const read = await pipelines.insert(active('pl_1', 10));
  await pipelines.setDue('pl_1', 300_010);
  const renamed = await pipelines.update({ ...read, name: 'new' }, 20);
  expect(renamed).toMatchObject({ name: 'new', dueAt: 300_010, version: 2 });
  const paused = await pipelines.update({ ...read, version: 2, state: 'paused', dueAt: undefined }, 21);
  expect(paused?.dueAt).toBeUndefined();
  const other = { kind: 'cron', line: '5 * * * *', zone: 'UTC' } as const;
  expect(
    await pipelines.update({ ...read, version: 3, state: 'paused', schedule: other, dueAt: 77 }, 22),
  ).toMatchObject({
    dueAt: 77,
  });
});

test('failures in a row are counted beside what people change, and a stale count brings none back', async () => {
  const { pipelines } = opened.store;
  const read = await pipelines.insert(newPipeline('pl_1', { configFailures: 2 }));
  expect(await pipelines.countConfigFailure('pl_1', true)).toBe(3);
  expect(await pipelines.countConfigFailure('pl_1', false)).toBe(0);
  expect(await pipelines.update({ ...read, name: 'new' }, 2)).toMatchObject({ configFailures: 0, version: 2 });
  expect(await pipelines.countConfigFailure('pl_1', true)).toBe(1);
  expect(await pipelines.countConfigFailure('pl_9', true)).toBe(0);
});

test('a name is taken once; what others refer to stays; what does not exist cannot be referred to', async () => {
  const { integrations, destinations, pipelines } = opened.store;
  const pipeline = await pipelines.insert(newPipeline('pl_1', { name: 'Base', destinationId: 'de_1' }));
  await expect(pipelines.insert(newPipeline('pl_2', { name: 'Base' }))).rejects.toMatchObject({
    code: 'api.name.taken',
    details: { fields: [{ path: 'name' }] },
  });
  const second = await pipelines.insert(newPipeline('pl_2'));
  await expect(pipelines.update({ ...second, name: 'Base' }, 2)).rejects.toMatchObject({ code: 'api.name.taken' });
  await expect(pipelines.update({ ...second, destinationId: 'de_9' }, 2)).rejects.toMatchObject({
    code: 'api.not.found',
    family: 'config',
  });
  await expect(pipelines.insert(newPipeline('pl_3', { integrationId: 'in_9' }))).rejects.toMatchObject({
    code: 'api.not.found',
  });
  const inUse = { code: 'api.in.use', family: 'config', details: { table: 'pipelines' } };
  await expect(integrations.delete({ id: 'in_1', version: 1 })).rejects.toMatchObject(inUse);
  await expect(
    opened.store.transaction((tables) => tables.destinations.delete({ id: 'de_1', version: 1 })),
  ).rejects.toMatchObject(inUse);
  expect(await destinations.find('de_1')).toBeDefined();
  expect(await pipelines.find('pl_1')).toEqual(pipeline);
});

test('an installation is of one tenant, loses a deleted pipeline, and goes with its integration', async () => {
  const { integrations, installations, pipelines } = opened.store;
  const app = await integrations.insert(newIntegration('in_2'));
  const draft = await pipelines.insert(newPipeline('pl_1'));
  const given = { integrationId: 'in_2', tenantKey: 't1' };
  await installations.insert(newInstallation('is_1', { ...given, pipelineId: 'pl_1' }));
  await expect(installations.insert(newInstallation('is_2', given))).rejects.toMatchObject({ code: 'api.name.taken' });
  expect(await installations.findByTenant('in_2', 't1')).toMatchObject({ id: 'is_1', pipelineId: 'pl_1' });
  expect(await installations.findByTenant('in_1', 't1')).toBeUndefined();
  await pipelines.delete(draft);
  expect((await installations.find('is_1'))?.pipelineId).toBeUndefined();
  expect((await installations.page({ limit: 9 }, { integrationId: 'in_2', state: 'claimed' })).items).toEqual([]);
  expect((await installations.page({ limit: 9 }, { integrationId: 'in_2', state: 'installed' })).total).toBe(1);
  await integrations.delete(app);
  expect(await installations.find('is_1')).toBeUndefined();
});

test('what fails leaves nothing of its transaction', async () => {
  const { store } = opened;
  const failing = store.transaction(async (tables) => {
    await tables.pipelines.insert(newPipeline('pl_1'));
    await tables.changes.add({ at: 1, topic: 'pipeline', id: 'pl_1', kind: 'created' });
    throw new Error('no');
  });
  await expect(failing).rejects.toThrow('no');
  expect(await store.pipelines.find('pl_1')).toBeUndefined();
  expect(await store.changes.lastSeq()).toBe(0);
});
