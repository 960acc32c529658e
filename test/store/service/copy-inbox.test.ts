import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ReceivedEvent } from '../../../src/model/event.ts';
import type { EventStore } from '../../../src/model/event-store.ts';
import { Secret } from '../../../src/model/secret.ts';
import { openEventStore } from '../../../src/store/open-event-store.ts';
import { copyInbox } from '../../../src/store/service/copy-inbox.ts';
import type { PostgresDatabases } from '../../support/postgres-server.ts';
import { openStoreAt } from '../../support/service-store.ts';
import { sharedPostgres } from '../../support/shared-postgres.ts';
import { sqlitePlace, writeVersion } from '../old-store.ts';

let server: PostgresDatabases;
const copyProcess = new URL('copy-process.ts', import.meta.url).pathname;
const folder = mkdtempSync(join(tmpdir(), 'larkstream-copy-'));
const path = join(folder, 'inbox.sqlite');
const now = 1_800_000_000_000;
const events = 1_300;

beforeAll(async () => {
  server = await sharedPostgres();
  const store = await openEventStore(path);
  await fill(store);
  await store.close();
}, 240_000);

afterAll(() => rmSync(folder, { recursive: true, force: true }));

const received = (at: number, given: Partial<ReceivedEvent> = {}): ReceivedEvent => ({
  id: `ev_${at}`,
  dedupKey: `key_${at}`,
  type: at % 3 === 0 ? 'im.message' : 'contact.user',
  appId: at % 5 === 0 ? 'cli_2' : 'cli_1',
  tenantKey: `t${at % 4}`,
  createdAt: now + at,
  receivedAt: now + at,
  via: at % 2 === 0 ? 'webhook' : 'long_connection',
  orderKey: at % 7 === 0 ? `order ${at % 3}` : null,
  body: { at, text: `第 ${at} 号 \u0000` },
  ...given,
});

/** Events in every state, for two consumers, one of which wants only some of them. */
async function fill(store: EventStore): Promise<void> {
  await store.register({ name: 'all', filter: {}, from: 'now' }, now);
  await store.register({ name: 'people', filter: { types: ['contact.*'] }, from: 'now' }, now);
  const all = Array.from({ length: events }, (_, at) => received(at));
  await store.accept(all);
  await store.accept([received(events, { error: { en: 'Unreadable', zh: '无法读取' } })]);
  const ticket = (text: string) => ({ kind: 'ticket', ticket: new Secret(text) }) as const;
  await store.accept([received(2_000, { appId: 'cli_1', effect: ticket('old-ticket') })]);
  await store.accept([received(2_001, { effect: { kind: 'installed' }, tenantKey: 'mine' })]);
  await store.accept([received(2_002, { appId: 'cli_2', effect: { kind: 'uninstalled' }, tenantKey: 'theirs' })]);
  const claim = { consumer: 'all', owner: 'h:1:s:aa', leaseMs: 60_000, appId: 'cli_1', now } as const;
  const seqs = (await store.claim({ ...claim, limit: 300 })).map(({ seq }) => seq);
  await store.complete(seqs.slice(0, 200), { ...claim });
  await store.fail(seqs.slice(200, 210), { ...claim, error: { en: 'No', zh: '否' } });
  await store.fail(seqs.slice(210, 220), { ...claim, error: { en: 'Later', zh: '稍后' }, nextAt: now + 5_000 });
}

/** Everything but the numbers, which are each store's own. */
async function contentOf(store: EventStore): Promise<unknown[]> {
  const listed = await store.list({ limit: 9_999 });
  return listed.map(({ seq: _, ...event }) => event);
}

async function newTarget(): Promise<string> {
  const url = await server.newDatabase();
  await (await openStoreAt(url)).close();
  return url;
}

test('the inbox of the command line is in the store of the service afterwards, in its order and with the state of each delivery', async () => {
  const url = await newTarget();
  const progress: number[] = [];
  const copied = await copyInbox(path, new Secret(url), { onProgress: (read, of) => progress.push(read / of) });
  const count = events + 4;
  expect(copied).toMatchObject({ events: { read: count, added: count }, consumers: 2, tickets: 1, installations: 2 });
  expect(progress.at(-1)).toBe(1);
  expect(progress.length).toBeGreaterThan(2);
  const [from, to] = [await openEventStore(path), await openEventStore(new Secret(url))];
  expect(await contentOf(to)).toEqual(await contentOf(from));
  expect(await to.stats()).toEqual(await from.stats());
  expect((await to.ticket('cli_1'))?.reveal()).toBe('old-ticket');
  expect(await to.installations('cli_2')).toEqual(await from.installations('cli_2'));
  expect(await to.installations('cli_1')).toEqual(await from.installations('cli_1'));
  // Nobody holds there what a process held here, and consumers get what comes.
  const claim = { consumer: 'all', owner: 'me', leaseMs: 1_000, limit: 1, appId: 'cli_1', now } as const;
  expect((await to.claim(claim)).map(({ id }) => id)).toEqual(['ev_276']);
  await to.accept([received(9_000)]);
  expect(await to.list({ consumer: 'people', state: 'pending', limit: 9_999 })).toHaveLength(
    (await from.list({ consumer: 'people', state: 'pending', limit: 9_999 })).length,
  );
  await Promise.all([from.close(), to.close()]);
  await server.dropDatabase(url);
});

test('a copy that was broken off goes on, one that is repeated adds what has come since, and what went on there stays', async () => {
  const url = await newTarget();
  const stop = new AbortController();
  const broken = copyInbox(path, new Secret(url), { signal: stop.signal, onProgress: () => stop.abort() });
  await expect(broken).rejects.toMatchObject({ name: 'AbortError' });
  const to = await openEventStore(new Secret(url));
  const first = (await to.list({ limit: 9_999 })).length;
  expect(first).toBeGreaterThan(0);
  expect(first).toBeLessThan(events);
  const claim = { consumer: 'all', owner: 'me', leaseMs: 1_000, limit: 10, appId: 'cli_2', now } as const;
  const worked = (await to.claim(claim)).map(({ seq }) => seq);
  await to.complete(worked, claim);

  expect(await copyInbox(path, new Secret(url))).toMatchObject({
    events: { read: events + 4, added: events + 4 - first },
  });
  expect(await copyInbox(path, new Secret(url))).toMatchObject({ events: { added: 0 }, deliveries: 0, consumers: 0 });
  const from = await openEventStore(path);
  expect(await to.list({ limit: 9_999 })).toHaveLength((await from.list({ limit: 9_999 })).length);
  expect((await to.stats()).pending).toBe((await from.stats()).pending - worked.length);
  await Promise.all([from.close(), to.close()]);
  await server.dropDatabase(url);
});

test('whenever its process is killed, the copy that is begun again brings everything once', async () => {
  const url = await newTarget();
  for (const batches of [1, 2, 3]) {
    const child = spawn(process.execPath, [copyProcess, path, url], { stdio: ['ignore', 'pipe', 'inherit'] });
    const ended = once(child, 'close');
    let written = 0;
    // In the middle of the batch that comes next.
    for await (const _ of createInterface(child.stdout)) if (++written === batches) child.kill('SIGKILL');
    await ended;
    expect(written).toBeGreaterThanOrEqual(batches);
  }
  await copyInbox(path, new Secret(url));
  const [from, to] = [await openEventStore(path), await openEventStore(new Secret(url))];
  expect(await contentOf(to)).toEqual(await contentOf(from));
  expect(await to.stats()).toEqual(await from.stats());
  await Promise.all([from.close(), to.close()]);
  await server.dropDatabase(url);
});

test('where the service is ahead, it keeps what is newer; a consumer that both have gets what either wants', async () => {
  const url = await newTarget();
  const to = await openEventStore(new Secret(url));
  await to.register({ name: 'people', filter: { types: ['im.message'], appIds: ['cli_1'] }, from: 'now' }, now);
  const effect = { kind: 'ticket', ticket: new Secret('new-ticket') } as const;
  await to.accept([received(5_000, { appId: 'cli_1', effect }), received(1)]);
  await to.accept([received(5_001, { tenantKey: 'theirs', appId: 'cli_2', effect: { kind: 'installed' } })]);
  await copyInbox(path, new Secret(url));
  expect((await to.ticket('cli_1'))?.reveal()).toBe('new-ticket');
  expect(await to.installations('cli_2')).toMatchObject([{ tenantKey: 'theirs', uninstalledAt: null }]);
  expect((await to.list({ limit: 9_999 })).filter(({ id }) => id === 'ev_1')).toHaveLength(1);
  const wanted = [
    received(6_000, { type: 'im.message', appId: 'cli_1' }),
    received(6_001, { type: 'contact.user', appId: 'cli_2' }),
  ];
  await to.accept(wanted);
  const given = (await to.list({ consumer: 'people', limit: 9_999 })).map(({ id }) => id);
  expect(given).toEqual(expect.arrayContaining(wanted.map(({ id }) => id)));
  await to.close();
  await server.dropDatabase(url);
});

test('a file of an older version is brought to the newest before it is copied', async () => {
  await using place = sqlitePlace();
  await writeVersion(place, 2);
  const url = await newTarget();
  if (typeof place.address !== 'string') throw new Error('A file has a path');
  await copyInbox(place.address, new Secret(url));
  const [from, to] = [await openEventStore(place.address), await openEventStore(new Secret(url))];
  const content = await contentOf(from);
  expect(content.length).toBeGreaterThan(0);
  expect(await contentOf(to)).toEqual(content);
  await Promise.all([from.close(), to.close()]);
  await server.dropDatabase(url);
});

test('a file that is not there is refused, and not made', async () => {
  const missing = join(folder, 'missing.sqlite');
  const refused = copyInbox(missing, new Secret(server.url()));
  await expect(refused).rejects.toMatchObject({ code: 'store.open.failed', family: 'config' });
  await expect(refused).rejects.toThrow(missing);
});
