import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { ConfigError, TransientError } from '../../../src/model/errors.ts';
import { silentLogger } from '../../../src/model/logger.ts';
import type { AlertKind } from '../../../src/model/service/alert.ts';
import type { Notice } from '../../../src/model/service/notifier.ts';
import type { ServiceStore } from '../../../src/model/service/service-store.ts';
import { createAlarm } from '../../../src/operations/serve/store-alarm.ts';
import type { Alarm } from '../../../src/scheduler/after-run.ts';
import { sendDue } from '../../../src/scheduler/alerts/send-alerts.ts';
import { newChannel } from '../../support/alert-channel.ts';
import { addPipeline } from '../../support/service-runs.ts';
import { newServiceStore, type OpenedStore, timedStore } from '../../support/service-store.ts';
import { sharedPostgres } from '../../support/shared-postgres.ts';

const minute = 60_000;
const hour = 60 * minute;
const message = { en: 'It failed', zh: '失败' };

let opened: OpenedStore;
let now = Date.parse('2026-03-02T12:00:00Z');
const clock = { now: () => now, elapsed: () => now, sleep: async () => {} };
let alarm: Alarm;
let numbers = 0;
const nextId = (prefix: string): string => {
  numbers += 1;
  return `${prefix}_${numbers}`;
};

beforeAll(async () => {
  opened = await newServiceStore(await sharedPostgres());
  alarm = createAlarm(timedStore(opened.store, clock.now));
  await addPipeline(opened.store, 'pl_1', { name: 'Orders' });
}, 120_000);
afterAll(() => opened[Symbol.asyncDispose]());
beforeEach(async () => {
  const { items } = await opened.store.alertChannels.page({ limit: 99 }, {});
  for (const channel of items) await opened.store.alertChannels.delete(channel);
});

/** What has been told, as `channel kind subjects`. */
class Told {
  readonly notices: (Notice & { readonly channel: string })[] = [];
  /** Thrown instead of sending on a channel. */
  readonly faults = new Map<string, Error>();
  readonly tries = new Map<string, number>();
  readonly stop = new AbortController();

  /** A process, whose own clock may be off, that sends what is due now. */
  async pass(store: ServiceStore = opened.store, offMs = 0): Promise<string[]> {
    const before = this.notices.length;
    await sendDue({
      store: timedStore(store, clock.now),
      clock: { ...clock, now: () => now + offMs },
      logger: silentLogger,
      newId: nextId,
      signal: this.stop.signal,
      send: async ({ id }, notice) => {
        this.tries.set(id, (this.tries.get(id) ?? 0) + 1);
        const fault = this.faults.get(id);
        if (fault !== undefined) throw fault;
        this.notices.push({ ...notice, channel: id });
      },
    });
    return this.notices
      .slice(before)
      .map(
        ({ channel, kind, alerts }) =>
          `${channel} ${kind} ${alerts.map(({ kind: of, state }) => `${of}:${state}`).sort()}`,
      )
      .sort();
  }
}

const raise = (kind: AlertKind, subjectId = 'pl_1') =>
  alarm.raise({ kind, subjectKind: 'pipeline', subjectId, message });
const down = new TransientError({ code: 'notify.url.failed', message: { en: 'HTTP 500', zh: 'HTTP 500' } });

test('an alert is told once on each channel that takes its kind, by whichever process, and then its recovery', async () => {
  const { alertChannels } = opened.store;
  await alertChannels.insert(newChannel('ch_a'));
  await alertChannels.insert(newChannel('ch_b', { kinds: ['run.failed'] }));
  await alertChannels.insert(newChannel('ch_c', { kinds: ['disk.full'] }));
  const told = new Told();
  await raise('run.failed');
  await raise('run.failed');
  const other = await opened.open();
  await Promise.all([told.pass(), told.pass(other), told.pass(), told.pass(other)]);
  expect(told.notices.map(({ channel, kind }) => `${channel} ${kind}`).sort()).toEqual(['ch_a opened', 'ch_b opened']);
  expect(told.notices[0]?.alerts).toMatchObject([
    { kind: 'run.failed', state: 'open', subject: { kind: 'pipeline', id: 'pl_1', name: 'Orders' }, message },
  ]);
  now += hour;
  expect(await told.pass()).toEqual([]);

  await alertChannels.insert(newChannel('ch_d'));
  await alarm.recover('run.failed', 'pl_1');
  await alarm.recover('run.failed', 'pl_1');
  expect(await told.pass()).toEqual(['ch_a recovered run.failed:recovered', 'ch_b recovered run.failed:recovered']);
  expect(await told.pass()).toEqual([]);
});

test('an alert that was raised, or tried, by a clock that was far ahead is told when it is right again', async () => {
  await opened.store.alertChannels.insert(newChannel('ch_a'));
  const told = new Told();
  const before = now;
  now += 400 * 24 * hour;
  await raise('run.failed', 'pl_ahead');
  now = before;
  expect(await told.pass()).toEqual(['ch_a opened run.failed:open']);
  now += 400 * 24 * hour;
  told.faults.set('ch_a', down);
  await alarm.recover('run.failed', 'pl_ahead');
  expect(await told.pass()).toEqual([]);
  now = before;
  told.faults.clear();
  expect(await told.pass()).toEqual(['ch_a recovered run.failed:recovered']);
});

test('a channel that fails holds up no other; it is tried again after pauses that grow, by a process that was started since', async () => {
  const { alertChannels, alertSends } = opened.store;
  for (const id of ['ch_a', 'ch_b']) await alertChannels.insert(newChannel(id));
  const told = new Told();
  told.faults.set('ch_a', down);
  await raise('run.failed');
  expect(await told.pass()).toEqual(['ch_b opened run.failed:open']);
  await alarm.recover('run.failed', 'pl_1');
  expect(await told.pass(), 'nobody is told of the end before the beginning').toEqual([
    'ch_b recovered run.failed:recovered',
  ]);
  now += 10_000;
  expect(await told.pass()).toEqual([]);
  now += minute - 1;
  told.faults.clear();
  expect(await told.pass(), 'the second pause is longer').toEqual([]);
  now += 1;
  const restarted = await opened.open();
  expect(await told.pass(restarted)).toEqual(['ch_a opened run.failed:open', 'ch_a recovered run.failed:recovered']);
  expect(await alertSends.deliveries(['ch_a'])).toMatchObject([
    { waiting: 0, givenUp: 0, lastSentAt: now, lastError: undefined },
  ]);
});

test('after a day it is given up, at once where the other side says that it is gone; the figures and the channel say so', async () => {
  const { store } = opened;
  for (const id of ['ch_a', 'ch_b']) await store.alertChannels.insert(newChannel(id));
  const told = new Told();
  told.faults.set('ch_a', down);
  told.faults.set('ch_b', new ConfigError({ code: 'notify.url.gone', message: { en: 'HTTP 410', zh: 'HTTP 410' } }));
  await raise('run.failed');
  await told.pass();
  expect((await store.figures()).alertSends).toEqual({ waiting: 0, failing: 1, givenUp: 1 });
  for (let pauses = 0; pauses < 12; pauses++) {
    now += 8 * hour;
    await told.pass();
  }
  expect((await store.figures()).alertSends).toEqual({ waiting: 0, failing: 0, givenUp: 2 });
  expect(told.tries.get('ch_a')).toBe(11);
  expect(told.tries.get('ch_b')).toBe(1);
  expect(await store.alertSends.deliveries(['ch_a'])).toMatchObject([
    { givenUp: 1, waiting: 0, lastError: { en: expect.stringContaining('HTTP 500') } },
  ]);
  told.faults.clear();
  await alarm.recover('run.failed', 'pl_1');
  expect(await told.pass(), 'who was told of nothing is told of no end').toEqual([]);
});

test('quiet hours hold what is not urgent until their end, and tell it then in one message', async () => {
  now = Date.parse('2026-03-02T22:30:00+08:00');
  const quietHours = { from: '22:00', to: '07:00', zone: 'Asia/Shanghai' };
  await opened.store.alertChannels.insert(newChannel('ch_a', { quietHours }));
  const told = new Told();
  await raise('run.failed');
  await raise('disk.full', 'st_1');
  expect(await told.pass()).toEqual(['ch_a opened disk.full:open']);
  await raise('events.dead');
  await raise('deletes.held');
  now += 2 * hour;
  expect(await told.pass()).toEqual([]);
  await alarm.recover('events.dead', 'pl_1');
  await alarm.recover('disk.full', 'st_1');
  expect(await told.pass()).toEqual(['ch_a recovered disk.full:recovered']);
  now = Date.parse('2026-03-03T06:59:59+08:00');
  expect(await told.pass()).toEqual([]);
  now += 1_000;
  expect(await told.pass()).toEqual(['ch_a summary deletes.held:open,events.dead:recovered,run.failed:open']);
  await alarm.recover('run.failed', 'pl_1');
  await alarm.recover('deletes.held', 'pl_1');
  expect(await told.pass()).toEqual(['ch_a summary deletes.held:recovered,run.failed:recovered']);
});

test('a silenced alert is told when the silence ends, or is lifted', async () => {
  const { store } = opened;
  await store.alertChannels.insert(newChannel('ch_a'));
  const told = new Told();
  await raise('run.failed');
  const [alert] = (await store.alerts.page({ limit: 1 }, { isOpen: true })).items;
  await store.alerts.silence(alert?.id ?? '', now + hour);
  expect(await told.pass()).toEqual([]);
  now += hour - 1;
  expect(await told.pass()).toEqual([]);
  await store.alerts.silence(alert?.id ?? '', undefined);
  await store.alertSends.wake({ alertId: alert?.id ?? '' }, now);
  expect(await told.pass()).toEqual(['ch_a opened run.failed:open']);
  await store.alerts.silence(alert?.id ?? '', now + hour);
  await alarm.recover('run.failed', 'pl_1');
  expect(await told.pass()).toEqual([]);
  now += hour;
  expect(await told.pass()).toEqual(['ch_a recovered run.failed:recovered']);
});

test('what was tried in vain before it was silenced is told as soon as the silence is lifted', async () => {
  const { store } = opened;
  await store.alertChannels.insert(newChannel('ch_a'));
  const told = new Told();
  told.faults.set('ch_a', down);
  await raise('token.refused', 'in_1');
  expect(await told.pass()).toEqual([]);
  told.faults.clear();
  const [alert] = (await store.alerts.page({ limit: 1 }, { isOpen: true, kind: 'token.refused' })).items;
  await store.alerts.silence(alert?.id ?? '', now + 30 * 24 * hour);
  now += 10_000;
  expect(await told.pass()).toEqual([]);
  await store.alerts.silence(alert?.id ?? '', undefined);
  await store.alertSends.wake({ alertId: alert?.id ?? '' }, now);
  expect(await told.pass()).toEqual(['ch_a opened token.refused:open']);
  await alarm.recover('token.refused', 'in_1');
  await told.pass();
});

test.each([-400, 400])(
  'a process whose clock is %i days off takes nothing from others, nor waits for ever',
  async (days) => {
    await opened.store.alertChannels.insert(newChannel('ch_a'));
    const [dying, told] = [new Told(), new Told()];
    await raise('run.failed', `pl_${days}`);
    dying.faults.set('ch_a', down);
    const pass = () => told.pass(opened.store, days * 24 * hour);
    expect(await dying.pass(opened.store, days * 24 * hour)).toEqual([]);
    expect(await pass(), 'it is tried again after ten seconds').toEqual([]);
    now += 10_000;
    dying.stop.abort();
    await dying.pass();
    expect(await pass(), 'another has it').toEqual([]);
    now += 3 * minute;
    expect(await pass()).toEqual(['ch_a opened run.failed:open']);
    await alarm.recover('run.failed', `pl_${days}`);
    await pass();
  },
);

test('what was held for quiet hours by a clock that was far ahead is told when it is right again', async () => {
  const { alertChannels } = opened.store;
  const quietHours = { from: '00:00', to: '23:59', zone: 'Asia/Shanghai' };
  const channel = await alertChannels.insert(newChannel('ch_a', { quietHours }));
  const told = new Told();
  const before = now;
  now += 400 * 24 * hour;
  await raise('run.failed', 'pl_held');
  expect(await told.pass()).toEqual([]);
  now = before;
  await alertChannels.update({ ...channel, quietHours: undefined }, now);
  expect(await told.pass()).toEqual(['ch_a opened run.failed:open']);
  await alarm.recover('run.failed', 'pl_held');
  await told.pass();
});

test('what a process had under way when it died goes out again as the same message', async () => {
  await opened.store.alertChannels.insert(newChannel('ch_a'));
  const dying = new Told();
  await raise('run.failed');
  const told = new Told();
  dying.faults.set('ch_a', new Error('killed'));
  dying.stop.abort();
  // It has claimed the send, and nobody knows whether it has arrived.
  await dying.pass();
  expect(await told.pass()).toEqual([]);
  await raise('events.dead');
  now += 3 * minute;
  expect(await told.pass()).toEqual(['ch_a opened events.dead:open', 'ch_a opened run.failed:open']);
  expect(told.notices.find(({ alerts }) => alerts[0]?.kind === 'run.failed')?.id).toMatch(/^am_\d+_ch_a$/);
  expect(new Set(told.notices.map(({ id }) => id)).size).toBe(2);
});
