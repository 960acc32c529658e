import fc from 'fast-check';
import { afterEach, expect, test } from 'vitest';
import { createBaseFeed } from '../../src/feeds/base/feed.ts';
import { Problems } from '../../src/feeds/problems.ts';
import type { Change } from '../../src/model/change.ts';
import { silentLogger } from '../../src/model/logger.ts';
import { Secret } from '../../src/model/secret.ts';
import { OpenPlatformClient } from '../../src/open-platform/open-platform-client.ts';
import type { SandboxOptions } from '../../src/sandbox/sandbox-options.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/start-sandbox.ts';
import type { JsonObject, JsonValue } from '../../src/util/json.ts';
import { plainRow } from '../support/plain-row.ts';
import { areRequestsUnderWay } from '../support/requests-under-way.ts';
import { SkippingClock } from '../support/skipping-clock.ts';

const [minuteMs, hourMs] = [60_000, 3_600_000];
const startedAtMs = Date.UTC(2026, 4, 1);
const search = '/open-apis/bitable/v1/apps/:app_token/tables/:table_id/records/search';

interface Broken {
  readonly resume: number;
  readonly isEnd: (change: Change) => boolean;
}

/** A simulated tenant's Bases, read again and again into what a destination would hold. */
class Bases implements AsyncDisposable {
  now = startedAtMs;
  readonly held = new Map<string, JsonObject>();
  readonly state = new Map<string, JsonValue>();
  readonly complaints: string[] = [];
  readonly sandbox: Sandbox;
  readonly #client: OpenPlatformClient;

  private constructor(sandbox: Sandbox) {
    this.sandbox = sandbox;
    const { url: baseUrl, options } = sandbox;
    const credentials = { appId: options.appId, appSecret: new Secret(options.appSecret) };
    const clock = new SkippingClock(startedAtMs, areRequestsUnderWay);
    this.#client = new OpenPlatformClient({ region: 'feishu', baseUrl, credentials, rateLimitScale: 0, clock });
  }

  static async start(settings: SandboxOptions = {}): Promise<Bases> {
    let bases: Bases | undefined;
    const now = (): number => bases?.now ?? startedAtMs;
    const sandbox = await startSandbox({
      limits: 'off',
      startedAtMs,
      now,
      bases: [{ tables: 1, records: 1_200 }],
      ...settings,
    });
    bases = new Bases(sandbox);
    return bases;
  }

  get tables(): Sandbox['tenant']['tables'] {
    return this.sandbox.tenant.tables;
  }

  get table(): readonly [appToken: string, tableId: string] {
    const [appToken = ''] = this.tables.appTokens;
    return [appToken, this.tables.tableIds(appToken)[0] ?? ''];
  }

  /** Gives how many pages of records were asked for. With `resume`, a read that keeps its place; it is broken off where `isEnd` says so. */
  async run({ resume, isEnd }: Partial<Broken> = {}): Promise<number> {
    const before = this.sandbox.stats().endpoints[search]?.calls ?? 0;
    const feed = createBaseFeed({
      tables: this.tables.appTokens.map((appToken) => ({ appToken })),
      auditMs: 24 * hourMs,
    });
    const clock = { now: () => this.now, elapsed: () => this.now, sleep: () => Promise.resolve() };
    const context = { client: this.#client, clock, logger: silentLogger, signal: new AbortController().signal };
    const kept = resume === undefined ? {} : { resume: { since: resume } };
    const request = { state: this.state, fresh: false, acceptDeletes: false, problems: new Problems(), ...kept };
    const delivered = new Set<string>();
    for await (const change of feed.read({ ...context, ...request, streams: new Set(['base_records']) })) {
      if (change.kind === 'state') this.state.set(change.slice, JSON.parse(JSON.stringify(change.state)));
      if (isEnd?.(change) === true) break;
      if (change.kind === 'incomplete') this.complaints.push(change.error.message);
      if (change.kind === 'rows') {
        for (const row of change.rows.map(plainRow)) {
          const key = [row.app_token, row.table_id, row.record_id].join('/');
          delivered.add(key);
          this.held.set(key, row);
        }
      }
      if (resume !== undefined || change.kind !== 'scanned' || change.scope.equals?.table_id === undefined) continue;
      const prefix = `${change.scope.equals.app_token}/${change.scope.equals.table_id}/`;
      for (const key of this.held.keys()) if (key.startsWith(prefix) && !delivered.has(key)) this.held.delete(key);
    }
    return (this.sandbox.stats().endpoints[search]?.calls ?? 0) - before;
  }

  /** When each record was changed, as the tenant has it. */
  truth(): ReadonlyMap<string, number> {
    const [appToken, tableId] = this.table;
    const count = this.tables.recordCount(appToken, tableId);
    const entries: (readonly [string, number])[] = [];
    for (let row = 0; entries.length < count; row++) {
      const id = this.tables.recordId(appToken, tableId, row);
      const record = this.#recordOf(appToken, tableId, id);
      if (record !== undefined) entries.push([id, Number(record.last_modified_time)]);
    }
    return new Map(entries);
  }

  heldTimes(): ReadonlyMap<string, number> {
    return new Map(
      [...this.held.values()].map((row) => [String(row.record_id), Date.parse(String(row.last_modified_time))]),
    );
  }

  #recordOf(appToken: string, tableId: string, id: string): JsonObject | undefined {
    try {
      return JSON.parse(this.tables.recordJson(appToken, tableId, id));
    } catch {
      return undefined;
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#client.close();
    await this.sandbox.close();
  }
}

let open: Bases[] = [];
afterEach(async () => {
  for (const one of open) await one[Symbol.asyncDispose]();
  open = [];
});

async function start(settings?: SandboxOptions): Promise<Bases> {
  const bases = await Bases.start(settings);
  open.push(bases);
  return bases;
}

const sorted = (times: ReadonlyMap<string, number>): [string, number][] =>
  [...times].toSorted(([one], [two]) => (one < two ? -1 : 1));

test('a table that has not changed costs one page; edits and new records cost what they fill', async () => {
  const bases = await start();
  const [appToken, tableId] = bases.table;
  expect(await bases.run()).toBe(1 + 3);
  bases.now += minuteMs;
  expect(await bases.run()).toBe(1);
  bases.now += hourMs;
  const edited = bases.tables.recordId(appToken, tableId, 700);
  bases.tables.editRecord(appToken, tableId, edited, {});
  const added = bases.tables.addRecord(appToken, tableId);
  bases.now += 1;
  expect(await bases.run()).toBe(1);
  expect(sorted(bases.heldTimes())).toEqual(sorted(bases.truth()));
  expect(bases.heldTimes().has(added)).toBe(true);
});

test('a deletion is told by the count of the platform, and the table is scanned', async () => {
  const bases = await start();
  const [appToken, tableId] = bases.table;
  await bases.run();
  bases.now += minuteMs;
  bases.tables.deleteRecord(appToken, tableId, bases.tables.recordId(appToken, tableId, 5));
  expect(await bases.run()).toBe(1 + 1 + 3);
  expect(sorted(bases.heldTimes())).toEqual(sorted(bases.truth()));
  bases.now += minuteMs;
  expect(await bases.run()).toBe(1);
});

test('records that were changed all at once are not read again when they have settled', async () => {
  const bases = await start();
  const [appToken, tableId] = bases.table;
  const ids = Array.from({ length: 1_200 }, (_, row) => bases.tables.recordId(appToken, tableId, row));
  for (const id of ids) bases.tables.editRecord(appToken, tableId, id, {});
  await bases.run();
  bases.now += minuteMs;
  expect(await bases.run()).toBe(3);
  bases.now += 20 * minuteMs;
  expect(await bases.run()).toBe(3);
  bases.now += minuteMs;
  expect(await bases.run()).toBe(1);
  bases.tables.editRecord(appToken, tableId, ids[600] ?? '', {});
  bases.tables.addRecord(appToken, tableId);
  expect(await bases.run()).toBe(1);
  expect(sorted(bases.heldTimes())).toEqual(sorted(bases.truth()));
});

test('what was changed while a read was broken off is there after the next one by changes', async () => {
  const bases = await start({ bases: [{ tables: 1, records: 11_000 }] });
  const [appToken, tableId] = bases.table;
  const resume = bases.now;
  await bases.run({ resume, isEnd: ({ kind }) => kind === 'state' });
  bases.now += hourMs;
  bases.tables.editRecord(appToken, tableId, bases.tables.recordId(appToken, tableId, 5), {});
  bases.now += hourMs;
  bases.tables.editRecord(appToken, tableId, bases.tables.recordId(appToken, tableId, 10_900), {});
  expect(await bases.run({ resume })).toBe(2);
  bases.now += minuteMs;
  expect(await bases.run()).toBeLessThan(5);
  expect(sorted(bases.heldTimes())).toEqual(sorted(bases.truth()));
});

test('each table is scanned again within the time of the audit', async () => {
  const bases = await start();
  await bases.run();
  const pages: number[] = [];
  for (let hour = 1; hour <= 24; hour++) {
    bases.now += hourMs;
    pages.push(await bases.run());
  }
  expect(pages.filter((count) => count > 1)).toEqual([1 + 3]);
  expect(bases.complaints).toEqual([]);
});

test('whatever happens, what is held is what there is', { timeout: 240_000 }, async () => {
  const act = fc.record({ kind: fc.constantFrom('add', 'edit', 'delete'), pick: fc.nat(500) });
  const step = fc.record({ minutes: fc.integer({ min: 0, max: 90 }), acts: fc.array(act, { maxLength: 8 }) });
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 2, maxLength: 12 }), async (steps) => {
      const bases = await start({ bases: [{ tables: 1, records: 40 }] });
      const [appToken, tableId] = bases.table;
      await bases.run();
      for (const { minutes, acts } of steps) {
        bases.now += minutes * minuteMs;
        for (const { kind, pick } of acts) {
          const ids = [...bases.truth().keys()];
          const id = ids[pick % Math.max(1, ids.length)];
          if (kind === 'add') bases.tables.addRecord(appToken, tableId);
          else if (id !== undefined && kind === 'edit') bases.tables.editRecord(appToken, tableId, id, {});
          else if (id !== undefined) bases.tables.deleteRecord(appToken, tableId, id);
        }
        await bases.run();
        expect(sorted(bases.heldTimes())).toEqual(sorted(bases.truth()));
      }
      expect(bases.complaints).toEqual([]);
    }),
    { numRuns: Number(process.env.SEQUENCES ?? 10), seed: 5 },
  );
});
