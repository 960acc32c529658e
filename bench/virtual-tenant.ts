import { createSource } from '../src/app/create-source.ts';
import { parseSource } from '../src/config/read-source.ts';
import type { ObservedCall } from '../src/feeds/call-observer.ts';
import type { Change } from '../src/model/change.ts';
import { fromStored, storedName } from '../src/model/source-state.ts';
import type { SandboxOptions } from '../src/sandbox/sandbox-options.ts';
import { type Sandbox, startSandbox } from '../src/sandbox/start-sandbox.ts';
import type { JsonValue } from '../src/util/json.ts';
import { areRequestsUnderWay } from '../test/support/requests-under-way.ts';
import { SkippingClock } from '../test/support/skipping-clock.ts';
import { smallTenant } from './tenant-process.ts';

/** What one run took. `seconds` are those of the limits: time jumps to where somebody waits for, and answers take none. */
export interface VirtualRun {
  readonly calls: ReadonlyMap<string, number>;
  /** Calls of the audit among them. */
  readonly audit: number;
  readonly throttled: number;
  readonly seconds: number;
}

export const totalCalls = ({ calls }: VirtualRun): number => [...calls.values()].reduce((sum, n) => sum + n, 0);

/** A tenant and its reader with one clock that skips waits, so that hours under the documented limits take seconds. */
export class VirtualTenant implements AsyncDisposable {
  readonly clock: SkippingClock;
  readonly sandbox: Sandbox;
  readonly #state = new Map<string, JsonValue>();

  private constructor(clock: SkippingClock, sandbox: Sandbox) {
    this.clock = clock;
    this.sandbox = sandbox;
  }

  static async start(settings: SandboxOptions): Promise<VirtualTenant> {
    const clock = new SkippingClock(Date.UTC(2026, 4, 1), areRequestsUnderWay);
    const now = (): number => clock.now();
    const given: SandboxOptions = { ...smallTenant, ...settings, limits: 'documented', now, arrivalNow: now };
    return new VirtualTenant(clock, await startSandbox(given));
  }

  /** Reads these streams with what is remembered of the run before, and hands over each change. */
  async run(read: {
    readonly modules: Readonly<Record<string, unknown>>;
    readonly streams: readonly string[];
    take(change: Change): void;
  }): Promise<VirtualRun> {
    const { appId: app_id, appSecret: app_secret } = this.sandbox.options;
    const credentials = { auth_type: 'custom_app', app_id, app_secret };
    const config = { base_url: this.sandbox.url, credentials, modules: read.modules };
    const { settings } = parseSource(config, 'feishu');
    let audit = 0;
    const onCall = (_: string, { purpose }: ObservedCall): void => {
      if (purpose === 'audit') audit++;
    };
    const observer = { onCall };
    const { source } = await createSource({ settings, clock: this.clock, observer });
    this.sandbox.resetStats();
    const startedAt = this.clock.now();
    const changes = source.read({
      ...{ streams: new Set(read.streams), fresh: new Set(), state: fromStored(this.#state) },
      ...{ acceptDeletes: false, signal: new AbortController().signal },
    });
    for await (const change of changes) {
      if (change.kind === 'state') this.#remember(storedName(change.module, change.slice), change.state);
      read.take(change);
    }
    const seconds = (this.clock.now() - startedAt) / 1000;
    await source.close();
    const stats = Object.entries(this.sandbox.stats().endpoints).filter(([path]) => !path.includes('/auth/'));
    return {
      calls: new Map(stats.map(([path, { calls }]) => [path, calls])),
      audit,
      throttled: stats.reduce((sum, [, one]) => sum + one.throttled, 0),
      seconds,
    };
  }

  /** As a destination keeps it: as text. */
  #remember(name: string, state: JsonValue): void {
    if (state === null) this.#state.delete(name);
    else this.#state.set(name, JSON.parse(JSON.stringify(state)));
  }

  /** Bytes of all that is remembered. */
  get stateBytes(): number {
    return [...this.#state].reduce((sum, [name, state]) => sum + name.length + JSON.stringify(state).length, 0);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.sandbox.close();
  }
}
