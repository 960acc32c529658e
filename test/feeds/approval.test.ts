import { afterEach, describe, expect, test } from 'vitest';
import { definitionStream } from '../../src/feeds/approval/definition-stream.ts';
import { createApprovalFeed } from '../../src/feeds/approval/feed.ts';
import { readInstance, toDefinitionRow } from '../../src/feeds/approval/rows.ts';
import { approvalStreams, instanceStreams } from '../../src/feeds/approval/streams.ts';
import { Problems } from '../../src/feeds/problems.ts';
import { silentLogger } from '../../src/model/logger.ts';
import { Secret } from '../../src/model/secret.ts';
import { OpenPlatformClient } from '../../src/open-platform/open-platform-client.ts';
import { startSandbox } from '../../src/sandbox/start-sandbox.ts';
import type { JsonObject, JsonValue } from '../../src/util/json.ts';
import { plainRow } from '../support/plain-row.ts';
import { areRequestsUnderWay } from '../support/requests-under-way.ts';
import { SkippingClock } from '../support/skipping-clock.ts';

type Sandbox = Awaited<ReturnType<typeof startSandbox>>;
type Settings = NonNullable<Parameters<typeof startSandbox>[0]>;
type Faults = NonNullable<Parameters<typeof startSandbox>[1]>;

const dayMs = 86_400_000;
const listPath = '/open-apis/approval/v4/instances';
const detailPath = `${listPath}/:instance_id`;

/** The simulated company, the feed, and what a destination would hold of it; time passes only when told. */
class SyncFixture implements AsyncDisposable {
  now = Date.UTC(2026, 4, 1);
  readonly held = new Map<string, Map<string, JsonObject>>(approvalStreams.map(({ name }) => [name, new Map()]));
  readonly state = new Map<string, JsonValue>();
  readonly complaints: string[] = [];
  readonly sandbox: Sandbox;
  readonly #client: OpenPlatformClient;

  constructor(sandbox: Sandbox, now: number) {
    const { url: baseUrl, options } = sandbox;
    this.now = now;
    this.sandbox = sandbox;
    const credentials = { appId: options.appId, appSecret: new Secret(options.appSecret) };
    const clock = new SkippingClock(now, areRequestsUnderWay);
    this.#client = new OpenPlatformClient({ region: 'feishu', baseUrl, credentials, rateLimitScale: 0, clock });
  }

  get approvals(): Sandbox['tenant']['approvals'] {
    return this.sandbox.tenant.approvals;
  }

  async run(): Promise<void> {
    const feed = createApprovalFeed({ approval_codes: this.approvals.approvalCodes, start_date: '2026-03-20' });
    const clock = { now: () => this.now, elapsed: () => this.now, sleep: () => Promise.resolve() };
    const read = {
      ...{ client: this.#client, clock, logger: silentLogger, signal: new AbortController().signal },
      ...{
        streams: new Set(this.held.keys()),
        state: this.state,
        fresh: false,
        acceptDeletes: false,
        problems: new Problems(),
      },
    };
    for await (const change of feed.read(read)) {
      if (change.kind === 'state') this.state.set(change.slice, change.state);
      if (change.kind === 'warning' || change.kind === 'incomplete') this.complaints.push(change.kind);
      const rows = 'stream' in change ? this.held.get(change.stream) : undefined;
      if (change.kind === 'deletes') for (const key of change.keys) rows?.delete(key.join('/'));
      if (change.kind !== 'rows') continue;
      const parents = new Set(change.parents?.map((parent) => parent.join('/')));
      for (const [key, row] of rows ?? []) if (parents.has(String(row.instance_code))) rows?.delete(key);
      const { primaryKey = [] } = approvalStreams.find(({ name }) => name === change.stream) ?? {};
      for (const row of change.rows.map(plainRow)) rows?.set(primaryKey.map((column) => row[column]).join('/'), row);
    }
  }

  keys(stream: string): string[] {
    return [...(this.held.get(stream)?.keys() ?? [])];
  }

  /** All held rows of the instances, and what they should be; links differ at each call and are left out. */
  compare(instanceCodes: readonly string[]): void {
    const wanted = new Set(instanceStreams.map(({ name }) => name));
    for (const stream of wanted) {
      const truth = instanceCodes.flatMap((instanceCode) => {
        const payload = this.approvals.apiInstance(instanceCode);
        return (
          readInstance(payload, { instanceCode, approvalCode: '' }, wanted, new Problems()).rows.get(stream) ?? []
        ).map(plainRow);
      });
      const held = [...(this.held.get(stream)?.values() ?? [])];
      expect(differences(held, truth), stream).toEqual({ missing: [], wrong: [] });
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#client.close();
    await this.sandbox.close();
  }
}

/** A few of the rows that are not the same on both sides. */
function differences(held: readonly JsonObject[], truth: readonly JsonObject[]): JsonObject {
  const [ours, theirs] = [new Set(held.map(withoutLinks)), new Set(truth.map(withoutLinks))];
  const missing = [...theirs.difference(ours)].slice(0, 2);
  return { missing, wrong: [...ours.difference(theirs)].slice(0, 2) };
}

/** Keys in order, because a row's own order means nothing. */
function withoutLinks(row: JsonObject): string {
  const text = JSON.stringify(Object.fromEntries(Object.entries(row).sort()));
  return text.replaceAll(/https?:\/\/(?:[^"\\]|\\+u0026)+/g, 'link');
}

let fixture: SyncFixture | undefined;

async function play(settings: Settings = {}, faults: Faults = []): Promise<SyncFixture> {
  const startedAtMs = Date.UTC(2026, 4, 1);
  const approvals = { definitions: 7, instancesPerDay: 2, days: 40, ...settings.approvals };
  const now = (): number => fixture?.now ?? startedAtMs;
  const sandbox = await startSandbox({ limits: 'off', startedAtMs, now, ...settings, approvals }, faults);
  fixture = new SyncFixture(sandbox, startedAtMs);
  return fixture;
}

afterEach(async () => {
  await fixture?.[Symbol.asyncDispose]();
  fixture = undefined;
});

/** Something happens to everything that is open, was approved, or is young; some of it is deleted, some is new. */
function changeEverything({ approvals, now }: SyncFixture): void {
  const acts: readonly ((code: string) => void)[] = [
    (code) => approvals.finish(code),
    (code) => approvals.reject(code),
    (code) => approvals.cancel(code),
    (code) => approvals.rollback(code),
    (code) => approvals.transfer(code),
    (code) => approvals.deleteInstance(code),
    (code) => approvals.addComment(code, 'Please hurry'),
  ];
  [...approvals.instanceCodes()].forEach((code, index) => {
    const { status, end_time } = approvals.apiInstance(code);
    if (status === 'PENDING') acts[index % acts.length]?.(code);
    else if (status === 'APPROVED' && Number(end_time) > now - 25 * dayMs && index % 3 === 0) approvals.revoke(code);
    else if (Number(end_time) > now - 25 * dayMs) approvals.addComment(code, 'Too late');
  });
  for (const code of approvals.approvalCodes) approvals.createInstance(code);
}

describe('a simulated tenant', () => {
  test('approvals are copied as they are, with one detail call for each instance', async () => {
    const { approvals, sandbox, ...rest } = await play();
    const codes = [...approvals.instanceCodes()];
    expect(codes.length).toBe(7 * 2 * 40);
    await fixture?.run();
    fixture?.compare(codes);
    expect(rest.complaints).toEqual([]);
    expect(sandbox.stats().endpoints[detailPath]?.calls).toBe(codes.length);
    const definitions = [...(fixture?.held.get(definitionStream.name)?.values() ?? [])];
    const truth = approvals.approvalCodes.map((code) =>
      plainRow(toDefinitionRow(code, approvals.apiDefinition(code), new Problems())),
    );
    expect(differences(definitions, truth)).toEqual({ missing: [], wrong: [] });
    expect(definitions).toHaveLength(7);
  });

  test.each<[string, NonNullable<Settings['switches']>]>([
    ['as documented', {}],
    ['with half-open windows', { approvalBounds: 'half-open', approvalRevokeLeaves: 'PENDING' }],
    ['whose deleted instances are gone', { approvalDeletedInstances: 'gone' }],
    ['with shapes nobody documents', { unconfirmedShapes: true }],
  ])('%s is followed while it lives on', async (_name, switches) => {
    const stage = await play({ switches });
    await stage.run();
    for (let day = 1; day <= 3; day++) {
      stage.now += day * dayMs;
      changeEverything(stage);
      // A new instance is in the listing at once; what is created in this very millisecond is, too.
      await stage.run();
      stage.compare([...stage.approvals.instanceCodes()]);
    }
    expect(stage.complaints).toEqual([]);
  });

  test('cancelled instances are followed also when the list hides them', async () => {
    const stage = await play({ switches: { approvalListHidesCancelled: true } });
    await stage.run();
    const before = stage.keys('approval_instances');
    stage.now += dayMs;
    changeEverything(stage);
    await stage.run();
    expect(stage.keys('approval_instances')).toEqual(expect.arrayContaining(before));
    expect(before.map((code) => stage.held.get('approval_instances')?.get(code)?.status)).toEqual(
      before.map((code) => stage.approvals.apiInstance(code).status),
    );
  });

  test('approvals are copied completely over a bad connection', async () => {
    const stage = await play({ approvals: { instancesPerDay: 2 } }, [
      { path: '*', kind: 'throttle-429', every: 41 },
      { path: '*', kind: 'http-500', every: 23 },
      { path: '*', kind: 'truncated-json', every: 101 },
      { path: detailPath, kind: 'reset', every: 29 },
      { path: listPath, kind: 'invalid-token', every: 250 },
    ]);
    await stage.run();
    stage.compare([...stage.approvals.instanceCodes()]);
    expect(stage.complaints).toEqual([]);
    const { succeeded } = stage.sandbox.stats().endpoints[detailPath] ?? {};
    expect(succeeded).toBe([...stage.approvals.instanceCodes()].length);
  });
});
