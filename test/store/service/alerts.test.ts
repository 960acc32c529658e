import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Alert } from '../../../src/model/service/alert.ts';
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
      language: 'en',
      settings: {},
      kinds: id === 'ch_2' ? ['run.failed', 'disk.full'] : [],
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

test('what opens anew is as quiet as a person has said of it before', async () => {
  const { alerts } = opened.store;
  const given = { kind: 'events.dead', subjectId: 'pl_3' } as const;
  await alerts.open(alert('al_6', given));
  await alerts.silence('al_6', 100);
  await alerts.recover('events.dead', 'pl_3', 20);
  expect(await alerts.open(alert('al_7', { ...given, openedAt: 30 }))).toMatchObject({ silencedUntil: 100 });
  await alerts.recover('events.dead', 'pl_3', 40);
  expect(await alerts.open(alert('al_8', { ...given, openedAt: 100 }))).toMatchObject({ silencedUntil: undefined });
});

test('who takes an alert in hand first stays named, until nobody has it in hand', async () => {
  const { alerts } = opened.store;
  expect(await alerts.acknowledge('al_5', { at: 50, by: 'Ann' })).toMatchObject({
    acknowledged: { at: 50, by: 'Ann' },
  });
  expect(await alerts.acknowledge('al_5', { at: 60, by: 'Bob' })).toMatchObject({
    acknowledged: { at: 50, by: 'Ann' },
  });
  expect(await alerts.acknowledge('al_5', undefined)).toMatchObject({ acknowledged: undefined });
});

const lease = (now: number, messageId = 'am_x') => ({ now, until: now + 100, messageId, limit: 9 });

test('what is to be told is leased to one process, tried again at its time as the same message, and ends when it is sent or given up', async () => {
  const { alertSends: sends } = opened.store;
  const other = await opened.open();
  await sends.addOpened({ id: 'al_4', kind: 'run.failed' }, 100);
  await sends.addOpened({ id: 'al_4', kind: 'run.failed' }, 1);
  expect(await sends.claim(lease(99))).toEqual([]);
  const claimed = (
    await Promise.all([
      sends.claim({ ...lease(200, 'am_1'), limit: 1 }),
      other.alertSends.claim({ ...lease(200, 'am_1'), limit: 1 }),
    ])
  ).flat();
  claimed.push(...(await sends.claim(lease(200, 'am_1'))));
  const [one, two] = claimed.sort((a, b) => a.channelId.localeCompare(b.channelId));
  if (one === undefined || two === undefined) throw new Error('Nothing was claimed');
  expect(claimed).toHaveLength(2);
  expect(one).toEqual({ alertId: 'al_4', channelId: 'ch_1', what: 'opened', attempts: 0, messageId: 'am_1_ch_1' });

  await sends.addRecovered({ id: 'al_4' }, 201);
  expect(await sends.claim(lease(205)), 'what has opened is under way').toEqual([]);
  await sends.sent(one, 210);
  await sends.failed(two, 250, message);
  expect(await sends.claim(lease(220, 'am_2'))).toMatchObject([
    { channelId: 'ch_1', what: 'recovered', messageId: 'am_2_ch_1' },
  ]);
  expect([...(await sends.claim(lease(250, 'am_3')))].sort((a, b) => a.what.localeCompare(b.what))).toEqual([
    { ...two, attempts: 1 },
    { ...two, what: 'recovered', messageId: 'am_3_ch_2' },
  ]);
  await sends.failed(two, undefined, message);
  expect(await sends.deliveries(['ch_1', 'ch_2', 'ch_3'])).toEqual([
    { channelId: 'ch_1', lastSentAt: 210, waiting: 1, givenUp: 0, lastError: undefined },
    { channelId: 'ch_2', lastSentAt: undefined, waiting: 1, givenUp: 1, lastError: message },
  ]);
});

test('an alert goes to channels that take its kind, its recovery to those that were told of it', async () => {
  const { alerts, alertSends: sends } = opened.store;
  await alerts.open(alert('al_9', { kind: 'ticket.old', subjectId: 'in_1' }));
  await sends.addOpened({ id: 'al_9', kind: 'ticket.old' }, 1_000);
  const told = (await sends.claim(lease(1_000, 'am_4'))).filter(({ alertId }) => alertId === 'al_9');
  const [only] = told;
  expect(told.map(({ channelId }) => channelId)).toEqual(['ch_1']);
  if (only === undefined) throw new Error('Nothing was claimed');
  await sends.failed(only, undefined, message);
  await sends.addRecovered({ id: 'al_9' }, 1_001);
  expect(
    (await sends.claim(lease(5_000))).filter(({ alertId }) => alertId === 'al_9'),
    'nobody was told of it',
  ).toEqual([]);
});

test('what is held is due at its time, or as soon as it is looked at anew, as part of a message that is yet to be', async () => {
  const { alerts, alertSends: sends } = opened.store;
  const claim = async (now: number, messageId?: string) =>
    (await sends.claim(lease(now, messageId))).filter(({ alertId }) => alertId === 'al_a');
  await alerts.open(alert('al_a', { kind: 'token.refused', subjectId: 'in_2' }));
  await sends.addOpened({ id: 'al_a', kind: 'token.refused' }, 9_000);
  const [send] = await claim(9_000, 'am_5');
  if (send === undefined) throw new Error('Nothing was claimed');
  await sends.hold(send, 20_000);
  expect(await claim(19_999)).toEqual([]);
  await sends.wake({ alertId: 'al_a' }, 9_500);
  expect(await claim(9_500, 'am_6')).toEqual([{ ...send, messageId: 'am_6_ch_1' }]);
  await sends.wake({ channelId: 'ch_1' }, 9_501);
  expect(await claim(9_501), 'what is under way is not woken').toEqual([]);
});
