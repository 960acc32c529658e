import type { Feed } from '../../src/feeds/feed.ts';
import type { FeedContext, FeedRead } from '../../src/feeds/feed-context.ts';
import { Problems, tellingProblems } from '../../src/feeds/problems.ts';
import type { Change, IncompleteChange, ScannedChange } from '../../src/model/change.ts';
import { silentLogger } from '../../src/model/logger.ts';
import { Secret } from '../../src/model/secret.ts';
import type { CheckResult } from '../../src/model/source.ts';
import type { Row, RowValue, Stream } from '../../src/model/stream.ts';
import { OpenPlatformClient } from '../../src/open-platform/open-platform-client.ts';
import type { JsonValue } from '../../src/util/json.ts';
import { SkippingClock } from './skipping-clock.ts';
import type { SmallTenant } from './small-tenant.ts';

/** What a read gave, in the order in which it came. */
export class ReadResult {
  readonly changes: Change[] = [];

  rows(stream: string): Row[] {
    return this.changes.flatMap((change) => (change.kind === 'rows' && change.stream === stream ? change.rows : []));
  }

  values(stream: string, column: string): RowValue[] {
    return this.rows(stream).map((row) => row[column] ?? null);
  }

  get scans(): ScannedChange[] {
    return this.changes.filter((change) => change.kind === 'scanned');
  }

  get scanned(): string[] {
    return [...new Set(this.scans.map(({ stream }) => stream))].sort();
  }

  get incomplete(): IncompleteChange[] {
    return this.changes.filter((change) => change.kind === 'incomplete');
  }

  get warnings(): string[] {
    return this.changes
      .filter((change) => change.kind === 'warning')
      .map(({ message }) => (typeof message === 'string' ? message : message.en));
  }
}

/** Reads feeds of a small tenant again and again, keeping their state as a destination would. */
export class FeedHarness {
  readonly client: OpenPlatformClient;
  readonly clock: SkippingClock;
  readonly stop: AbortController = new AbortController();
  state: Map<string, JsonValue> = new Map();

  constructor(tenant: Pick<SmallTenant, 'double'>, nowMs: number) {
    this.clock = new SkippingClock(nowMs, () => tenant.double.isBusy);
    this.client = new OpenPlatformClient({
      region: 'feishu',
      baseUrl: tenant.double.baseUrl,
      credentials: { appId: 'cli_0123456789abcdef', appSecret: new Secret('very-secret-secret') },
      rateLimitScale: 0,
      retryBudgetMs: 1000,
      clock: this.clock,
      random: () => 0.5,
    });
  }

  get context(): FeedContext {
    return { client: this.client, clock: this.clock, logger: silentLogger, signal: this.stop.signal };
  }

  request(streams: readonly Stream[], { problems = new Problems(), ...more }: Partial<FeedRead> = {}): FeedRead {
    return {
      ...this.context,
      streams: new Set(streams.map(({ name }) => name)),
      state: this.state,
      fresh: false,
      acceptDeletes: false,
      problems,
      ...more,
    };
  }

  /** Reads to the end and remembers the states, unless the read throws. */
  async read(feed: Feed, more: Partial<FeedRead> = {}): Promise<ReadResult> {
    const result = new ReadResult();
    const request = this.request(feed.streams, more);
    for await (const change of tellingProblems(feed.read(request), request.problems)) result.changes.push(change);
    this.remember(result.changes);
    return result;
  }

  remember(changes: readonly Change[]): void {
    this.state = new Map(this.state);
    for (const change of changes) {
      if (change.kind !== 'state') continue;
      if (change.state === null) this.state.delete(change.slice);
      else this.state.set(change.slice, JSON.parse(JSON.stringify(change.state)));
    }
  }

  async check(feed: Feed): Promise<CheckResult[]> {
    const results: CheckResult[] = [];
    for await (const result of feed.check(this.context)) results.push(result);
    return results;
  }
}
