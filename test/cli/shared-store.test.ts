import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { systemClock } from '../../src/model/clock.ts';
import type { ReceivedEvent } from '../../src/model/event.ts';
import type { EventStore } from '../../src/model/event-store.ts';
import { Secret } from '../../src/model/secret.ts';
import { openEventStore } from '../../src/store/open-event-store.ts';
import { receivedEvent } from '../support/received-event.ts';
import { runInProcess } from '../support/run-in-process.ts';
import { sharedPostgres } from '../support/shared-postgres.ts';

/** Two apps in one store: what is asked by the configuration of one is answered for it alone. */
let folder = '';
let postgresUrl = '';

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'larkstream-shared-store-'));
  postgresUrl = await (await sharedPostgres()).newDatabase();
}, 120_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const [sales, hr] = ['cli_a1000000000sales', 'cli_a1000000000000hr'];

function configOf(appId: string, store: string): string {
  const file = join(folder, `${appId}.json`);
  const credentials = { auth_type: 'custom_app', app_id: appId, app_secret: 's' };
  const destination = { type: 'duckdb', path: join(folder, `${appId}.duckdb`) };
  const source = { region: 'feishu', credentials, modules: { contact: {} } };
  writeFileSync(file, JSON.stringify({ source, destination, events: { store } }));
  return file;
}

const eventOf = (appId: string, id: string): ReceivedEvent =>
  receivedEvent(id, { at: systemClock.now(), appId, type: `contact.of_${appId}` });

async function report(store: EventStore, appId: string): Promise<void> {
  await store.report(`host:1:space:${appId}`, {
    appId,
    mode: 'webhook',
    state: 'connected',
    since: 0,
    lastConnectedAt: null,
    lastEventAt: null,
    lastPongAt: null,
    lastError: null,
    lastErrorAt: null,
    refusals: {},
    reconnects: 0,
    nextRetryAt: null,
    bot: null,
  });
}

describe.each([
  ['SQLite', () => join(folder, 'events.db')],
  ['Postgres', () => postgresUrl],
])('%s', (_, place) => {
  beforeEach(async () => {
    const store = await openEventStore(place().startsWith('postgres') ? new Secret(place()) : place());
    const now = systemClock.now();
    const dead = { en: 'HTTP 500', zh: 'HTTP 500' };
    await store.accept([eventOf(sales, 'both'), eventOf(sales, 'of-sales'), eventOf(hr, 'both'), eventOf(hr, 'of-hr')]);
    for (const name of ['replication', 'other', 'only-hr', 'late']) {
      await store.unregister(name);
      const filter = name === 'only-hr' ? { appIds: [hr] } : {};
      await store.register({ name, filter, from: name === 'late' ? 'now' : 0 }, now);
    }
    for (const appId of [sales, hr]) {
      const claim = { consumer: 'replication', owner: 'me', leaseMs: 1_000, limit: 10, appId, now };
      const seqs = (await store.claim(claim)).map(({ seq }) => seq);
      await store.fail(seqs, { consumer: 'replication', owner: 'me', error: dead, now });
      await report(store, appId);
    }
    await store.close();
  });

  const shown = async (appId: string, ...flags: string[]) => {
    const { code, events } = await runInProcess(['events', '--config', configOf(appId, place()), ...flags, '--json']);
    expect(code).toBe(0);
    return events;
  };
  const states = async (appId: string) =>
    (await shown(appId)).flatMap(({ event, state }) => (event === 'inbox' ? [state] : []));

  test('events and status tell of the configured app only', async () => {
    for (const [appId, own, pending] of [
      [sales, 'of-sales', 2],
      // One more consumer wants those.
      [hr, 'of-hr', 4],
    ] as const) {
      const listed = await shown(appId);
      expect(listed.map(({ event, id, appId: of }) => [event, id, of])).toEqual([
        ['inbox', own, appId],
        ['inbox', 'both', appId],
        ['listed', undefined, appId],
      ]);
      expect(listed.at(-1)).toMatchObject({ events: 2, hasMore: false });
      expect((await shown(appId, '--limit', '1')).at(-1)).toMatchObject({ events: 1, hasMore: true });

      const { out, events } = await runInProcess(['status', configOf(appId, place()), '--json']);
      expect(events.find(({ event }) => event === 'events')).toMatchObject({
        appId,
        connections: [{ appId }],
        inbox: { pending, dead: 2, types: [{ type: `contact.of_${appId}`, pending, dead: 2 }] },
        recentErrors: [{ eventId: own }, { eventId: 'both' }],
      });
      expect(out).not.toContain(appId === sales ? hr : sales);
      const screen = await runInProcess(['status', configOf(appId, place())]);
      expect(screen.out).not.toContain(appId === sales ? hr : sales);
      expect(screen.out.includes('only-hr')).toBe(appId === hr);
    }
  });

  test.each([
    ['all dead letters', ['dead'], ['pending', 'pending']],
    ['an id that both have', ['both'], ['dead', 'pending']],
  ])('replay of %s puts back what is of the configured app', async (_name, ids, after) => {
    const before = await states(hr);
    const { code, events } = await runInProcess([
      'events',
      'replay',
      ...ids,
      '--config',
      configOf(sales, place()),
      '--json',
    ]);
    expect({ code, events }).toMatchObject({
      code: 0,
      events: [{ count: after.filter((one) => one !== 'dead').length }],
    });
    expect(await states(sales)).toEqual(after);
    expect([before, await states(hr)]).toEqual([
      ['dead', 'dead'],
      ['dead', 'dead'],
    ]);
  });

  test('only what is dead of an event is retried, and its payload is shown', async () => {
    const of = ['--config', configOf(sales, place()), '--json'];
    expect((await runInProcess(['events', 'retry', 'of-sales', ...of])).events).toMatchObject([{ count: 1 }]);
    expect((await runInProcess(['events', 'retry', 'of-sales', ...of])).events).toMatchObject([{ count: 0 }]);
    const shown = await runInProcess(['events', 'show', 'of-sales', ...of]);
    expect(shown.events).toMatchObject([{ event: 'inbox', id: 'of-sales', body: expect.anything() }]);
    const foreign = await runInProcess(['events', 'show', 'of-hr', ...of]);
    expect(foreign).toMatchObject({ code: 2, events: [{ code: 'events.event.unknown' }] });
  });

  test('an event of the other app is not there', async () => {
    const { code, events } = await runInProcess([
      'events',
      'replay',
      'of-hr',
      '--config',
      configOf(sales, place()),
      '--json',
    ]);
    expect({ code, error: events.at(-1) }).toMatchObject({
      code: 2,
      error: { code: 'events.event.unknown', message: expect.stringContaining(`no event of-hr of ${sales}`) },
    });
    expect(await states(hr)).toEqual(['dead', 'dead']);
  });

  test.each([['list'], ['list', '--state', 'dead'], ['replay', 'dead'], ['replay', 'of-sales'], ['retry', 'of-sales']])(
    'events %s %s: an unknown consumer is an error that names the known ones',
    async (...argv) => {
      const file = configOf(sales, place());
      for (const consumer of ['nobody', 'only-hr']) {
        const asked = ['events', ...argv, '--config', file, '--consumer', consumer, '--json'];
        const { code, events } = await runInProcess(asked);
        expect({ code, error: events.at(-1) }).toMatchObject({
          code: 2,
          error: {
            code: 'events.consumer.unknown',
            message: `There is no consumer ${consumer} of the events of ${sales}; there is replication, late, other`,
            zh: { message: `应用 ${sales} 的事件没有消费者 ${consumer}；现有：replication、late、other` },
          },
        });
      }
    },
  );

  test('a known consumer that was not given the event is told with those that were', async () => {
    const asked = [
      'events',
      'replay',
      'of-sales',
      '--config',
      configOf(sales, place()),
      '--consumer',
      'late',
      '--json',
    ];
    expect(await runInProcess(asked)).toMatchObject({
      code: 2,
      events: [
        {
          code: 'events.delivery.missing',
          message: expect.stringContaining('was not for the consumer late, but for other, replication'),
        },
      ],
    });
  });

  test('a known consumer without events is no error', async () => {
    expect((await shown(sales, '--consumer', 'late')).at(-1)).toMatchObject({ events: 0 });
  });
});

test('where no store is, replication is known, and no other', async () => {
  const file = configOf(sales, join(folder, 'absent.db'));
  const ask = async (consumer: string) =>
    await runInProcess(['events', '--config', file, '--consumer', consumer, '--json']);
  expect(await ask('replication')).toMatchObject({ code: 0, events: [{ event: 'listed', events: 0 }] });
  expect(await ask('nobody')).toMatchObject({ code: 2, events: [{ code: 'events.consumer.unknown' }] });
  const replayed = await runInProcess(['events', 'replay', 'dead', '--consumer', 'nobody', '--config', file, '--json']);
  expect(replayed).toMatchObject({ code: 2, events: [{ code: 'events.consumer.unknown' }] });
});
