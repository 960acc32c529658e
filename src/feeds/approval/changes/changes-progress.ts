import type { CallPurpose } from '../../../model/call-purpose.ts';
import type { JsonObject, JsonValue } from '../../../util/json.ts';
import { auditShare } from '../../audit-share.ts';
import type { CodePart, CodeProgress } from '../code-progress.ts';
import type { Window } from '../progress.ts';
import { heldFromDetail } from './held-from-detail.ts';
import { fromDays, type HeldInstance, HeldInstances, toDays, toMinutes, toSeconds } from './held-instances.ts';
import { ListedWindows } from './listed-windows.ts';
import { Signs } from './signs.ts';
import { bucketCount, bucketOf, type ChangesState, heldUntil, writeChangesState } from './state.ts';

/** Instants are milliseconds since the epoch. */
interface ChangesOptions {
  readonly state: ChangesState | undefined;
  /** Where reading begins when there is no state, or when this is before the state's own start. */
  readonly start: number;
  readonly now: number;
  readonly lookbackMs: number;
  /** The listing may not know yet what was created this short a time ago. */
  readonly lagMs: number;
  readonly windowMs: number;
  readonly revertMs: number;
  readonly auditMs: number;
  /** Streams that are read: the next read may rely on what is held for these only. */
  readonly streams: readonly string[];
}

/** What a first read takes for the time since the one before: most runs come by the hour, and no audit takes less. */
const firstSinceMs = 3_600_000;
/** What was fetched because of a task stays held as long as that task may come again in the index. */
const taskMemorySeconds = 86_400;
/** How far the platform's clock may be ahead of ours. */
const clockSkewMs = 5_000;

/**
 * Which instances of one approval code are fetched because the platform's indexes show that they have changed, which windows are
 * listed, and what is audited; free of calls and clocks. What it gives out as state is covered by what was delivered before,
 * whenever the process dies.
 */
export class ChangesProgress implements CodeProgress {
  readonly signs: Signs;
  readonly #options: ChangesOptions;
  readonly #before: ChangesState | undefined;
  readonly #start: number;
  /** When the read before began. */
  readonly #ranBefore: number;
  readonly #held: HeldInstances;
  readonly #windows: ListedWindows;
  /** The newest change of a task that the read before has followed, or has only seen; 0 before the first. */
  readonly #tasksTo: number;
  readonly #buckets: number[];
  /** To be fetched, and neither delivered nor owed yet: those with signs, and those of the buckets that are audited, by bucket. */
  readonly #signed = new Set<string>();
  readonly #audited = new Map<number, Set<string>>();
  #isRemembered = true;

  constructor(options: ChangesOptions) {
    const { state, start, now } = options;
    this.#options = options;
    // A start that was moved back makes the older part new: the walk begins anew there, and knows what it has.
    this.#before = state !== undefined && start >= state.start ? state : undefined;
    this.#start = this.#before?.start ?? start;
    this.#held = state?.held ?? HeldInstances.none();
    this.#buckets = [...(state?.buckets ?? Array.from({ length: bucketCount }, () => now))];
    this.#ranBefore = this.#before?.ranAt ?? now - firstSinceMs;
    const sinceMs = now - this.#ranBefore;
    this.#windows = new ListedWindows({
      ...options,
      before: this.#before && { grid: this.#before.windows, listedTo: this.#before.listedTo },
      start: this.#start,
      beganAt: this.#before?.beganAt ?? now,
      sinceMs,
    });
    const { tasksTo = 0, lagMs = 0 } = state ?? {};
    this.#tasksTo = tasksTo;
    this.signs = new Signs({ held: this.#held, start: this.#start, tasksTo, lagMs });
    if (state?.streams !== undefined && !new Set(options.streams).isSubsetOf(new Set(state.streams))) this.#oweAll();
    this.#chooseBuckets(sinceMs);
  }

  /** Creation times of the instances that the index is asked about. */
  get indexed(): Window {
    const { now, lookbackMs } = this.#options;
    const from = this.#before?.isIndexed === true ? Math.max(this.#start, now - lookbackMs) : this.#start;
    return { from, to: now };
  }

  /** What the indexes, and what they point at, are asked for: until a read has followed all that they name, everything is new. */
  get signsFor(): CallPurpose {
    return this.#options.state?.isIndexed === true ? 'changes' : 'new';
  }

  /** What has changed and what is new. Asked when the indexes have been read. */
  get first(): CodePart {
    for (const code of this.signs.codes) this.#signed.add(code);
    const fetched = new Set(this.#signed);
    return { windows: this.#windows.created, listedFor: 'new', fetched, fetchedFor: this.signsFor };
  }

  get audit(): CodePart {
    const audited = [...this.#audited.values()].flatMap((codes) => [...codes]);
    const fetched = new Set(audited).difference(this.first.fetched);
    return { windows: this.#windows.audited, listedFor: 'audit', fetched, fetchedFor: 'audit' };
  }

  /** One that a window lists is not fetched for that alone. */
  isHeld(instanceCode: string): boolean {
    return this.#held.get(instanceCode) !== undefined;
  }

  listed(index: number, instances: number): void {
    if (this.#windows.listed(index, instances)) this.#isRemembered = false;
  }

  /** The rows of an instance are among what the next state covers; `window` is the one that listed it. */
  delivered(instanceCode: string, payload: JsonObject, window: number | undefined): void {
    const held = heldFromDetail(payload, this.signs.markOf(instanceCode));
    const seen = [this.#held.get(instanceCode)?.touched ?? 0, toSeconds(this.signs.touchedMs(instanceCode))];
    const touched = Math.max(held.touched, ...seen);
    this.#set(instanceCode, { ...held, touched: this.#passed(touched) }, window);
  }

  /** Seconds: what changed since the read began may change again in the same second, so that one is met once more. */
  #passed(touched: number): number {
    return touched < toSeconds(this.#options.now - clockSkewMs) ? touched : Math.max(0, touched - 1);
  }

  /** Keeps an instance that failed in view until `until`, and not longer however often it fails. */
  failed(instanceCode: string, until: number, window: number | undefined): void {
    const { now } = this.#options;
    const known = this.#held.get(instanceCode);
    const ended = known?.status === 'OWED' ? known.ended : toMinutes(until);
    const before = known ?? { created: toDays(now), touched: 0 };
    const owed: HeldInstance = { ...before, status: 'OWED', ended, mark: this.signs.markOf(instanceCode) };
    this.#set(instanceCode, owed, window);
  }

  /** The instance is gone upstream. */
  forget(instanceCode: string, window: number | undefined): void {
    this.#set(instanceCode, undefined, window);
  }

  takeFurther(): boolean {
    return this.#windows.takeFurther();
  }

  /** The state that covers everything said so far; undefined when nothing has changed since it was last asked for. */
  takeState(): JsonValue | undefined {
    if (this.#isRemembered) return undefined;
    this.#isRemembered = true;
    const { now } = this.#options;
    const isSigned = this.#signed.size === 0;
    const isDone = isSigned && this.#audited.size === 0 && this.#windows.isDone;
    if (isDone) this.#prune();
    return writeChangesState({
      start: this.#start,
      beganAt: this.#before?.beganAt ?? now,
      // A read that has not ended yet leaves its share of the audit to the next.
      ranAt: isDone ? now : this.#ranBefore,
      listedTo: this.#windows.listedTo,
      isIndexed: isSigned || this.#before?.isIndexed === true,
      // A first read that is broken off may have delivered what was changed since: what it has learned is where the next one looks from.
      tasksTo: isSigned ? this.signs.newestTask : this.#tasksTo || this.signs.newestTask,
      lagMs: this.signs.lagMs,
      windows: this.#windows.grid,
      buckets: this.#buckets,
      held: this.#held,
      streams: this.#options.streams,
    });
  }

  /** The indexes and the windows have been read, and there was nothing to fetch: that is something to remember, too. */
  ended(): void {
    this.#isRemembered = false;
  }

  get auditedAsOf(): number | undefined {
    const listed = this.#windows.auditedAsOf;
    const oldest = this.#buckets.reduce((least, at) => Math.min(least, at), listed ?? 0);
    return oldest === 0 ? undefined : oldest;
  }

  #set(instanceCode: string, held: HeldInstance | undefined, window: number | undefined): void {
    this.#held.set(instanceCode, held);
    this.#isRemembered = false;
    this.#signed.delete(instanceCode);
    this.#readOf(bucketOf(instanceCode), instanceCode);
    if (window !== undefined) this.#windows.delivered(window);
  }

  /** A bucket of which all have been read is done, though the read be broken off later. */
  #readOf(bucket: number, instanceCode: string): void {
    const left = this.#audited.get(bucket);
    left?.delete(instanceCode);
    if (left?.size !== 0) return;
    this.#audited.delete(bucket);
    this.#buckets[bucket] = this.#options.now;
  }

  /** A stream that was not read before has rows of none: all that is in scope is fetched once more, over as many reads as that takes. */
  #oweAll(): void {
    const ended = toMinutes(this.#options.now + this.#options.lookbackMs);
    for (const [code, held] of [...this.#held.entries()])
      if (!this.#isOver(held)) this.#held.set(code, { ...held, status: 'OWED', ended });
  }

  /** What is owed is tried in every run; of the others a share is audited, those that were read longest ago first. */
  #chooseBuckets(sinceMs: number): void {
    const { now, auditMs } = this.#options;
    const weights = Array.from({ length: bucketCount }, () => 0);
    const audited: string[] = [];
    for (const [code, held] of this.#held.entries()) {
      if (held.status === 'OWED') this.#signed.add(code);
      if (this.#isOver(held)) continue;
      audited.push(code);
      const bucket = bucketOf(code);
      weights[bucket] = (weights[bucket] ?? 0) + 1;
    }
    const parts = weights.map((weight, part) => ({ part, weight, at: this.#buckets[part] ?? 0 }));
    const filled = parts.filter(({ weight }) => weight > 0);
    // An empty one has nothing that could be old.
    for (const { part, weight } of parts) if (weight === 0) this.#buckets[part] = now;
    for (const bucket of auditShare(filled, { now, sinceMs, auditMs })) this.#audited.set(bucket, new Set());
    for (const code of audited) this.#audited.get(bucketOf(code))?.add(code);
  }

  /** It has left the lookback, and cannot change any more. */
  #isOver(held: HeldInstance): boolean {
    const { now, lookbackMs, revertMs } = this.#options;
    const until = heldUntil(held, revertMs);
    return fromDays(held.created + 1) <= now - lookbackMs && until !== 0 && until <= now;
  }

  /** What is over is compared with nothing; it stays held until the list has named it, which would bring it again. */
  #prune(): void {
    const over: string[] = [];
    for (const [code, held] of this.#held.entries()) {
      if (!this.#isOver(held) || this.#mayComeAgain(held)) continue;
      const [from, to] = [fromDays(held.created), fromDays(held.created + 1)];
      if (this.#windows.hasListed({ from, to })) over.push(code);
    }
    for (const code of over) this.#held.set(code, undefined);
  }

  /** The index shows its newest tasks in each read, however old they are; one that it has not shown for a day does not come. */
  #mayComeAgain({ touched }: HeldInstance): boolean {
    const newest = toSeconds(this.signs.newestTask);
    return touched >= (touched <= newest ? newest : toSeconds(this.#options.now)) - taskMemorySeconds;
  }
}
