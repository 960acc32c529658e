import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { plainRow } from '../../../test/support/plain-row.ts';
import type { Change } from '../../model/change.ts';
import { silentLogger } from '../../model/logger.ts';
import { Secret } from '../../model/secret.ts';
import type { CheckResult } from '../../model/source.ts';
import { OpenPlatformClient } from '../../open-platform/open-platform-client.ts';
import type { JsonObject, JsonValue } from '../../util/json.ts';
import type { Feed } from '../feed.ts';
import type { FeedRead } from '../feed-context.ts';
import { Problems, tellingProblems } from '../problems.ts';
import type { ApprovalOptions } from './config.ts';
import { createApprovalFeed } from './feed.ts';
import { approvalStreams } from './streams.ts';

const dayMs = 86_400_000;
const today = Date.UTC(2026, 2, 1);

interface Instance {
  readonly approvalCode: string;
  readonly created: number;
  status: string;
  end: number;
}

type Fault = readonly [status: number, code: number];

/** Answers the four calls of the feed over HTTP, as documented, with nothing of our own code in it. */
class Platform {
  readonly instances = new Map<string, Instance>();
  readonly faults = new Map<string, Fault>();
  readonly calls: string[] = [];
  /** Called before each answer; may stop the reader. */
  onCall: (call: string) => void = () => {};
  readonly #server = createServer((request, response) => this.#answer(request, response));

  async start(): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    const address = this.#server.address();
    return `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  add(code: string, age: number, more: Partial<Instance> = {}): void {
    const created = today - age * dayMs;
    this.instances.set(code, { approvalCode: 'A', created, status: 'APPROVED', end: created + 1000, ...more });
  }

  change(code: string, more: Partial<Instance>): void {
    const instance = this.instances.get(code);
    if (instance !== undefined) this.instances.set(code, { ...instance, ...more });
  }

  count(prefix: string): number {
    return this.calls.filter((call) => call.startsWith(prefix)).length;
  }

  #answer(request: IncomingMessage, response: ServerResponse): void {
    const url = new URL(request.url ?? '', 'http://x');
    const [status, body] = this.#reply(url);
    // As on a network, an answer takes a moment: else new connections wait until the busy process has time for them.
    setTimeout(() => {
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    }, 5);
  }

  #reply(url: URL): [number, JsonObject] {
    if (url.pathname.includes('/auth/')) return [200, { code: 0, msg: 'ok', tenant_access_token: 't-1', expire: 7200 }];
    const [kind = '', id = ''] = url.pathname.replace('/open-apis/approval/v4/', '').split('/');
    const page = url.searchParams.has('page_token') ? ' page' : '';
    const call = id === '' ? `list ${url.searchParams.get('approval_code')}${page}` : `${kind} ${id}`;
    this.calls.push(call);
    this.onCall(call);
    const fault = this.faults.get(call) ?? (call.startsWith('instances ') ? this.faults.get('instances') : undefined);
    if (fault !== undefined) return [fault[0], { code: fault[1], msg: 'fault' }];
    if (kind === 'approvals') return [200, { code: 0, data: { approval_name: id, status: 'ACTIVE', form: '[]' } }];
    if (id === '') return [200, { code: 0, data: this.#list(url.searchParams) }];
    const instance = this.instances.get(id);
    if (instance === undefined) return [400, { code: 1390003, msg: 'instance code not found' }];
    return [200, { code: 0, msg: '', data: detail(id, instance) }];
  }

  #list(query: URLSearchParams): JsonObject {
    const [from, to] = [Number(query.get('start_time')), Number(query.get('end_time'))];
    expect(to - from).toBeLessThanOrEqual(36_000_000);
    const codes = [...this.instances]
      .filter(([, one]) => one.approvalCode === query.get('approval_code') && one.created >= from && one.created <= to)
      .map(([code]) => code);
    const at = Number(query.get('page_token') ?? '0');
    const size = Number(query.get('page_size') ?? '100');
    const next = at + size;
    const hasMore = next < codes.length;
    return { instance_code_list: codes.slice(at, next), has_more: hasMore, page_token: hasMore ? String(next) : '' };
  }
}

function detail(code: string, { approvalCode, created, status, end }: Instance): JsonObject {
  return {
    instance_code: code,
    approval_code: approvalCode,
    status,
    start_time: String(created),
    end_time: status === 'PENDING' ? '0' : String(end),
    form: JSON.stringify([{ id: 'w', type: 'input', value: code }]),
    task_list: [{ id: '1', status }],
    timeline: [{ type: 'START' }, { type: status }],
  };
}

/** What a destination would hold: stream → key → row; and the states, as they would be saved. */
class Tables {
  readonly rows = new Map<string, Map<string, JsonObject>>(approvalStreams.map(({ name }) => [name, new Map()]));
  readonly state = new Map<string, JsonValue>();
  readonly others: Change[] = [];

  take(change: Change): void {
    if (change.kind === 'state') this.state.set(change.slice, change.state);
    else if (change.kind === 'rows' || change.kind === 'deletes') this.#write(change);
    else if (change.kind !== 'estimate' && change.kind !== 'progress') this.others.push(change);
  }

  keys(stream: string): string[] {
    return [...(this.rows.get(stream)?.keys() ?? [])].sort();
  }

  #write(change: Extract<Change, { kind: 'rows' | 'deletes' }>): void {
    const stream = approvalStreams.find(({ name }) => name === change.stream);
    const table = this.rows.get(change.stream) ?? new Map<string, JsonObject>();
    if (change.kind === 'deletes') {
      for (const key of change.keys) table.delete(key.join('/'));
      return;
    }
    for (const parent of change.parents ?? []) {
      for (const key of table.keys()) if (key.startsWith(`${parent.join('/')}/`)) table.delete(key);
    }
    for (const row of change.rows.map(plainRow))
      table.set(stream?.primaryKey.map((column) => row[column]).join('/') ?? '', row);
  }
}

let platform: Platform;
let client: OpenPlatformClient;
let now: number;
const clock = {
  now: (): number => now,
  elapsed: (): number => now,
  sleep: async (ms: number, signal?: AbortSignal): Promise<void> => {
    signal?.throwIfAborted();
    now += ms;
    await new Promise((resolve) => setImmediate(resolve));
  },
};

beforeEach(async () => {
  now = today;
  platform = new Platform();
  const baseUrl = await platform.start();
  const credentials = { appId: 'cli_1', appSecret: new Secret('s') };
  client = new OpenPlatformClient({
    region: 'feishu',
    baseUrl,
    credentials,
    rateLimitScale: 0,
    clock,
    retryBudgetMs: 100,
  });
});

afterEach(async () => {
  await client.close();
  await platform.stop();
});

function feedOf(config: Partial<ApprovalOptions> = {}): Feed {
  return createApprovalFeed({ approval_codes: ['A'], start_date: '2026-01-01', ...config });
}

async function run(
  feed: Feed,
  tables: Tables,
  { problems = new Problems(), ...more }: Partial<FeedRead> = {},
): Promise<Tables> {
  const read: FeedRead = {
    client,
    clock,
    logger: silentLogger,
    signal: new AbortController().signal,
    streams: new Set(feed.streams.map((stream) => stream.name)),
    state: tables.state,
    fresh: false,
    acceptDeletes: false,
    problems,
    ...more,
  };
  for await (const change of tellingProblems(feed.read(read), problems)) tables.take(change);
  return tables;
}

async function check(feed: Feed): Promise<CheckResult[]> {
  const signal = new AbortController().signal;
  return Array.fromAsync(feed.check({ client, clock, logger: silentLogger, signal }));
}

describe('a first read', () => {
  test('brings every instance once into every stream', async () => {
    for (let index = 0; index < 450; index++) platform.add(`I${index}`, (59 * ((index * 37) % 450)) / 450);
    for (let index = 0; index < 250; index++) platform.add(`J${index}`, 20);
    const tables = await run(feedOf(), new Tables());
    const codes = [...platform.instances.keys()].sort();
    expect(tables.keys('approval_instances')).toEqual(codes);
    expect(tables.keys('approval_instance_payloads')).toEqual(codes);
    expect(tables.keys('approval_timeline')).toHaveLength(2 * codes.length);
    expect(tables.keys('approval_tasks')).toHaveLength(codes.length);
    expect(tables.keys('approval_form_fields')).toEqual(codes.map((code) => `${code}/w`));
    expect(tables.keys('approval_definitions')).toEqual(['A']);
    expect(tables.others).toEqual([]);
    expect(platform.count('instances ')).toBe(codes.length);
    // 59 days in windows of 10 hours, and two further pages for the crowded one.
    expect(platform.count('list A')).toBe(Math.ceil((59 * 24) / 10) + 2);
    expect(platform.count('approvals A')).toBe(1);
  });

  test('lists a window anew when its page token has expired, and fetches nothing twice', async () => {
    for (let index = 0; index < 250; index++) platform.add(`I${index}`, 1);
    platform.faults.set('list A page', [400, 1390001]);
    platform.onCall = () => {
      if (platform.count('list A page') > 1) platform.faults.clear();
    };
    const tables = await run(feedOf({ start_date: '2026-02-25' }), new Tables());
    expect(tables.keys('approval_instances')).toHaveLength(250);
    expect(platform.count('instances ')).toBe(250);
    expect(tables.others).toEqual([]);
  });

  test('leaves out calls for streams that are not wanted', async () => {
    platform.add('I1', 1);
    const definitions = await run(feedOf(), new Tables(), { streams: new Set(['approval_definitions']) });
    expect(definitions.keys('approval_definitions')).toEqual(['A']);
    expect(platform.calls).toEqual(['approvals A']);
    const tasks = await run(feedOf(), new Tables(), { streams: new Set(['approval_tasks']) });
    expect(platform.count('approvals ')).toBe(1);
    expect([...tasks.rows].filter(([, rows]) => rows.size > 0).map(([name]) => name)).toEqual(['approval_tasks']);
  });

  test('a read that was stopped continues where it stopped', async () => {
    for (let index = 0; index < 1000; index++) platform.add(`I${index}`, 59 - (index * 28) / 1000);
    const stop = new AbortController();
    platform.onCall = () => {
      if (platform.count('instances ') === 600) stop.abort();
    };
    const tables = new Tables();
    await expect(run(feedOf(), tables, { signal: stop.signal })).rejects.toMatchObject({ code: 'run.stopped' });
    const before = tables.keys('approval_instances').length;
    expect(before).toBeGreaterThan(300);
    platform.onCall = () => {};
    await run(feedOf(), tables);
    expect(tables.keys('approval_instances')).toHaveLength(1000);
    // What was in flight, waited for its batch, or lay in a window that had not ended is fetched again: the busier the machine,
    // the more (573 seen); all 600 would be without a state.
    expect(platform.count('instances ')).toBeLessThan(1000 + 600);
  });
});

describe('a later read', () => {
  test('lists the lookback and fetches what may still change outside of it', async () => {
    platform.add('old-final', 50, { status: 'REJECTED' });
    platform.add('old-pending', 50, { status: 'PENDING' });
    platform.add('old-approved', 50, { end: today - 10 * dayMs });
    platform.add('long-approved', 50);
    platform.add('young', 5, { status: 'REJECTED' });
    const tables = await run(feedOf(), new Tables());
    now += dayMs;
    platform.calls.length = 0;
    platform.change('old-pending', { status: 'REJECTED' });
    platform.change('old-approved', { status: 'CANCELED' });
    platform.change('young', { status: 'PENDING' });
    platform.add('new', -0.5, { status: 'PENDING' });
    await run(feedOf(), tables);
    const fetched = platform.calls.filter((call) => call.startsWith('instances ')).sort();
    expect(fetched).toEqual(['instances new', 'instances old-approved', 'instances old-pending', 'instances young']);
    expect(platform.count('list A')).toBe(Math.ceil((31 * 24) / 10));
    const statuses = tables
      .keys('approval_instances')
      .map((code) => tables.rows.get('approval_instances')?.get(code)?.status);
    expect(statuses).toEqual(['APPROVED', 'PENDING', 'CANCELED', 'REJECTED', 'REJECTED', 'PENDING']);
    platform.calls.length = 0;
    await run(feedOf(), tables);
    // What was revoked ended ten days ago; the other two are over.
    expect(platform.calls.filter((call) => call.startsWith('instances old'))).toEqual(['instances old-approved']);
  });

  test('ignores the state when it is to be fresh', async () => {
    platform.add('old-final', 50, { status: 'REJECTED' });
    const tables = await run(feedOf(), new Tables());
    await run(feedOf(), tables, { fresh: true });
    expect(platform.count('instances old-final')).toBe(2);
  });

  test('deletes a watched instance that is gone when asked twice', async () => {
    platform.add('gone', 50, { status: 'PENDING' });
    platform.add('stays', 50, { status: 'PENDING' });
    const tables = await run(feedOf(), new Tables());
    platform.instances.delete('gone');
    platform.calls.length = 0;
    await run(feedOf(), tables);
    expect(platform.count('instances gone')).toBe(2);
    for (const stream of ['approval_instances', 'approval_instance_payloads'])
      expect(tables.keys(stream)).toEqual(['stays']);
    expect(tables.keys('approval_tasks')).toEqual(['stays/1']);
    expect(tables.keys('approval_timeline')).toEqual(['stays/0', 'stays/1']);
    expect(tables.others).toEqual([]);
    await run(feedOf(), tables);
    expect(platform.count('instances gone')).toBe(2);
  });
});

describe('failures', () => {
  test('failures of single instances are reported, and the next run tries them again', async () => {
    platform.add('fine', 50, { status: 'REJECTED' });
    platform.add('missing', 50);
    platform.add('forbidden', 50);
    platform.faults.set('instances missing', [400, 1390003]);
    platform.faults.set('instances forbidden', [403, 1390009]);
    const tables = await run(feedOf(), new Tables());
    expect(tables.keys('approval_instances')).toEqual(['fine']);
    expect(tables.others.map((change) => change.kind)).toEqual(['warning', 'warning', 'incomplete']);
    expect(tables.state.get('A')).toMatchObject({ cursor: today - 10_000 });
    platform.faults.clear();
    await run(feedOf(), tables);
    expect(tables.keys('approval_instances')).toEqual(['fine', 'forbidden', 'missing']);
  });

  test('a failure of one approval code does not affect the others', async () => {
    platform.add('a', 5);
    platform.add('b', 5, { approvalCode: 'B' });
    platform.faults.set('list B', [400, 1390002]);
    platform.faults.set('approvals B', [400, 1390002]);
    const tables = await run(feedOf({ approval_codes: ['A', 'B'] }), new Tables());
    expect(tables.keys('approval_instances')).toEqual(['a']);
    expect(tables.keys('approval_definitions')).toEqual(['A']);
    expect(tables.others.map((change) => change.kind)).toEqual(['incomplete', 'incomplete']);
    expect([...tables.state.keys()]).toEqual(['A']);
  });

  test('when all details of a code fail, the feed stops reading it and does not move its cursor', async () => {
    for (let index = 0; index < 300; index++) platform.add(`I${index}`, 40);
    platform.faults.set('instances', [500, 1395001]);
    const tables = await run(feedOf(), new Tables());
    expect(tables.keys('approval_instances')).toEqual([]);
    expect(tables.others.filter((change) => change.kind === 'incomplete').length).toBeGreaterThan(0);
    const { cursor } = Object(tables.state.get('A'));
    expect(cursor ?? 0).toBeLessThan(today - 39 * dayMs);
    platform.faults.clear();
    await run(feedOf(), tables);
    expect(tables.keys('approval_instances')).toHaveLength(300);
  });

  test('a failure of the credentials ends the read', async () => {
    platform.add('a', 5);
    platform.faults.set('list A', [403, 99991662]);
    await expect(run(feedOf(), new Tables())).rejects.toMatchObject({ code: 'lark.app.disabled' });
  });

  test('a deleted definition is a warning', async () => {
    platform.faults.set('approvals A', [400, 1390016]);
    const tables = await run(feedOf(), new Tables(), { streams: new Set(['approval_definitions']) });
    expect(tables.others).toMatchObject([{ kind: 'warning' }]);
  });
});

describe('check', () => {
  test('names each definition and reads one instance', async () => {
    platform.add('a', 0.1);
    expect(await check(feedOf())).toMatchObject([
      { subject: 'approval code A', outcome: 'ok', message: { en: '"A" is ACTIVE' } },
      { subject: 'instances', outcome: 'ok' },
    ]);
    expect(platform.calls).toEqual(['approvals A', 'list A', 'instances a']);
  });

  test('the check of an unknown code says where to find codes', async () => {
    platform.faults.set('approvals A', [400, 1390002]);
    const [result, instances] = await check(feedOf());
    expect(result).toMatchObject({ outcome: 'failed' });
    expect(result?.error?.cure).toContain('definitionCode=');
    expect(instances?.outcome).toBe('skipped');
  });

  test('reports a missing scope', async () => {
    platform.faults.set('list A', [400, 99991672]);
    const results = await check(feedOf());
    expect(results.map((result) => result.outcome)).toEqual(['ok', 'failed']);
    expect(results[1]?.error?.code).toBe('lark.scope.missing');
  });
});
