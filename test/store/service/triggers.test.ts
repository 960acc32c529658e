import { beforeAll, describe, expect, test } from 'vitest';
import type { ServiceStore } from '../../../src/model/service/service-store.ts';
import type { Decision } from '../../../src/model/triggers/decision.ts';
import type { PostgresDatabases } from '../../support/postgres-server.ts';
import { newServiceStore } from '../../support/service-store.ts';
import { newIntegration } from '../../support/service-things.ts';
import { sharedPostgres } from '../../support/shared-postgres.ts';
import {
  fullTriggerSettings,
  newHandler,
  newTrigger,
  triggerSettings,
  withTriggers,
} from '../../support/trigger-rows.ts';

let server: PostgresDatabases;

beforeAll(async () => {
  server = await sharedPostgres();
}, 120_000);

const inOrder = async ({ triggers }: ServiceStore): Promise<string[]> =>
  (await triggers.page({ limit: 99 }, { integrationId: 'in_1' })).items.map(({ id }) => id);

test('triggers of an integration are tried in their order, and moving one changes no version', async () => {
  await using opened = await newServiceStore(server);
  const { triggers, integrations } = opened.store;
  await withTriggers(opened.store);
  await integrations.insert(newIntegration('in_2'));
  for (const [at, id] of ['tr_3', 'tr_4'].entries()) await triggers.insert(newTrigger(id, { position: at + 2 }));
  await triggers.insert(newTrigger('tr_0', { integrationId: 'in_2', name: 'tr_1' }));
  expect(await triggers.move('tr_4', 1)).toBe(true);
  expect(await inOrder(opened.store)).toEqual(['tr_1', 'tr_4', 'tr_2', 'tr_3']);
  await Promise.all([triggers.move('tr_1', 99), triggers.move('tr_3', 0)]);
  expect(await inOrder(opened.store)).toEqual(['tr_3', 'tr_4', 'tr_2', 'tr_1']);
  expect(await triggers.move('tr_9', 0)).toBe(false);
  const moved = await triggers.find('tr_3');
  expect(moved).toMatchObject({ version: 1, position: 0 });
  // Who had read it before it was moved, does not move it back.
  if (moved !== undefined) await triggers.update({ ...moved, position: 3, name: 'N' }, 9);
  expect(await inOrder(opened.store)).toEqual(['tr_3', 'tr_4', 'tr_2', 'tr_1']);
  const all = await triggers.page({ limit: 2 }, {});
  expect(all.items.map(({ id }) => id)).toEqual(['tr_3', 'tr_4']);
  expect((await triggers.page({ limit: 9, cursor: all.next }, {})).items.map(({ id }) => id)).toEqual([
    'tr_2',
    'tr_1',
    'tr_0',
  ]);
  await expect(triggers.insert(newTrigger('tr_5', { name: 'tr_2' }))).rejects.toMatchObject({ code: 'api.name.taken' });
});

test('what is published is a version that stays; a handler that it names is in use', async () => {
  await using opened = await newServiceStore(server);
  const { triggers, triggerVersions, handlers } = opened.store;
  await withTriggers(opened.store);
  await handlers.insert(newHandler('ha_2'));
  const publish = (handlerId: string, publishedAt: number) =>
    opened.store.transaction(async (tables) => {
      const settings = { ...fullTriggerSettings, handlerId };
      const made = { triggerId: 'tr_2', settings, publishedAt, publishedBy: 'ac_1' };
      const version = await tables.triggerVersions.add(made);
      const trigger = await tables.triggers.find('tr_2');
      if (trigger !== undefined)
        await tables.triggers.update({ ...trigger, state: 'published', publishedVersion: version.number }, publishedAt);
      return version;
    });
  expect(await publish('ha_2', 5)).toEqual({
    triggerId: 'tr_2',
    number: 1,
    settings: { ...fullTriggerSettings, handlerId: 'ha_2' },
    publishedAt: 5,
    publishedBy: 'ac_1',
  });
  await expect(handlers.delete({ id: 'ha_2', version: 1 })).rejects.toMatchObject({ code: 'api.in.use' });
  expect((await triggers.page({ limit: 9 }, { handlerId: 'ha_2' })).items).toMatchObject([{ id: 'tr_2' }]);
  await publish('ha_1', 6);
  expect(await handlers.delete({ id: 'ha_2', version: 1 })).toBe(true);
  expect(await triggers.published('in_1')).toMatchObject([
    { trigger: { id: 'tr_2', draft: triggerSettings }, published: { number: 2, settings: { handlerId: 'ha_1' } } },
  ]);
  expect(await triggerVersions.find('tr_2', 1)).toMatchObject({ settings: { handlerId: 'ha_2' } });
  expect(await triggerVersions.find('tr_2', 3)).toBeUndefined();
  expect((await triggerVersions.ofTrigger('tr_2', { limit: 9 })).map(({ number }) => number)).toEqual([2, 1]);
  expect(await triggerVersions.ofTrigger('tr_2', { limit: 9, before: 2 })).toMatchObject([{ number: 1 }]);
  const add = () =>
    triggerVersions.add({ triggerId: 'tr_1', settings: triggerSettings, publishedAt: 1, publishedBy: 'x' });
  expect((await Promise.all([add(), add(), add()])).map(({ number }) => number).toSorted()).toEqual([1, 2, 3]);
  await expect(
    triggerVersions.add({ triggerId: 'tr_9', settings: triggerSettings, publishedAt: 1, publishedBy: 'x' }),
  ).rejects.toMatchObject({ code: 'api.not.found' });
});

describe('decisions', () => {
  const why = { en: 'Why', zh: '为何' };
  const refused = { triggerId: 'tr_1', version: 1, outcome: 'refused', code: 'not_mentioned', why } as const;
  const taken = { triggerId: 'tr_2', version: 2, outcome: 'taken', code: 'matched', why } as const;
  const decided = (eventId: string, decidedAt: number, tried: Decision['tried']) => ({
    integrationId: 'in_1',
    eventId,
    decidedAt,
    tried,
  });

  test('of those who decide about an event at once the first one counts', async () => {
    await using opened = await newServiceStore(server);
    const other = await opened.open();
    await withTriggers(opened.store);
    const given = [decided('ev 1', 5, [refused]), decided('ev 1', 6, [refused, taken])];
    const got = await Promise.all(given.map((one, at) => [opened.store, other][at]?.decisions.add(one)));
    expect(got[0]).toEqual(got[1]);
    expect(given).toContainEqual(got[0]);
    expect(await other.decisions.find('in_1', 'ev 1')).toEqual(got[0]);
    expect(await other.decisions.find('in_2', 'ev 1')).toBeUndefined();
  });

  test('are listed by integration, trigger, outcome and code, the newest first', async () => {
    await using opened = await newServiceStore(server);
    const { decisions } = opened.store;
    await withTriggers(opened.store);
    await decisions.add(decided('ev_1', 5, [refused]));
    await decisions.add(decided('ev_2', 6, [refused, taken]));
    await decisions.add(decided('ev_3', 7, []));
    const listed = async (filter: Parameters<typeof decisions.page>[1]) =>
      (await decisions.page({ limit: 9 }, filter)).items.map(({ eventId }) => eventId);
    expect(await listed({})).toEqual(['ev_3', 'ev_2', 'ev_1']);
    expect(await listed({ integrationId: 'in_1', outcome: 'taken' })).toEqual(['ev_2']);
    expect(await listed({ integrationId: 'in_2' })).toEqual([]);
    expect(await listed({ triggerId: 'tr_1' })).toEqual(['ev_2', 'ev_1']);
    expect(await listed({ triggerId: 'tr_1', outcome: 'taken' })).toEqual([]);
    expect(await listed({ triggerId: 'tr_2', code: 'matched' })).toEqual(['ev_2']);
    const first = await decisions.page({ limit: 1 }, { triggerId: 'tr_1' });
    expect(await decisions.page({ limit: 1, cursor: first.next }, { triggerId: 'tr_1' })).toMatchObject({
      items: [decided('ev_1', 5, [refused])],
      total: 2,
    });
  });
});

test('people are known from what was seen of them, and keep what was decided of them', async () => {
  await using opened = await newServiceStore(server);
  const { larkUsers, integrations } = opened.store;
  for (const id of ['in_1', 'in_2']) await integrations.insert(newIntegration(id));
  const seen = { integrationId: 'in_1', openId: 'ou_1', at: 5 };
  await larkUsers.see([seen, { ...seen, name: '小明', unionId: 'on_1', at: 3 }, { ...seen, integrationId: 'in_2' }]);
  const known = { departments: undefined, tenantKey: undefined, isBlocked: false };
  const person = { ...known, integrationId: 'in_1', openId: 'ou_1', unionId: 'on_1', name: '小明' };
  const nothing = { handlerUserId: undefined, language: undefined };
  expect(await larkUsers.find('in_1', 'ou_1')).toMatchObject({ ...person, ...nothing, lastSeenAt: 5 });
  expect(
    await larkUsers.change('in_1', 'ou_1', { handlerUserId: 'u7', language: 'zh', isBlocked: true }),
  ).toMatchObject({
    handlerUserId: 'u7',
    language: 'zh',
    isBlocked: true,
  });
  await larkUsers.see([
    { ...seen, departments: ['od_1'], at: 9 },
    { integrationId: 'in_1', openId: 'ou_2', at: 8 },
  ]);
  expect(await larkUsers.change('in_1', 'ou_1', { language: undefined })).toEqual({
    ...person,
    departments: ['od_1'],
    firstSeenAt: 5,
    lastSeenAt: 9,
    isBlocked: true,
    handlerUserId: 'u7',
    language: undefined,
  });
  expect(await larkUsers.change('in_1', 'ou_9', { isBlocked: true })).toBeUndefined();
  expect([...(await larkUsers.findAll('in_1', ['ou_1', 'ou_2', 'ou_3'])).keys()].toSorted()).toEqual(['ou_1', 'ou_2']);
  const listed = async (filter: object) =>
    (await larkUsers.page({ limit: 9 }, { integrationId: 'in_1', ...filter })).items.map(({ openId }) => openId);
  expect(await listed({})).toEqual(['ou_1', 'ou_2']);
  expect(await listed({ search: '小' })).toEqual(['ou_1']);
  expect(await listed({ isBlocked: false })).toEqual(['ou_2']);
});

test('rules are told who is paired, which threads are followed and how long bots have talked to each other', async () => {
  await using opened = await newServiceStore(server);
  const { triggerFacts } = opened.store;
  await withTriggers(opened.store);
  const both = ['tr_1', 'tr_2'];
  await triggerFacts.pair('tr_1', 'ou_1', 5);
  await triggerFacts.pair('tr_1', 'ou_1', 6);
  expect(await triggerFacts.pairedWith('ou_1', both)).toEqual(['tr_1']);
  expect(await triggerFacts.paired('tr_1')).toEqual([{ openId: 'ou_1', at: 5 }]);
  expect(await triggerFacts.unpair('tr_1', 'ou_1')).toBe(true);
  expect(await triggerFacts.unpair('tr_1', 'ou_1')).toBe(false);
  await triggerFacts.follow('tr_2', 'omt_1', 5);
  await triggerFacts.follow('tr_2', 'omt_1', 6);
  expect(await triggerFacts.following('omt_1', both)).toEqual(['tr_2']);
  expect(await triggerFacts.following('omt_2', both)).toEqual([]);
  const count = (now: number) => triggerFacts.countBotTurn('tr_1', 'oc_1', now, 10);
  expect([await count(1), await count(11), await count(22)]).toEqual([1, 2, 1]);
  expect(await triggerFacts.botTurns('tr_1', 'oc_1', 32, 10)).toBe(1);
  expect(await triggerFacts.botTurns('tr_1', 'oc_1', 33, 10)).toBe(0);
  await Promise.all(Array.from({ length: 5 }, () => count(23)));
  expect(await count(23)).toBe(7);
  await triggerFacts.forgetBotTurns('tr_1', 'oc_1');
  expect(await triggerFacts.botTurns('tr_1', 'oc_1', 23, 10)).toBe(0);
});
