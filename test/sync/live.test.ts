import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openDuckdbDestination } from '../../src/destinations/duckdb/destination.ts';
import type { Change } from '../../src/model/change.ts';
import { StoppedError, TransientError } from '../../src/model/errors.ts';
import { untranslated } from '../../src/model/message.ts';
import type { Source } from '../../src/model/source.ts';
import type { ModuleName, Stream } from '../../src/model/stream.ts';
import { openEventStore } from '../../src/store/open-event-store.ts';
import { runLive } from '../../src/sync/live.ts';

const streamOf = (name: string, module: ModuleName): Stream => ({
  name,
  title: untranslated(name),
  description: untranslated(name),
  module,
  columns: [{ name: 'id', type: 'string', description: untranslated('id') }],
  primaryKey: ['id'],
});
const streams = [streamOf('records', 'base'), streamOf('people', 'contact'), streamOf('flows', 'attendance')];

interface Read {
  readonly at: number;
  readonly streams: readonly string[];
}

const hour = 3_600_000;

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'larkstream-live-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/**
 * Follows a source that fails to deliver the named streams in its first reads, until `most` reads were made, or until it is stopped
 * while it subscribes for the `stopAt`th time. The first `lostCalls` of each kind to the inbox fail.
 */
async function follow(
  failing: readonly (readonly string[])[],
  most: number,
  stopAt?: number,
  lostCalls = 0,
): Promise<Read[]> {
  let now = 0;
  let subscriptions = 0;
  const reads: Read[] = [];
  const sleep = async (ms: number): Promise<void> => {
    now += ms;
  };
  const stop = new AbortController();
  const source: Source = {
    id: 'tenant',
    discover: async () => ({ streams, unlisted: [] }),
    async *check() {},
    async *subscribe() {
      yield* [];
      if (++subscriptions !== stopAt) return;
      stop.abort();
      throw new StoppedError({ code: 'run.stopped', message: untranslated('Stopped') });
    },
    async *read({ streams: wanted }) {
      const missing = failing[reads.length] ?? [];
      reads.push({ at: now, streams: [...wanted] });
      if (reads.length === most) stop.abort();
      for (const name of wanted) yield* missing.includes(name) ? [refused(name)] : whole(name);
    },
    plan: () => {
      throw new Error('not asked for');
    },
    refresher: () => ({ async *refresh() {}, changesStreams: () => false }),
    close: async () => {},
  };
  const inbox = await openEventStore(join(folder, 'events.db'));
  const reachInbox = (called: number): void => {
    if (called <= lostCalls)
      throw new TransientError({ code: 'store.write.failed', message: untranslated('lock timeout') });
  };
  let claims = 0;
  let questions = 0;
  await runLive({
    source,
    openDestination: () =>
      openDuckdbDestination({ path: join(folder, 'a.duckdb'), schema: 'lark', hardDeletes: false }),
    plan: async () => ({ planned: streams.map((stream) => ({ stream, mode: 'dedup' as const })), isIncomplete: false }),
    inbox: {
      claim: async (claim) => {
        reachInbox(++claims);
        return await inbox.claim(claim);
      },
      lastSeq: async () => {
        reachInbox(++questions);
        return await inbox.lastSeq();
      },
      dueTenants: (query) => inbox.dueTenants(query),
      extend: (seqs, extension) => inbox.extend(seqs, extension),
      release: (seqs, holder) => inbox.release(seqs, holder),
      complete: (seqs, holder) => inbox.complete(seqs, holder),
      fail: (seqs, failure) => inbox.fail(seqs, failure),
    },
    consumer: 'replication',
    appId: 'cli_app',
    owner: 'test',
    toHints: () => [],
    waitForEvents: (signal) => new Promise((resolve) => signal.addEventListener('abort', () => resolve())),
    newRunId: () => `run${reads.length}`,
    // Only the end of a time without reads is waited for here.
    clock: { now: () => now, elapsed: () => now, sleep },
    random: () => 1,
    signal: stop.signal,
    reconcileIntervalMs: hour,
  }).catch((thrown: unknown) => {
    if (!stop.signal.aborted || stopAt !== undefined) throw thrown;
  });
  await inbox.close();
  return reads;
}

function* whole(name: string): Generator<Change> {
  yield { kind: 'rows', stream: name, rows: [{ id: '1' }] };
  yield { kind: 'complete', streams: [name] };
}

function refused(name: string): Change {
  const error = new TransientError({ code: 'source.scan.unstable', message: untranslated('HTML') });
  return { kind: 'incomplete', streams: [name], error };
}

test('the parts that the first snapshot missed are read again within seconds, and nothing else', async () => {
  expect(await follow([['people']], 3)).toEqual([
    { at: 0, streams: ['records', 'people', 'flows'] },
    { at: 15_000, streams: ['people'] },
    { at: hour, streams: ['records', 'people', 'flows'] },
  ]);
});

test('parts that stay missing are read at growing intervals, up to that of a snapshot', async () => {
  const reads = await follow(Array(12).fill(['records', 'flows']), 12);
  const parts = reads.filter(({ streams: names }) => names.length < streams.length);
  expect(parts.every(({ streams: names }) => names.join() === 'records,flows')).toBe(true);
  const minutes = reads.map(({ at }) => at / 60_000);
  expect(minutes.slice(0, 8)).toEqual([0, 0.25, 0.75, 1.75, 3.75, 7.75, 15.75, 31.75]);
  // From here on the snapshot is due before the next part, and takes it along.
  expect(minutes.slice(8)).toEqual([60, 120, 180, 240]);
});

test('any misses: each is made good by the next read of its module, and snapshots keep their time', async () => {
  const some = fc.subarray(['records', 'people', 'flows']);
  await fc.assert(
    fc.asyncProperty(fc.array(some, { maxLength: 4 }), async (failing) => {
      const reads = await follow(failing, failing.length + 2);
      for (const [index, { at, streams: names }] of reads.entries()) {
        const missed = (failing[index] ?? []).filter((name) => names.includes(name));
        const next = reads[index + 1];
        if (next === undefined || missed.length === 0) continue;
        expect(next.streams).toEqual(expect.arrayContaining(missed));
        expect(next.at - at).toBeLessThanOrEqual(15_000 * 2 ** index);
      }
      const snapshotAt = reads.filter(({ streams: names }) => names.length === 3).map(({ at }) => at);
      // A part that misses everything looks like a snapshot; those are counted by the test above.
      if (failing.every((missing) => missing.length < 3))
        expect(snapshotAt).toEqual(snapshotAt.map((_, at) => at * hour));
    }),
    { numRuns: 10 },
  );
});

test('live replication that is stopped while it subscribes ends in order, and reports a stop before the first snapshot', async () => {
  expect(await follow([], 99, 2)).toHaveLength(1);
  await expect(follow([], 99, 1)).rejects.toMatchObject({ family: 'stopped' });
});

test('an inbox that fails while a snapshot or streaming begins costs no further snapshot', async () => {
  const reads = await follow([], 2, undefined, 1);
  expect(reads).toHaveLength(2);
  expect((reads[1]?.at ?? 0) - (reads[0]?.at ?? 0)).toBeGreaterThanOrEqual(hour);
});
