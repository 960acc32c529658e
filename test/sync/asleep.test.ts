import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openDuckdbDestination } from '../../src/destinations/duckdb/destination.ts';
import { systemClock } from '../../src/model/clock.ts';
import type { OpenedDestination } from '../../src/model/destination.ts';
import { TransientError } from '../../src/model/errors.ts';
import type { EventStore } from '../../src/model/event-store.ts';
import { untranslated } from '../../src/model/message.ts';
import type { Source } from '../../src/model/source.ts';
import type { Stream } from '../../src/model/stream.ts';
import { openEventStore } from '../../src/store/open-event-store.ts';
import { type LivePhase, type RunningLive, runLive } from '../../src/sync/live.ts';
import { receivedEvent } from '../support/received-event.ts';

const stream: Stream = {
  name: 'records',
  title: untranslated('records'),
  description: untranslated('records'),
  module: 'base',
  columns: [{ name: 'id', type: 'string', description: untranslated('id') }],
  primaryKey: ['id'],
};
const consumer = 'replication';
const hour = 3_600_000;

let folder: string;
let inbox: EventStore;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'larkstream-asleep-'));
  inbox = await openEventStore(join(folder, 'events.db'));
  await inbox.register({ name: consumer, filter: {}, from: 'now' }, Date.now());
});
afterEach(async () => {
  await inbox.close();
  rmSync(folder, { recursive: true, force: true });
});

/** A live replication of one table that closes its destination as soon as nothing is left to do. */
class Follower {
  opened = 0;
  isOpen = false;
  plans = 0;
  reads = 0;
  readonly phases: LivePhase[] = [];
  /** Of each phase. */
  readonly runs: string[] = [];
  readonly standstills: (string | undefined)[] = [];
  /** What happens when the destination is opened for the nth time. */
  onOpen: (time: number) => Promise<void> = async () => undefined;
  readonly #stop = new AbortController();
  readonly #ended: Promise<boolean>;
  #running: RunningLive | undefined;
  #wake = (): void => undefined;

  constructor() {
    this.#ended = this.#run();
  }

  get place(): string {
    return join(folder, 'a.duckdb');
  }

  async receive(id: string, columns = false): Promise<void> {
    await inbox.accept([receivedEvent(columns ? `columns ${id}` : id, { at: Date.now(), orderKey: null })]);
    this.#wake();
  }

  requestSnapshot(): void {
    this.#running?.requestSnapshot();
  }

  async asleep(): Promise<void> {
    await expect.poll(() => !this.isOpen && this.phases.at(-1) === 'streaming', { timeout: 20_000 }).toBe(true);
  }

  async settled(): Promise<void> {
    await expect.poll(async () => (await inbox.stats()).pending, { timeout: 20_000 }).toBe(0);
    await this.asleep();
  }

  /** Only while the follower sleeps: a file of DuckDB has one writer. */
  async rows(): Promise<string[]> {
    const { DuckDBInstance } = await import('@duckdb/node-api');
    const instance = await DuckDBInstance.create(this.place);
    const connection = await instance.connect();
    const rows = await connection.runAndReadAll('SELECT id FROM lark.records ORDER BY id');
    connection.closeSync();
    instance.closeSync();
    return rows.getRowsJson().map(([id]) => String(id));
  }

  async change(sql: string): Promise<void> {
    const { DuckDBInstance } = await import('@duckdb/node-api');
    const instance = await DuckDBInstance.create(this.place);
    const connection = await instance.connect();
    await connection.run(sql);
    connection.closeSync();
    instance.closeSync();
  }

  async stop(): Promise<boolean> {
    this.#stop.abort();
    return await this.#ended;
  }

  async #open(): Promise<OpenedDestination> {
    await this.onOpen(++this.opened);
    const destination = await openDuckdbDestination({ path: this.place, schema: 'lark', hardDeletes: false });
    this.isOpen = true;
    const close = destination.close.bind(destination);
    return Object.assign(destination, {
      close: async () => {
        await close();
        this.isOpen = false;
      },
    });
  }

  async #run(): Promise<boolean> {
    const follower = this;
    const source: Source = {
      id: 'tenant',
      discover: async () => ({ streams: [stream], unlisted: [] }),
      async *check() {},
      async *subscribe() {},
      async *read() {
        follower.reads++;
        yield { kind: 'rows', stream: 'records', rows: [{ id: 'first' }] };
        yield { kind: 'complete', streams: ['records'] };
      },
      plan: () => {
        throw new Error('not asked for');
      },
      refresher: () => ({
        async *refresh({ hints }) {
          const rows = hints.map(({ target }) => ({ id: String(Reflect.get(target, 'id')) }));
          yield { kind: 'rows', stream: 'records', rows };
        },
        changesStreams: (hints) => hints.some(({ target }) => String(Reflect.get(target, 'id')).startsWith('columns')),
      }),
      close: async () => {},
    };
    return await runLive({
      source,
      openDestination: () => this.#open(),
      plan: async () => {
        this.plans++;
        return { planned: [{ stream, mode: 'dedup' }], isIncomplete: false };
      },
      inbox,
      consumer,
      appId: 'cli_1',
      owner: 'test',
      toHints: ({ id }) => [{ module: 'base', kind: 'record', target: { id } }],
      waitForEvents: (signal) =>
        new Promise((resolve) => {
          this.#wake = resolve;
          signal.addEventListener('abort', () => resolve());
        }),
      newRunId: randomUUID,
      // Pauses after what failed are not waited for.
      clock: {
        ...systemClock,
        sleep: (ms, signal) => systemClock.sleep(ms >= hour / 2 ? ms : Math.min(ms, 20), signal),
      },
      random: () => 1,
      signal: this.#stop.signal,
      reconcileIntervalMs: hour,
      quietMs: 1,
      onReady: (running) => {
        this.#running = running;
      },
      onReport: async ({ runId }, phase) => {
        this.phases.push(phase);
        this.runs.push(runId);
      },
      onStandstill: (standstill) => this.standstills.push(standstill?.error.code),
    });
  }
}

test('where nothing comes the destination is closed; with an event it is opened, and nothing is planned or read anew', async () => {
  const follower = new Follower();
  await follower.asleep();
  expect(await follower.rows()).toEqual(['first']);
  const { plans } = follower;
  for (const id of ['x', 'y']) {
    await follower.receive(id);
    await follower.settled();
    expect(await follower.rows()).toContain(id);
  }
  expect({ plans: follower.plans, reads: follower.reads }).toEqual({ plans, reads: 1 });
  expect(follower.opened).toBe(3);
  const streaming = follower.runs.filter((_, at) => follower.phases[at] === 'streaming');
  expect(new Set(streaming).size).toBe(1);
  expect(await follower.stop()).toBe(false);
});

test('what comes while it falls asleep, and while the destination is opened, is written', async () => {
  const follower = new Follower();
  follower.onOpen = async (time) => {
    if (time > 1) await follower.receive(`during opening ${time}`);
    if (time > 4) follower.onOpen = async () => undefined;
  };
  await follower.asleep();
  for (const at of [1, 2, 3, 4, 5, 6, 7, 8]) {
    await follower.receive(`event ${at}`);
    await follower.settled();
  }
  const rows = await follower.rows();
  expect(rows).toEqual(expect.arrayContaining(Array.from({ length: 8 }, (_, at) => `event ${at + 1}`)));
  expect(rows).toEqual(expect.arrayContaining(['during opening 2', 'during opening 3']));
  await follower.stop();
});

test('a destination that is away when events come is tried until it is there, without a snapshot; the trouble is told, and its end', async () => {
  const follower = new Follower();
  await follower.asleep();
  follower.onOpen = async (time) => {
    if (time < 5) throw new TransientError({ code: 'destination.open.failed', message: untranslated('refused') });
  };
  await follower.receive('x');
  await follower.settled();
  expect(await follower.rows()).toEqual(['first', 'x']);
  expect(follower.reads).toBe(1);
  expect(follower.standstills).toEqual([...Array(3).fill('destination.open.failed'), undefined]);
  await follower.stop();
});

test('columns that change while it sleeps are planned anew, and a snapshot that is asked for begins at once', async () => {
  const follower = new Follower();
  await follower.asleep();
  const { plans } = follower;
  await follower.receive('x', true);
  await follower.settled();
  expect(follower.plans).toBe(plans + 1);
  expect(follower.reads).toBe(1);
  follower.requestSnapshot();
  await expect.poll(() => follower.reads, { timeout: 20_000 }).toBe(2);
  await follower.stop();
});

test('a table that somebody has changed while it slept is read again, once', async () => {
  const follower = new Follower();
  await follower.asleep();
  await follower.change('DROP TABLE lark.records');
  await follower.receive('x');
  await follower.settled();
  expect(await follower.rows()).toEqual(['first', 'x']);
  expect(follower.reads).toBe(2);
  await follower.receive('y');
  await follower.settled();
  expect(await follower.rows()).toEqual(['first', 'x', 'y']);
  expect(follower.reads).toBe(2);
  await follower.stop();
});
