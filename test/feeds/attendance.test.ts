import { afterEach, describe, expect, test } from 'vitest';
import { createAttendanceFeed } from '../../src/feeds/attendance/feed.ts';
import { toFlowRow, toTaskRow } from '../../src/feeds/attendance/rows.ts';
import type { AttendanceSettings } from '../../src/feeds/attendance/settings.ts';
import { flowsStream, tasksStream } from '../../src/feeds/attendance/streams.ts';
import { Directory } from '../../src/feeds/directory.ts';
import { Problems } from '../../src/feeds/problems.ts';
import type { Change, Scope } from '../../src/model/change.ts';
import { systemClock } from '../../src/model/clock.ts';
import { silentLogger } from '../../src/model/logger.ts';
import { Secret } from '../../src/model/secret.ts';
import type { Row } from '../../src/model/stream.ts';
import { OpenPlatformClient } from '../../src/open-platform/open-platform-client.ts';
import type { SandboxOptions } from '../../src/sandbox/sandbox-options.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/start-sandbox.ts';
import { isObject, type JsonObject, type JsonValue, parseJson } from '../../src/util/json.ts';

const daySeconds = 86_400;
const startedAtMs = Date.UTC(2026, 2, 10, 4);
const flows = flowsStream.name;
const tasks = tasksStream.name;

let sandbox: Sandbox;
let client: OpenPlatformClient;
let nowMs: number;
let state: Map<string, JsonValue>;
/** What a destination would hold, by stream and key. */
let tables: Map<string, Map<string, Row>>;

async function start(settings: SandboxOptions = {}): Promise<void> {
  nowMs = startedAtMs;
  state = new Map();
  tables = new Map();
  sandbox = await startSandbox({ limits: 'off', users: 130, now: () => nowMs, startedAtMs, ...settings });
  client = new OpenPlatformClient({
    region: 'feishu',
    baseUrl: sandbox.url,
    credentials: { appId: sandbox.options.appId, appSecret: new Secret(sandbox.options.appSecret) },
    rateLimitScale: 0,
  });
}

afterEach(async () => {
  await client.close();
  await sandbox.close();
});

const keyOf = (stream: string, row: Row): string => String(row[stream === flows ? 'record_id' : 'result_id']);

function lies(row: Row, { oneOf, range }: Scope): boolean {
  if (oneOf !== undefined && !oneOf.values.includes(String(row[oneOf.column]))) return false;
  if (range === undefined) return true;
  const value = String(row[range.column]);
  return value >= range.from && value < range.to;
}

/** One run into the tables; returns what else was said. */
async function run(config: Partial<AttendanceSettings> = {}): Promise<Change[]> {
  const feed = createAttendanceFeed(config, new Directory());
  const delivered = new Map([flows, tasks].map((stream) => [stream, new Set<string>()]));
  const changes: Change[] = [];
  const request = {
    client,
    clock: { ...systemClock, now: () => nowMs, elapsed: () => nowMs },
    logger: silentLogger,
    signal: new AbortController().signal,
    streams: new Set([flows, tasks]),
    state: new Map(state),
    fresh: false,
    acceptDeletes: false,
    problems: new Problems(),
  };
  for await (const change of feed.read(request)) {
    changes.push(change);
    if (change.kind === 'state') state.set(change.slice, change.state);
    if (change.kind === 'state' && change.state === null) state.delete(change.slice);
    if (change.kind !== 'rows') continue;
    const table = tables.get(change.stream) ?? new Map<string, Row>();
    tables.set(change.stream, table);
    for (const row of change.rows) {
      table.set(keyOf(change.stream, row), row);
      delivered.get(change.stream)?.add(keyOf(change.stream, row));
    }
  }
  for (const change of changes) {
    if (change.kind !== 'scanned') continue;
    const table = tables.get(change.stream);
    for (const [key, row] of table ?? []) {
      if (!delivered.get(change.stream)?.has(key) && lies(row, change.scope)) table?.delete(key);
    }
  }
  return changes.filter(({ kind }) => kind === 'incomplete' || kind === 'warning');
}

function records(some: Iterable<Record<string, unknown>>): JsonObject[] {
  return [...some].map((record) => parseJson(JSON.stringify(record))).filter(isObject);
}

function expectTruth(days: number, employeeType: 'employee_id' | 'employee_no' = 'employee_id'): void {
  const { attendance } = sandbox.tenant;
  const toSeconds = nowMs / 1000;
  const punches = records(attendance.apiFlows({ fromSeconds: toSeconds - days * daySeconds, toSeconds, employeeType }));
  const wanted = punches.map((punch) => toFlowRow(punch, employeeType, new Problems()));
  expect(wanted.length).toBeGreaterThan(100);
  expect(tables.get(flows)).toEqual(new Map(wanted.map((row) => [keyOf(flows, row), row])));
  const results = records(
    attendance.apiTasks({ fromDay: 20260101, toDay: 20270101, employeeType, withOvertime: true }),
  );
  const held = tables.get(tasks) ?? new Map<string, Row>();
  const inReach = results
    .map((result) => toTaskRow(result, employeeType, new Problems()))
    .filter((row) => held.has(keyOf(tasks, row)));
  expect(held).toEqual(new Map(inReach.map((row) => [keyOf(tasks, row), row])));
  expect(held.size).toBeGreaterThan(100);
}

describe('a first read', () => {
  test('attendance tables equal the data of the tenant', async () => {
    await start();
    expect(await run()).toEqual([]);
    expectTruth(30);
  });

  test('attendance costs one call for fifty people and a window', async () => {
    await start();
    await run();
    const { endpoints } = sandbox.stats();
    expect(endpoints['/open-apis/attendance/v1/user_flows/query']?.calls).toBe(3);
    expect(endpoints['/open-apis/attendance/v1/user_tasks/query']?.calls).toBe(3);
  });

  test('attendance by job number, with null lists, without record ids and with limited windows, equals the data of the tenant', async () => {
    await start({ switches: { emptyLists: 'null', flowsWithoutRecordId: true, flowsMaxSpanDays: 30 } });
    expect(await run({ employee_id_type: 'employee_no' })).toEqual([]);
    expectTruth(30, 'employee_no');
    expect([...(tables.get(flows)?.keys() ?? [])].some((key) => key.startsWith('sha256-'))).toBe(true);
  });

  test('only punches of people in the data range are copied, and a warning names the others', async () => {
    await start();
    const people = [...sandbox.tenant.directory.people()];
    sandbox.tenant.setAttendanceRange({ users: people.slice(0, 70).map(({ openId }) => openId) });
    const said = await run();
    expect(said).toMatchObject([{ kind: 'warning', message: { en: expect.stringContaining('60 ids') } }]);
    expectTruth(30);
  });

  test('without a data range of the app the streams are incomplete, with the cure', async () => {
    await start();
    sandbox.tenant.setAttendanceRange({});
    const said = await run();
    expect(said.filter(({ kind }) => kind === 'incomplete')).toMatchObject([
      { streams: [flows], error: { code: 'lark.range.denied' } },
      { streams: [tasks], error: { code: 'lark.range.denied' } },
    ]);
  });
});

describe('later reads', () => {
  test('late, corrected and deleted punches within the lookback, and people who are new', async () => {
    await start();
    await run({ start_date: '2026-02-08' });
    const { attendance, directory } = sandbox.tenant;
    const people = [...directory.people()];
    const window = { fromSeconds: nowMs / 1000 - 5 * daySeconds, toSeconds: nowMs / 1000 };
    for (const [index, person] of people.slice(0, 30).entries()) {
      const [first, second] = attendance.flowsOf(person, window);
      if (index % 3 === 0) attendance.addFlow(person.openId, window.fromSeconds + index * 60);
      if (index % 3 === 1 && first !== undefined) attendance.deleteFlow(person.openId, first.recordId);
      if (index % 3 === 2 && second !== undefined)
        attendance.correctFlow(person.openId, second.recordId, { comment: 'by hand' });
    }
    const joined = directory.addPerson({ joinTimeSeconds: nowMs / 1000 - 400 * daySeconds });
    attendance.addFlow(joined.openId, nowMs / 1000 - 25 * daySeconds);
    nowMs += 3_600_000;
    expect(await run({ start_date: '2026-02-08' })).toEqual([]);
    expectTruth((nowMs - Date.UTC(2026, 1, 8)) / 86_400_000);
  });
});
