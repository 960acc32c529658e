import { expect } from 'vitest';
import type { ApprovalOptions } from '../../src/feeds/approval/config.ts';
import { createApprovalFeed } from '../../src/feeds/approval/feed.ts';
import { readInstance } from '../../src/feeds/approval/rows.ts';
import { approvalStreams, instanceStreams } from '../../src/feeds/approval/streams.ts';
import type { Feed } from '../../src/feeds/feed.ts';
import type { FeedRead } from '../../src/feeds/feed-context.ts';
import { Problems } from '../../src/feeds/problems.ts';
import type { CallPurpose } from '../../src/model/call-purpose.ts';
import type { Change } from '../../src/model/change.ts';
import { silentLogger } from '../../src/model/logger.ts';
import { Secret } from '../../src/model/secret.ts';
import type { CallObserver } from '../../src/open-platform/call-observer.ts';
import { isTokenEndpoint } from '../../src/open-platform/endpoints/auth.ts';
import { OpenPlatformClient } from '../../src/open-platform/open-platform-client.ts';
import type { Sandbox } from '../../src/sandbox/start-sandbox.ts';
import type { JsonObject, JsonValue } from '../../src/util/json.ts';
import { plainRow } from './plain-row.ts';
import { areRequestsUnderWay } from './requests-under-way.ts';
import { SkippingClock } from './skipping-clock.ts';

/** The simulated company, the feed, and what a destination would hold of it; time passes only when told. */
export class ApprovalSync implements AsyncDisposable {
  now: number;
  readonly held: Map<string, Map<string, JsonObject>> = new Map(approvalStreams.map(({ name }) => [name, new Map()]));
  readonly state: Map<string, JsonValue> = new Map();
  readonly complaints: string[] = [];
  /** As the last run told it. */
  auditedAsOf: number | null = null;
  /** What each call was made for, in their order. */
  readonly purposes: CallPurpose[] = [];
  /** What a call takes of the time by which a read saves what it has; the time of day stands still meanwhile. */
  callMs = 0;
  /** Called after each call. */
  onCall: () => void = () => undefined;
  readonly sandbox: Sandbox;
  readonly #client: OpenPlatformClient;

  readonly #settings: Partial<ApprovalOptions>;

  constructor(sandbox: Sandbox, now: number, settings: Partial<ApprovalOptions> = {}) {
    this.#settings = settings;
    const { url: baseUrl, options } = sandbox;
    this.now = now;
    this.sandbox = sandbox;
    const credentials = { appId: options.appId, appSecret: new Secret(options.appSecret) };
    const clock = new SkippingClock(now, areRequestsUnderWay);
    const observer: CallObserver = {
      onCall: ({ purpose, endpoint }) => {
        if (isTokenEndpoint(endpoint)) return;
        this.purposes.push(purpose);
        this.onCall();
      },
    };
    const calls = { region: 'feishu', baseUrl, credentials, rateLimitScale: 0, clock, observer } as const;
    this.#client = new OpenPlatformClient(calls);
  }

  get approvals(): Sandbox['tenant']['approvals'] {
    return this.sandbox.tenant.approvals;
  }

  get feed(): Feed {
    const approval_codes = this.approvals.approvalCodes;
    return createApprovalFeed({ approval_codes, start_date: '2026-03-20', ...this.#settings });
  }

  /** What a read is given now. */
  get request(): FeedRead {
    const clock = {
      now: () => this.now,
      elapsed: () => this.now + this.purposes.length * this.callMs,
      sleep: () => Promise.resolve(),
    };
    return {
      ...{ client: this.#client, clock, logger: silentLogger, signal: new AbortController().signal },
      ...{ streams: new Set(this.held.keys()), state: this.state, problems: new Problems() },
      ...{ fresh: false, acceptDeletes: false },
    };
  }

  /** Reads until `until` says of a change that the reader leaves. */
  async run(more: Partial<FeedRead> = {}, until: (change: Change) => boolean = () => false): Promise<void> {
    for await (const change of this.feed.read({ ...this.request, ...more })) {
      if (until(change)) return;
      if (change.kind === 'state') this.state.set(change.slice, JSON.parse(JSON.stringify(change.state)));
      if (change.kind === 'audited') this.auditedAsOf = change.asOf;
      if (change.kind === 'warning') this.complaints.push(change.message.en);
      if (change.kind === 'incomplete') this.complaints.push(change.error.message);
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
export function differences(held: readonly JsonObject[], truth: readonly JsonObject[]): JsonObject {
  const [ours, theirs] = [new Set(held.map(withoutLinks)), new Set(truth.map(withoutLinks))];
  const missing = [...theirs.difference(ours)].slice(0, 2);
  return { missing, wrong: [...ours.difference(theirs)].slice(0, 2) };
}

/** Keys in order, because a row's own order means nothing. */
export function withoutLinks(row: JsonObject): string {
  const text = JSON.stringify(Object.fromEntries(Object.entries(row).sort()));
  return text.replaceAll(/https?:\/\/(?:[^"\\]|\\+u0026)+/g, 'link');
}
