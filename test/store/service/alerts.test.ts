import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Alert, AlertSend } from '../../../src/model/service/alert.ts';
import { newServiceStore, type OpenedStore } from '../../support/service-store.ts';
import { sharedPostgres } from '../../support/shared-postgres.ts';

let opened: OpenedStore;

beforeAll(async () => {
  opened = await newServiceStore(await sharedPostgres());
  const { alertChannels } = opened.store;
  for (const id of ['ch_1', 'ch_2'])
    await alertChannels.insert({
      id,
      name: id,
      kind: 'url',
      settings: {},
      kinds: [],
      quietHours: undefined,
      createdAt: 1,
    });
}, 120_000);

afterAll(() => opened[Symbol.asyncDispose]());

const message = { en: 'It failed', zh: '失败' };
const alert = (id: string, given: Partial<Alert> = {}) =>
  ({ id, kind: 'run.failed', subjectKind: 'pipeline', subjectId: 'pl_1', message, openedAt: 10, ...given }) as const;

test('an alert is opened once until it has recovered, whoever sees it first', async () => {
  const { alerts } = opened.store;
  const other = await opened.open();
  const both = await Promise.all([alerts.open(alert('al_1')), other.alerts.open(alert('al_2'))]);
  const [first, ...more] = both.filter((one) => one !== undefined);
  expect(more).toEqual([]);
  expect(await alerts.find(first?.id ?? '')).toEqual(first);
  expect(await alerts.open(alert('al_3', { subjectId: 'pl_2' }))).toMatchObject({ recoveredAt: undefined });
  expect(await alerts.recover('run.failed', 'pl_1', 20)).toEqual({ ...first, recoveredAt: 20 });
  expect(await alerts.recover('run.failed', 'pl_1', 21)).toBeUndefined();
  expect(await alerts.open(alert('al_4', { openedAt: 30 }))).toMatchObject({ id: 'al_4' });
});

test('alerts are listed by kind, subject, and whether they are open; one is silenced for a time', async () => {
  const { alerts } = opened.store;
  await alerts.open(alert('al_5', { kind: 'disk.full', subjectId: 'host', openedAt: 40 }));
  const ids = async (filter: Parameters<typeof alerts.page>[1]) =>
    (await alerts.page({ limit: 9 }, filter)).items.map(({ id }) => id);
  expect(await ids({ kind: 'disk.full' })).toEqual(['al_5']);
  expect(await ids({ subjectId: 'host', isOpen: false })).toEqual([]);
  expect(await ids({ isOpen: true })).toEqual(['al_5', 'al_4', 'al_3']);
  expect((await alerts.page({ limit: 1 }, { isOpen: false })).total).toBe(1);
  expect(await alerts.silence('al_5', 99)).toMatchObject({ id: 'al_5', silencedUntil: 99 });
  expect(await alerts.silence('al_5', undefined)).toMatchObject({ silencedUntil: undefined });
  expect(await alerts.silence('al_9', 99)).toBeUndefined();
});

test('what is to be told is leased to one process, tried again at its time, and ends when it is sent or given up', async () => {
  const { alerts } = opened.store;
  const send = (channelId: string, what: AlertSend['what'], nextAt: number) =>
    ({ alertId: 'al_4', channelId, what, nextAt }) as const;
  for (const one of [send('ch_1', 'opened', 100), send('ch_2', 'opened', 101), send('ch_1', 'recovered', 500)])
    await alerts.addSend(one);
  await alerts.addSend(send('ch_1', 'opened', 1));
  expect(await alerts.claimSends(99, 300, 9)).toEqual([]);
  const other = await opened.open();
  const claimed = (await Promise.all([alerts.claimSends(200, 300, 1), other.alerts.claimSends(200, 300, 1)])).flat();
  claimed.push(...(await alerts.claimSends(200, 300, 9)));
  expect(claimed.map(({ channelId }) => channelId).sort()).toEqual(['ch_1', 'ch_2']);
  expect(claimed[0]).toMatchObject({ attempts: 0, nextAt: 300, what: 'opened' });
  const [one, two] = claimed;
  if (one === undefined || two === undefined) throw new Error('Nothing was claimed');
  await alerts.sent(one, 210);
  await alerts.failed(two, 250, message);
  expect(await alerts.claimSends(249, 300, 9)).toEqual([]);
  const [again] = await alerts.claimSends(250, 300, 9);
  expect(again).toEqual({ ...two, attempts: 1, nextAt: 300 });
  await alerts.failed(two, undefined, message);
  expect(await alerts.claimSends(400, 999, 9)).toEqual([]);
  expect((await alerts.claimSends(500, 999, 9)).map(({ what }) => what)).toEqual(['recovered']);
});
