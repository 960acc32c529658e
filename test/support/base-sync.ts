import { createBaseFeed } from '../../src/feeds/base/feed.ts';
import { typedStreamName } from '../../src/feeds/base/typed-table.ts';
import { confirmByFeed } from '../../src/feeds/confirm-by-feed.ts';
import type { Feed } from '../../src/feeds/feed.ts';
import type { FeedRead } from '../../src/feeds/feed-context.ts';
import { Problems } from '../../src/feeds/problems.ts';
import { runFeed } from '../../src/feeds/run-feed.ts';
import type { CallPurpose } from '../../src/model/call-purpose.ts';
import type { Change, ScannedChange } from '../../src/model/change.ts';
import { silentLogger } from '../../src/model/logger.ts';
import { Secret } from '../../src/model/secret.ts';
import type { CallObserver } from '../../src/open-platform/call-observer.ts';
import { OpenPlatformClient } from '../../src/open-platform/open-platform-client.ts';
import type { SandboxOptions } from '../../src/sandbox/sandbox-options.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/start-sandbox.ts';
import { isWithin } from '../../src/sync/scans.ts';
import { isObject, type JsonObject, type JsonValue, parseJson } from '../../src/util/json.ts';
import { plainRow } from './plain-row.ts';
import { areRequestsUnderWay } from './requests-under-way.ts';
import { SkippingClock } from './skipping-clock.ts';

const records = '/open-apis/bitable/v1/apps/:app_token/tables/:table_id/records';

/** What a run has met: rows, ids of which it was said that they are there, and scans that were not acted on. */
interface Met {
  readonly delivered: Set<string>;
  readonly present: Set<string>;
  readonly open: ScannedChange[];
}

/** Calls of a run by what they ask for: pages of changed records, of ids, of whole records, and records by id. */
export interface RecordCalls {
  readonly pages: number;
  readonly byId: number;
}

/** A simulated tenant's Bases, read again and again into what a destination would hold of `base_records`. */
export class BaseSync implements AsyncDisposable {
  now: number;
  auditHours = 24;
  readonly held: Map<string, JsonObject> = new Map();
  /** What is remembered, as a destination keeps it. */
  readonly state: Map<string, JsonValue> = new Map();
  readonly complaints: string[] = [];
  /** As the last run told it of `base_records`. */
  auditedAsOf: number | null = null;
  /** What each call was made for, in their order. */
  readonly purposes: CallPurpose[] = [];
  readonly sandbox: Sandbox;
  /** Also one stream for each table. */
  typedStreams = false;
  /** Set where the reader keeps what a broken-off read delivered, and takes no word of what is gone. */
  resume: FeedRead['resume'];
  readonly #client: OpenPlatformClient;

  private constructor(sandbox: Sandbox, now: number) {
    this.sandbox = sandbox;
    this.now = now;
    const { url: baseUrl, options } = sandbox;
    const credentials = { appId: options.appId, appSecret: new Secret(options.appSecret) };
    const clock = new SkippingClock(now, areRequestsUnderWay);
    const observer: CallObserver = { onCall: ({ purpose }) => void this.purposes.push(purpose) };
    const calls = { region: 'feishu', baseUrl, credentials, rateLimitScale: 0, clock, observer } as const;
    this.#client = new OpenPlatformClient(calls);
  }

  static async start(startedAtMs: number, settings: SandboxOptions = {}): Promise<BaseSync> {
    let sync: BaseSync | undefined;
    const now = (): number => sync?.now ?? startedAtMs;
    const bases = [{ tables: 1, records: 1_200 }];
    sync = new BaseSync(await startSandbox({ limits: 'off', startedAtMs, now, bases, ...settings }), startedAtMs);
    return sync;
  }

  get tables(): Sandbox['tenant']['tables'] {
    return this.sandbox.tenant.tables;
  }

  /** The first table of the first Base. */
  get table(): readonly [appToken: string, tableId: string] {
    const [appToken = ''] = this.tables.appTokens;
    return [appToken, this.tables.tableIds(appToken)[0] ?? ''];
  }

  get feed(): Feed {
    const tables = this.tables.appTokens.map((appToken) => ({ appToken }));
    return createBaseFeed({ tables, typedStreams: this.typedStreams, auditMs: this.auditHours * 3_600_000 });
  }

  /** What a read is given now. */
  get request(): FeedRead {
    const clock = { now: () => this.now, elapsed: () => this.now, sleep: () => Promise.resolve() };
    const context = { client: this.#client, clock, logger: silentLogger, signal: new AbortController().signal };
    const typed = this.tables.appTokens.flatMap((appToken) =>
      this.tables.tableIds(appToken).map((tableId) => typedStreamName({ appToken, tableId })),
    );
    const streams = new Set(['base_records', ...(this.typedStreams ? typed : [])]);
    const resume = this.resume === undefined ? {} : { resume: this.resume };
    const request = { streams, state: this.state, fresh: false, acceptDeletes: false, problems: new Problems() };
    return { ...context, ...request, ...resume };
  }

  /** Reads until `until` says of a change that the reader leaves. */
  async run(until: (change: Change) => boolean = () => false): Promise<RecordCalls> {
    const before = this.#calls();
    const { feed, request } = this;
    const met: Met = { delivered: new Set(), present: new Set(), open: [] };
    for await (const change of runFeed(feed, request, () => feed.read(request))) {
      if (change.kind === 'state' && change.state === null) this.state.delete(change.slice);
      else if (change.kind === 'state' && met.open.every(({ slice }) => slice !== change.slice))
        this.state.set(change.slice, parseJson(JSON.stringify(change.state)) ?? null);
      if (until(change)) break;
      if (change.kind === 'audited' && change.streams.includes('base_records')) this.auditedAsOf = change.asOf;
      if (change.kind === 'incomplete') this.complaints.push(change.error.message);
      if (!('stream' in change) || change.stream !== 'base_records') continue;
      if (change.kind === 'rows') for (const row of change.rows.map(plainRow)) this.#hold(row, met.delivered);
      if (change.kind === 'present') for (const key of change.keys) met.present.add(key.join('/'));
      if (change.kind === 'scanned' && this.resume === undefined && !(await this.#sweep(change, met)))
        met.open.push(change);
    }
    const after = this.#calls();
    return { pages: after.pages - before.pages, byId: after.byId - before.byId };
  }

  /** Every record as the tenant has it, by `app/table/record`, as a row without its links and the people's pictures. */
  truth(): ReadonlyMap<string, string> {
    const all = new Map<string, string>();
    for (const appToken of this.tables.appTokens)
      for (const tableId of this.tables.tableIds(appToken))
        for (const text of this.tables.records(appToken, tableId)) {
          const record = parseJson(text);
          if (isObject(record)) all.set(`${appToken}/${tableId}/${String(record.record_id)}`, shown(record));
        }
    return all;
  }

  /** What is held, in the form of `truth`. */
  heldTruth(): ReadonlyMap<string, string> {
    return new Map([...this.held].map(([key, row]) => [key, shown(row)]));
  }

  /** As the engine does: what is there and not held is asked for, what is missing is asked about, and the rest is deleted. */
  async #sweep(scan: ScannedChange, { delivered, present, open }: Met): Promise<boolean> {
    if (open.some((one) => isWithin(one, scan))) return false;
    const prefix = [scan.scope.equals?.app_token, scan.scope.equals?.table_id]
      .filter((one) => one !== undefined)
      .join('/');
    const mine = (key: string): boolean => key.startsWith(`${prefix}/`);
    const unheld = [...present].filter((key) => mine(key) && !this.held.has(key));
    if (unheld.length > 0 && !(await this.#ask(scan, unheld, delivered))) return false;
    const missing = (): string[] =>
      [...this.held.keys()].filter((key) => mine(key) && !delivered.has(key) && !present.has(key));
    if (missing().length > 0 && scan.lookup !== undefined && !(await this.#ask(scan, missing(), delivered)))
      return false;
    for (const key of missing()) this.held.delete(key);
    return true;
  }

  async #ask(scan: ScannedChange, keys: readonly string[], delivered: Set<string>): Promise<boolean> {
    const { client, clock, logger, signal } = this.request;
    try {
      const split = keys.map((key) => key.split('/'));
      const answer = await confirmByFeed(this.feed, { scan, keys: split, signal }, { client, clock, logger });
      if (answer.kind === 'not-permitted') return false;
      for (const row of answer.rows.map(plainRow)) this.#hold(row, delivered);
      return true;
    } catch {
      return false;
    }
  }

  #hold(row: JsonObject, delivered: Set<string>): void {
    const key = [row.app_token, row.table_id, row.record_id].join('/');
    delivered.add(key);
    this.held.set(key, row);
  }

  #calls(): RecordCalls {
    const { endpoints } = this.sandbox.stats();
    const calls = (path: string): number => endpoints[`${records}/${path}`]?.calls ?? 0;
    return { pages: calls('search'), byId: calls('batch_get') };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#client.close();
    await this.sandbox.close();
  }
}

function shown({ fields, created_time, last_modified_time }: JsonObject): string {
  const times = [created_time, last_modified_time].map((time) => (typeof time === 'string' ? Date.parse(time) : time));
  return JSON.stringify([fields, ...times]).replaceAll(/(?<=\/drive\/v1\/medias\/[\w/]*)\?[^"\\]*/g, '');
}
