import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import type { ReceivedEvent } from '../../src/model/event.ts';
import type { EventFilter } from '../../src/model/event-filter.ts';
import type { EventStore } from '../../src/model/event-store.ts';
import { openEventStore } from '../../src/store/open-event-store.ts';
import type { PostgresDatabases } from '../support/postgres-server.ts';
import { sharedPostgres } from '../support/shared-postgres.ts';
import { InboxModel } from './inbox-model.ts';
import { postgresPlace, type RawPlace, sqlitePlace } from './old-store.ts';

const begin = 1_800_000_000_000;

let server: PostgresDatabases;

beforeAll(async () => {
  server = await sharedPostgres();
}, 120_000);

interface Both {
  readonly store: EventStore;
  readonly model: InboxModel;
  readonly now: number;
  /** Numbers of the store for ids of the model; one that is not there has a number that never was. */
  readonly seqs: (ids: readonly string[]) => Promise<number[]>;
}

/** What was done, so that a counterexample can be read; does the same to both and compares what they say. */
type Step = readonly [said: string, act: (both: Both) => Promise<void>, waitMs?: number];

const ids = fc.uniqueArray(fc.constantFrom('1', '2', '3', '4', '5', '6', '7', '8'), { maxLength: 6 });
const consumer = fc.constantFrom('a', 'b', 'c');
const owner = fc.constantFrom('h:1:x', 'h:2:y');
const appId = fc.constantFrom('cli_1', 'cli_1', 'cli_2');
const tenantKey = fc.constantFrom('t1', 't2', '');
const filters: readonly EventFilter[] = [
  {},
  { types: ['im.*'] },
  { types: ['im.message', 'contact.user'] },
  { types: ['contact.user'], appIds: ['cli_1'] },
  { types: ['contact.user'], appIds: ['cli_2'] },
  { tenantKeys: ['t1', ''] },
  { types: [] },
];
const event = fc.record({
  id: fc.constantFrom('1', '2', '3', '4', '5', '6', '7', '8'),
  type: fc.constantFrom('im.message', 'im.chat', 'contact.user'),
  appId,
  tenantKey,
  orderKey: fc.constantFrom('k', 'k', 'l', null),
  isUnreadable: fc.nat(9).map((number) => number === 0),
});

interface Made extends Pick<ReceivedEvent, 'id' | 'type' | 'appId' | 'tenantKey' | 'orderKey'> {
  readonly isUnreadable: boolean;
}

function toReceived({ isUnreadable, ...parts }: Made, now: number): ReceivedEvent {
  return {
    ...parts,
    // Ids are told apart by the model, whatever the app.
    dedupKey: parts.id,
    createdAt: now,
    receivedAt: now,
    via: 'webhook',
    body: {},
    ...(isUnreadable ? { error: { en: 'no JSON', zh: '不是 JSON' } } : {}),
  };
}

const byConsumer = (left: { consumer: string }, right: { consumer: string }): number =>
  left.consumer < right.consumer ? -1 : 1;
const failure = { en: 'HTTP 500', zh: 'HTTP 500' };
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.array(event, { minLength: 1, maxLength: 6 }).map(
      (events): Step => [
        `accept ${JSON.stringify(events)}`,
        async ({ store, model, now }) => {
          // One app for each id: the numbers of the store are found by it.
          const received = events.map((one) => ({
            ...toReceived(one, now),
            appId: Number(one.id) % 3 === 0 ? 'cli_2' : 'cli_1',
          }));
          expect(await store.accept(received)).toEqual(model.accept(received));
        },
      ],
    ),
  },
  fc
    .record({
      name: consumer,
      filter: fc.constantFrom(...filters),
      from: fc.constantFrom(0, 'now' as const, begin + 500),
      widens: fc.boolean(),
    })
    .map(
      (one): Step => [
        `register ${JSON.stringify(one)}`,
        async ({ store, model, now }) => expect(await store.register(one, now)).toBe(model.register(one)),
      ],
    ),
  {
    weight: 1,
    arbitrary: consumer.map(
      (name): Step => [
        `unregister ${name}`,
        async ({ store, model }) => {
          await store.unregister(name);
          model.unregister(name);
        },
      ],
    ),
  },
  {
    weight: 4,
    arbitrary: fc
      .record({
        consumer,
        owner,
        appId,
        tenantKey: fc.option(tenantKey, { nil: undefined }),
        limit: fc.constantFrom(1, 2, 4, 40),
        leaseMs: fc.constantFrom(100, 1_000),
      })
      .map(
        (parts): Step => [
          `claim ${JSON.stringify(parts)}`,
          async ({ store, model, now }) => {
            const claimed = await store.claim({ ...parts, now });
            expect(claimed.map(({ id, attempts }) => [id, attempts])).toEqual(model.claim({ ...parts, now }));
          },
        ],
      ),
  },
  {
    weight: 3,
    arbitrary: fc.tuple(ids, consumer, owner, fc.constantFrom('complete', 'fail', 'retry', 'release', 'extend')).map(
      ([some, whose, by, how]): Step => [
        `${how} ${some.join()} of ${whose} by ${by}`,
        async ({ store, model, now, seqs }) => {
          const holder = { consumer: whose, owner: by, now };
          const numbers = await seqs(some);
          if (how === 'complete') expect(await store.complete(numbers, holder)).toBe(model.complete(some, holder));
          else if (how === 'extend') {
            const extension = { ...holder, leaseMs: 400 };
            expect(await store.extend(numbers, extension)).toBe(model.extend(some, extension));
          } else if (how === 'release') expect(await store.release(numbers, holder)).toBe(model.release(some, holder));
          else {
            const failed = { ...holder, error: failure, ...(how === 'retry' ? { nextAt: now + 300 } : {}) };
            expect(await store.fail(numbers, failed)).toBe(model.fail(some, failed));
          }
        },
      ],
    ),
  },
  fc.tuple(fc.oneof(ids, fc.constant('dead' as const)), fc.option(consumer, { nil: undefined }), appId).map(
    ([events, whose, ofApp]): Step => [
      `replay ${events} of ${ofApp} for ${whose}`,
      async ({ store, model, now }) => {
        const replayed = { appId: ofApp, events, consumer: whose, now };
        expect(await store.replay(replayed)).toBe(model.replay(replayed));
      },
    ],
  ),
  owner.map(
    (one): Step => [
      `release leases of ${one}`,
      async ({ store, model }) => {
        await store.releaseLeases([one]);
        model.releaseLeases([one]);
      },
    ],
  ),
  fc
    .record({ consumer, appId, tenantKey })
    .chain((scope) => fc.option(fc.constantFrom('1', '4', '8'), { nil: undefined }).map((until) => ({ scope, until })))
    .map(
      ({ scope, until }): Step => [
        `drop what waits of ${JSON.stringify(scope)} up to ${until ?? 'the newest'}`,
        async ({ store, model, seqs }) => {
          const known = until === undefined ? [] : await store.list({ ids: [until], limit: 1 });
          const last = known.length === 0 ? model.lastId() : until;
          const lastSeq = known.length === 0 ? await store.lastSeq() : ((await seqs([last ?? '']))[0] ?? 0);
          expect(await store.dropPending({ ...scope, lastSeq })).toBe(model.dropPending(scope, last));
        },
      ],
    ),
  fc.tuple(fc.constantFrom(0, 200, 1_000), appId).map(
    ([age, ofApp]): Step => [
      `prune what is of ${ofApp} and older than ${age}`,
      async ({ store, model, now }) => {
        const expiry = { appId: ofApp, before: now - age };
        const [pruned, wanted] = [await store.prune(expiry), model.prune(expiry)];
        const byName = { ...pruned, expired: pruned.expired.toSorted(byConsumer) };
        expect(byName).toEqual({ ...wanted, expired: wanted.expired.toSorted(byConsumer) });
      },
    ],
  ),
  fc.constantFrom(50, 150, 500).map((ms): Step => [`wait ${ms}`, async () => {}, ms]),
);

async function compare({ store, model, now }: Both): Promise<void> {
  // Over all apps, and for each: what one has is in no answer for another.
  for (const ofApp of [undefined, 'cli_1', 'cli_2']) {
    const held = (await store.list({ appId: ofApp, limit: 1_000 })).reverse();
    const shown = held.map(({ id, deliveries }) => [
      id,
      ...deliveries
        .map((one) => [one.consumer, one.state, one.attempts, one.nextAt, one.finishedAt, one.lastError])
        .sort(),
    ]);
    expect(shown).toEqual(model.shown(ofApp));
    const stats = await store.stats(ofApp);
    const unreadable = await store.list({ appId: ofApp, state: 'dead', limit: 1_000 });
    expect({
      consumers: stats.consumers,
      kept: stats.types.reduce((sum, { kept }) => sum + kept, 0),
      unreadable: unreadable.filter(({ deliveries }) => deliveries.length === 0).length,
    }).toEqual(model.counts(ofApp));
  }
  expect((await store.leaseOwners(now)).sort()).toEqual(model.leaseOwners(now));
  const query = { consumer: 'a', appId: 'cli_1', now };
  expect((await store.dueTenants(query)).sort()).toEqual(model.dueTenants(query));
}

async function empty(place: RawPlace): Promise<void> {
  for (const table of ['deliveries', 'events', 'consumers', 'expirations']) await place.rows(`DELETE FROM ${table}`);
  await place.rows('UPDATE consumer_revision SET revision = revision + 1');
}

describe.each([
  ['SQLite', async () => sqlitePlace(), 150],
  ['Postgres', () => postgresPlace(server), 40],
])('the inbox in %s', (_, make, numRuns) => {
  test('for any sequence of operations, the inbox follows its rules', async () => {
    await using place = await make();
    const store = await openEventStore(place.address);
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 40 }), async (steps) => {
        await empty(place);
        const model = new InboxModel();
        let now = begin;
        const seqs = async (some: readonly string[]): Promise<number[]> => {
          const held = await store.list({ ids: some, limit: 100 });
          return some.map((id) => held.find((one) => one.id === id)?.seq ?? 999_999_999);
        };
        for (const [, act, waitMs = 10] of steps) {
          const both = { store, model, now, seqs };
          await act(both);
          await compare(both);
          now += waitMs;
        }
      }),
      { numRuns },
    );
    await store.close();
  }, 240_000);

  test('a consumer that comes late is given what an early one was, whatever the filter', async () => {
    await using place = await make();
    const store = await openEventStore(place.address);
    const type = fc.oneof(
      fc.constantFrom('im.message', 'IM.message', 'im.🙂x', 'im', '', '%', 'im_message'),
      fc.string({ maxLength: 5 }),
    );
    const pattern = fc.oneof(
      type,
      type.map((one) => `${one}*`),
    );
    const storable = (text: string): boolean => text.isWellFormed() && !text.includes('\u0000');
    const filter = fc.record(
      {
        types: fc.array(pattern.filter(storable), { maxLength: 4 }),
        appIds: fc.array(appId, { maxLength: 2 }),
        tenantKeys: fc.array(tenantKey, { maxLength: 2 }),
      },
      { requiredKeys: [] },
    );
    const events = fc.array(fc.record({ type: type.filter(storable), appId, tenantKey }), { maxLength: 20 });
    await fc.assert(
      fc.asyncProperty(filter, events, async (wanted, some) => {
        await empty(place);
        await store.register({ name: 'early', filter: wanted, from: 'now' }, begin);
        await store.accept(
          some.map((one, at) => ({
            ...toReceived({ ...one, id: String(at), orderKey: null, isUnreadable: at % 5 === 0 }, begin),
            appId: one.appId,
          })),
        );
        await store.register({ name: 'late', filter: wanted, from: begin }, begin);
        for (const { deliveries } of await store.list({ limit: 100 })) {
          const [early, late] = ['early', 'late'].map((name) => deliveries.find((one) => one.consumer === name));
          expect({ ...late, consumer: '' }).toEqual({ ...early, consumer: '' });
        }
      }),
      { numRuns: numRuns * 2 },
    );
    await store.close();
  }, 120_000);
});
