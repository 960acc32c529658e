import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { DuckdbConnection } from '../../src/destinations/duckdb/connection.ts';
import { openDuckdbOver } from '../../src/destinations/duckdb/destination.ts';
import { TransientError } from '../../src/model/errors.ts';
import { untranslated } from '../../src/model/message.ts';
import type { Source } from '../../src/model/source.ts';
import type { ModuleName, Stream } from '../../src/model/stream.ts';
import { openEventStore } from '../../src/store/open-event-store.ts';
import { DeferredHints } from '../../src/sync/deferred-hints.ts';
import { runLive } from '../../src/sync/live.ts';
import { receivedEvent } from '../support/received-event.ts';

const streamOf = (name: string, module: ModuleName): Stream => ({
  name,
  title: untranslated(name),
  description: untranslated(name),
  module,
  columns: [
    { name: 'id', type: 'string', description: untranslated('id') },
    { name: 'version', type: 'string', description: untranslated('version') },
  ],
  primaryKey: ['id'],
});
const streams = [streamOf('records', 'base'), streamOf('people', 'contact')];
const planned = streams.map((stream) => ({ stream, mode: 'dedup' as const }));
const unavailable = new TransientError({ code: 'source.scan.unstable', message: untranslated('HTTP 503') });
const changed = receivedEvent('1', { at: 0 });

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'larkstream-deferred-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

interface Course {
  /** The first time without reads is over before it has begun. */
  readonly isCutShort: boolean;
  /** Which of the times that the record is read again fail; the first is beside the snapshot. */
  readonly refused: readonly number[];
}

/**
 * A record changes beside a snapshot, which then writes the version of before and misses another stream. Gives what the table holds
 * after the snapshot, a time of streaming, a catch-up with what was missed, and another time of streaming.
 */
async function versionAtTheEnd({ isCutShort, refused }: Course): Promise<unknown> {
  const stop = new AbortController();
  const processed = Promise.withResolvers<void>();
  const unread = Promise.withResolvers<void>();
  let refreshes = 0;
  let isCaughtUp = false;
  const inbox = await openEventStore(join(folder, 'events.db'));
  await inbox.register({ name: 'replication', filter: {}, from: 'now' }, 0);
  const database = await DuckdbConnection.open(join(folder, 'a.duckdb'));
  const reader = await database.sibling();
  const source: Source = {
    id: 'tenant',
    discover: async () => ({ streams, unlisted: [] }),
    async *check() {},
    async *subscribe() {},
    async *read({ streams: wanted }) {
      if (!wanted.has('records')) {
        yield { kind: 'complete', streams: ['people'] };
        return;
      }
      await inbox.accept([changed]);
      await processed.promise;
      yield { kind: 'rows', stream: 'records', rows: [{ id: 'x', version: 'before' }] };
      yield { kind: 'complete', streams: ['records'] };
      yield { kind: 'incomplete', streams: ['people'], error: unavailable };
    },
    plan: () => {
      throw new Error('not asked for');
    },
    refresher: () => ({
      async *refresh({ signal }) {
        signal?.throwIfAborted();
        if (refused.includes(++refreshes)) {
          unread.resolve();
          throw unavailable;
        }
        yield { kind: 'rows', stream: 'records', rows: [{ id: 'x', version: 'now' }] };
      },
      changesStreams: () => false,
    }),
    close: async () => {},
  };
  let value: unknown;
  let now = 0;
  await runLive({
    source,
    openDestination: () =>
      openDuckdbOver(database, { path: join(folder, 'a.duckdb'), schema: 'lark', hardDeletes: false }),
    plan: async () => ({ planned, isIncomplete: false }),
    inbox,
    consumer: 'replication',
    appId: 'cli_1',
    owner: 'test',
    toHints: () => [{ module: 'base', kind: 'record', target: { id: 'x' } }],
    waitForEvents: async () => {
      await new Promise(setImmediate);
      // Nothing but the last time of streaming asks for events now, and it has acted on its hints.
      if (!isCaughtUp || stop.signal.aborted) return;
      value = await reader.rows('SELECT version FROM lark.records');
      stop.abort();
    },
    newRunId: () => `run${now}`,
    clock: {
      now: () => now,
      elapsed: () => now,
      sleep: async (ms, signal) => {
        // Only the time until the catch-up passes by itself.
        if (ms === 15_000 && !isCutShort) await unread.promise;
        else if (ms > 15_000)
          await new Promise((_, reject) => signal?.addEventListener('abort', () => reject(signal.reason)));
        now += ms;
      },
    },
    random: () => 1,
    signal: stop.signal,
    reconcileIntervalMs: 3_600_000,
    onBatch: () => processed.resolve(),
    onReport: async (_, phase) => {
      isCaughtUp ||= phase === 'catch-up';
    },
  });
  await inbox.close();
  return value;
}

test('what a snapshot has overwritten with an older version is read again after the catch-up, if streaming had no time for it', async () => {
  expect(await versionAtTheEnd({ isCutShort: true, refused: [] })).toEqual([['now']]);
});

test('what a snapshot has overwritten with an older version is read again after the catch-up, if the app was refused before', async () => {
  expect(await versionAtTheEnd({ isCutShort: false, refused: [2] })).toEqual([['now']]);
});

test('the hints of a long snapshot are kept each once, however many there are', () => {
  const hints = new DeferredHints();
  const many = Array.from({ length: 300_000 }, (_, at) => ({
    module: 'base' as const,
    kind: 'record',
    target: { id: at % 150_000 },
  }));
  hints.add(many);
  expect([...hints].length).toBe(150_000);
});
