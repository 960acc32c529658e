import type { CallPurpose } from '../../model/call-purpose.ts';
import { type LarkstreamError, StoppedError, toLarkstreamError } from '../../model/errors.ts';
import { approvalEndpoints } from '../../open-platform/endpoints/approval.ts';
import type { OpenPlatformClient } from '../../open-platform/open-platform-client.ts';
import { Channel } from '../../util/channel.ts';
import { type JsonObject, readTexts } from '../../util/json.ts';
import { isFatal } from '../is-fatal.ts';
import { type CodePart, codeParts, type ListedWindow } from './code-progress.ts';
import { windowOverlapMs } from './config.ts';
import { isInstanceMissing, suspicion } from './failures.ts';
import { getInstance } from './get-instance.ts';
import { RecentSet } from './recent-set.ts';
import { WorkQueue } from './work-queue.ts';

type PartName = (typeof codeParts)[number];

/** One approval code's part of the walk. */
export interface WalkPlan extends Readonly<Record<PartName, CodePart>> {
  readonly approvalCode: string;
  /** Whether an instance that a window lists need not be fetched for that. */
  readonly isHeld: (instanceCode: string) => boolean;
}

interface InstanceEvent {
  readonly approvalCode: string;
  readonly instanceCode: string;
  /** The window on whose account it is delivered; undefined for one that is fetched whether it is listed or not. */
  readonly window: number | undefined;
}

/** What a walk meets, in order; nothing here is a row yet. */
export type WalkEvent =
  | { readonly kind: 'listed'; readonly approvalCode: string; readonly window: number; readonly instances: number }
  | (InstanceEvent & { readonly kind: 'fetched'; readonly payload: JsonObject })
  /** An instance that is fetched without being listed is no longer known, also when asked twice. */
  | (InstanceEvent & { readonly kind: 'gone' })
  /** An instance could not be fetched. */
  | (InstanceEvent & { readonly kind: 'refused'; readonly error: LarkstreamError })
  /** The code is given up; what was not delivered is left to the next run. */
  | { readonly kind: 'given_up'; readonly approvalCode: string; readonly error: LarkstreamError };

/** What the calls of one walk share. `query` (`locale`, `user_id_type`) goes with details; listings do not take it. */
export interface WalkOptions {
  readonly client: OpenPlatformClient;
  readonly signal: AbortSignal;
  readonly query: Readonly<Record<string, string>>;
  /** Called for each page of a listing with the number of its entries that are no codes. */
  readonly onUnreadable: (count: number) => void;
}

/**
 * Lists windows and fetches details at the same time, over all codes together, because the two have limits of their own
 * (100/min against 1000/min and 50/s): listing runs ahead as far as the backlog allows. Every instance is fetched once. What is
 * audited comes when all codes have delivered what has changed and what is new.
 */
export async function* walk(plans: readonly WalkPlan[], options: WalkOptions): AsyncGenerator<WalkEvent, void, void> {
  const stop = new AbortController();
  const events = new Channel<WalkEvent>(eventBound);
  const walker = new Walker(plans, events, stop, options);
  const finished = walker.run().then(
    () => events.close(),
    (reason: unknown) => events.fail(reason),
  );
  try {
    yield* events;
  } finally {
    stop.abort();
    events.close();
    await finished;
  }
}

/** Details that wait for the reader; each holds one answer. */
const eventBound = 200;
const detailConcurrency = 50;
const listConcurrency = 10;
/** Codes that were listed and wait for their detail call: half an hour of calls, a few MB. */
const backlog = 30_000;
const claimedBound = 50_000;
const windowTries = 3;
const givenUpAt = 100;

interface Slice extends WalkPlan {
  listing: boolean;
  fetching: boolean;
  suspicion: number;
}

interface Job {
  readonly slice: Slice;
  readonly instanceCode: string;
  readonly window: number | undefined;
  readonly purpose: CallPurpose;
}

interface Listing extends ListedWindow {
  readonly slice: Slice;
  readonly purpose: CallPurpose;
}

class Walker {
  readonly #slices: readonly Slice[];
  readonly #events: Channel<WalkEvent>;
  readonly #stop: AbortController;
  readonly #signal: AbortSignal;
  readonly #options: WalkOptions;
  readonly #claimed = new RecentSet(claimedBound);
  readonly #details: WorkQueue<Job>;

  constructor(plans: readonly WalkPlan[], events: Channel<WalkEvent>, stop: AbortController, options: WalkOptions) {
    this.#slices = plans.map((plan) => ({ ...plan, listing: true, fetching: true, suspicion: 0 }));
    this.#events = events;
    this.#stop = stop;
    this.#options = options;
    this.#signal = AbortSignal.any([options.signal, stop.signal]);
    this.#details = new WorkQueue<Job>({
      concurrency: detailConcurrency,
      backlog,
      run: (job) => this.#fetch(job),
      onBug: (reason) => this.#end(toLarkstreamError(reason)),
    });
  }

  async run(): Promise<void> {
    for (const part of codeParts) await this.#readPart(part);
    // Jobs that see the signal leave quietly; a walk that was cut short must not look like one that ended.
    if (this.#options.signal.aborted) {
      throw new StoppedError({
        code: 'run.stopped',
        message: { en: 'The walk over the approvals was asked to stop', zh: '审批的遍历被要求停止' },
      });
    }
  }

  async #readPart(part: PartName): Promise<void> {
    const windows = this.#interleaved(part);
    const lister = async (): Promise<void> => {
      for (const listing of windows) await this.#list(listing);
    };
    await Promise.all([this.#fetchWanted(part), ...Array.from({ length: listConcurrency }, lister)]);
    await this.#details.idle();
  }

  /** The codes take turns, so that each of them advances although they share the limit. */
  *#interleaved(part: PartName): Generator<Listing, void, void> {
    const longest = Math.max(0, ...this.#slices.map((slice) => slice[part].windows.length));
    for (let turn = 0; turn < longest; turn++) {
      for (const slice of this.#slices) {
        const next = slice[part].windows[turn];
        if (next === undefined || !slice.listing || this.#signal.aborted) continue;
        yield { slice, ...next, purpose: slice[part].listedFor };
      }
    }
  }

  async #fetchWanted(part: PartName): Promise<void> {
    for (const slice of this.#slices) {
      for (const instanceCode of slice[part].fetched) {
        if (this.#signal.aborted) return;
        await this.#details.add({ slice, instanceCode, window: undefined, purpose: slice[part].fetchedFor });
      }
    }
  }

  async #list(listing: Listing): Promise<void> {
    const { slice, index, purpose } = listing;
    let instances = 0;
    for (let tries = 1; ; tries++) {
      let pages = 0;
      try {
        for await (const codes of this.#pages(listing)) {
          pages++;
          for (const instanceCode of codes) {
            if (!this.#claim(slice, instanceCode)) continue;
            instances++;
            await this.#details.add({ slice, instanceCode, window: index, purpose });
          }
        }
        return await this.#emit({ kind: 'listed', approvalCode: slice.approvalCode, window: index, instances });
      } catch (thrown) {
        const error = toLarkstreamError(thrown);
        // A page token may expire, and is then a rejected parameter; what was claimed already stays claimed.
        const isTokenLost =
          error.code === 'lark.page.invalid' || (pages > 0 && error.code === 'lark.parameter.rejected');
        if (isTokenLost && tries < windowTries) continue;
        return await this.#giveUp(slice, error);
      }
    }
  }

  /** Whether a listed instance is to be fetched, and is not under way already. */
  #claim(slice: Slice, instanceCode: string): boolean {
    if (codeParts.some((part) => slice[part].fetched.has(instanceCode)) || slice.isHeld(instanceCode)) return false;
    return this.#claimed.add(instanceCode);
  }

  async *#pages({ slice, window, purpose }: Listing): AsyncGenerator<string[], void, void> {
    const query = {
      approval_code: slice.approvalCode,
      start_time: String(window.from - windowOverlapMs),
      end_time: String(window.to + windowOverlapMs),
    };
    const options = { query, signal: this.#signal, feed: 'approval', purpose };
    for await (const page of this.#options.client.pages(approvalEndpoints.listInstances, options)) {
      this.#options.onUnreadable(page.unreadable);
      yield readTexts(page.data, 'instance_code_list');
    }
  }

  async #fetch(job: Job): Promise<void> {
    const { slice, instanceCode, window, purpose } = job;
    if (this.#signal.aborted || !slice.fetching) return;
    const event: InstanceEvent = { approvalCode: slice.approvalCode, instanceCode, window };
    try {
      const { client, query } = this.#options;
      const isKnown = window === undefined;
      const payload = await getInstance({ client, query, instanceCode, isKnown, purpose, signal: this.#signal });
      await this.#emit(payload === undefined ? { ...event, kind: 'gone' } : { ...event, kind: 'fetched', payload });
    } catch (thrown) {
      const error = toLarkstreamError(thrown);
      if (isFatal(error)) return this.#end(error);
      if (!isInstanceMissing(error)) slice.suspicion += suspicion(error);
      if (slice.suspicion < givenUpAt) return await this.#emit({ ...event, kind: 'refused', error });
      slice.fetching = false;
      await this.#giveUp(slice, error);
    }
  }

  async #giveUp(slice: Slice, error: LarkstreamError): Promise<void> {
    if (isFatal(error)) return this.#end(error);
    if (!slice.listing) return;
    slice.listing = false;
    await this.#emit({ kind: 'given_up', approvalCode: slice.approvalCode, error });
  }

  #end(error: LarkstreamError): void {
    this.#events.fail(error);
    this.#stop.abort();
  }

  async #emit(event: WalkEvent): Promise<void> {
    try {
      await this.#events.push(event);
    } catch {
      // The reader has left, or the walk has ended with an error that the reader gets.
      this.#stop.abort();
    }
  }
}
