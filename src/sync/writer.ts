import type { Change, ScannedChange, StateChange } from '../model/change.ts';
import type { Clock } from '../model/clock.ts';
import type { CommitCounts, Destination, PlannedStream } from '../model/destination.ts';
import { type LarkstreamError, toLarkstreamError } from '../model/errors.ts';
import { KeyedRows } from '../model/keyed-rows.ts';
import type { Message } from '../model/message.ts';
import type { RunObserver } from '../model/run-report.ts';
import type { Confirmation } from '../model/source.ts';
import { storedName } from '../model/source-state.ts';
import type { Key, ModuleName } from '../model/stream.ts';
import { inBatches } from '../util/in-batches.ts';
import type { JsonValue } from '../util/json.ts';
import type { RunStats } from './run-stats.ts';
import { suspiciousError, unseenError } from './scan-errors.ts';
import { groupScans, isSuspicious, isWithin } from './scans.ts';

/** The destination must have begun the run. `acceptDeletes`: a person has said that disappearances which look suspicious are real. */
export interface WriterOptions {
  readonly destination: Destination;
  readonly planned: readonly PlannedStream[];
  readonly stats: RunStats;
  readonly observer: RunObserver;
  readonly clock: Clock;
  readonly acceptDeletes: boolean;
  /** Asks the source about records that a scan with a `lookup` did not deliver. */
  readonly confirm?: (scan: ScannedChange, keys: readonly Key[]) => Promise<Confirmation>;
}

/** How much work a crash may cost; a commit itself takes some milliseconds and a sync of the disk. */
const commitIntervalMs = 3_000;

/** Asking about this many records takes about a second. */
const keysAsked = 2_000;

/** Each time that a destination names missing records it looks at all that it holds; all of them were too many to hold at once. */
const keysNamed = 50_000;

/** Takes changes in order, writes them, and commits them together with the states that cover them. */
export class Writer {
  readonly #options: WriterOptions;
  /** States of modules with a stream that becomes visible only at the end: they must wait for it. */
  readonly #held: ReadonlyMap<ModuleName, Map<string, JsonValue>>;
  readonly #states = new Map<string, JsonValue>();
  /** One of these states goes further than any before. */
  #isFurther = false;
  readonly #keyed: KeyedRows;
  #scans: ScannedChange[] = [];
  /** Streams of which it was said what is there, without rows. */
  readonly #present = new Set<string>();
  /** Slices of which nothing is remembered in this run, because a scan that belongs to them was not acted on. */
  readonly #unsettled = new Set<string>();
  /** Scans that were not acted on, because it could not be asked what is really missing. */
  #open: ScannedChange[] = [];
  /** Of the records last asked about, those that are there, and of these those that are hidden from the app. */
  #answered = { found: 0, hidden: 0 };
  #committedAtMs: number;

  constructor(options: WriterOptions) {
    this.#options = options;
    this.#committedAtMs = options.clock.elapsed();
    this.#keyed = new KeyedRows(options.planned.map(({ stream }) => stream));
    this.#held = new Map(
      options.planned.filter(({ mode }) => mode !== 'dedup').map(({ stream }) => [stream.module, new Map()]),
    );
  }

  async take(change: Change): Promise<void> {
    const { destination, stats, observer } = this.#options;
    switch (change.kind) {
      case 'rows':
        stats.read(change.stream, change.rows.length);
        observer.onRows?.(change.stream, change.rows.length);
        await destination.write(this.#keyed.keep(change));
        break;
      case 'deletes':
        stats.arrived(change.stream);
        await destination.write(change);
        break;
      case 'scanned':
        stats.arrived(change.stream);
        if (!this.#keyed.hasLost(change)) this.#scans.push(change);
        break;
      case 'present':
        stats.arrived(change.stream);
        this.#present.add(change.stream);
        await destination.markPresent(change.stream, change.keys);
        break;
      case 'state':
        this.#remember(change);
        break;
      case 'estimate':
        observer.onEstimate?.(change.stream, change.rows);
        break;
      case 'progress':
        observer.onProgress?.(change.streams, change.done, change.of);
        break;
      case 'warning':
        this.#warn(change.message, change.streams);
        break;
      case 'incomplete':
        stats.incomplete(change.streams, change.error);
        observer.onIncomplete?.(change.error, change.streams);
        break;
      case 'audited':
        stats.audited(change);
        break;
      case 'complete':
        stats.readToItsEnd(change.streams);
        observer.onComplete?.(change.streams);
        break;
    }
    if (this.#isDue()) await this.commit();
  }

  /** Scans of the refresh before are acted on first: they are compared with what that one wrote. */
  async beginRefresh(): Promise<void> {
    if (this.#scans.length > 0) await this.commit();
    this.#keyed.beginRefresh();
    this.#open = this.#open.filter(({ within }) => within !== 'refresh');
    await this.#options.destination.beginRefresh();
  }

  async commit(): Promise<void> {
    const { destination, stats, observer, clock } = this.#options;
    await this.#sweep();
    for (const [stream, error] of this.#keyed.takeErrors()) this.#reportIncomplete(stream, error);
    const states = new Map(this.#states);
    const isFurther = this.#isFurther;
    this.#states.clear();
    this.#isFurther = false;
    const startedAt = clock.now();
    const counts = await destination.commit(states);
    stats.committed(counts, this.#visibleStreams);
    this.#committedAtMs = clock.elapsed();
    observer.onCommit?.(stats.commits, startedAt, isFurther, changedIn(counts));
  }

  #remember({ module, slice, state, isFurther = false }: StateChange): void {
    if (this.#unsettled.has(storedName(module, slice))) return;
    const held = this.#held.get(module);
    (held ?? this.#states).set(storedName(module, slice), state);
    if (held === undefined && isFurther) this.#isFurther = true;
  }

  /** Publishes the shadow tables, for modules that are complete; the others stay as they were before. */
  async publish(): Promise<void> {
    const { destination, stats, planned } = this.#options;
    for (const [module, states] of this.#held) {
      const streams = planned.filter(({ stream }) => stream.module === module).map(({ stream }) => stream.name);
      if (!streams.every((stream) => stats.isRead(stream))) continue;
      stats.committed(await destination.publish(streams, states), streams);
    }
  }

  /** Streams that a commit shows; the others wait for `publish`. */
  get #visibleStreams(): string[] {
    return this.#options.planned.filter(({ mode }) => mode === 'dedup').map(({ stream }) => stream.name);
  }

  async #sweep(): Promise<void> {
    const scans = groupScans(this.#scans);
    this.#scans = [];
    for (const scan of scans) {
      if (this.#open.some((one) => isWithin(one, scan))) continue;
      const added = await this.#addPresent(scan);
      if (added !== 'yes') this.#leaveOpen(scan, { isForgotten: added === 'no' });
      else if (!(await this.#sweepMissing(scan))) this.#leaveOpen(scan);
    }
  }

  /** Gives whether the scan was acted on. */
  async #sweepMissing(scan: ScannedChange): Promise<boolean> {
    const { destination, acceptDeletes } = this.#options;
    let gone = await destination.measure(scan);
    if (gone.missing === 0) return true;
    const confirmed = await this.#confirm(scan);
    if (confirmed === 'failed') return false;
    if (confirmed === 'yes') gone = await destination.measure(scan);
    if (gone.missing === 0) return true;
    const isSure = confirmed === 'yes' || scan.confirmed === true || acceptDeletes;
    if (!isSure && isSuspicious(gone)) {
      this.#reportIncomplete(scan.stream, suspiciousError(scan.stream, gone));
      return false;
    }
    await destination.sweep(scan);
    return true;
  }

  /** The next run finds the same to be done; everything is read where the slice is forgotten. */
  #leaveOpen(scan: ScannedChange, { isForgotten = false } = {}): void {
    const { stream, slice } = scan;
    this.#open.push(scan);
    const module = this.#options.planned.find((planned) => planned.stream.name === stream)?.stream.module;
    if (module === undefined || slice === undefined) return;
    const name = storedName(module, slice);
    this.#unsettled.add(name);
    this.#states.delete(name);
    this.#held.get(module)?.delete(name);
    if (isForgotten) this.#states.set(name, null);
  }

  /** Asks for records that are there and not held; gives whether all of them are held now: `no` where the app may not see them so. */
  async #addPresent(scan: ScannedChange): Promise<'yes' | 'no' | 'failed'> {
    if (!this.#present.has(scan.stream)) return 'yes';
    let hidden = 0;
    for (const keys of inBatches(await this.#options.destination.unheldKeys(scan), keysAsked)) {
      const answer = await this.#ask(scan, keys);
      if (answer !== 'yes') return answer;
      hidden += this.#answered.hidden;
    }
    if (hidden === 0) return 'yes';
    this.#reportIncomplete(scan.stream, unseenError(scan.stream, hidden));
    return 'no';
  }

  /**
   * Asks the source about all records that are missing, where it can tell: pages shift while records are deleted, and the more are, the more records that are there
   * were on none of them.
   */
  async #confirm(scan: ScannedChange): Promise<'yes' | 'no' | 'failed'> {
    const { confirm, destination } = this.#options;
    if (confirm === undefined || scan.lookup === undefined) return 'no';
    let named: Key[] = [];
    do {
      named = await destination.missingKeys(scan, { limit: keysNamed, after: named.at(-1) });
      for (const keys of inBatches(named, keysAsked)) {
        const answer = await this.#ask(scan, keys);
        if (answer !== 'yes') return answer;
        if (scan.isEmpty === true && this.#answered.found === 0) return 'yes';
      }
    } while (named.length === keysNamed);
    return 'yes';
  }

  async #ask(scan: ScannedChange, keys: readonly Key[]): Promise<'yes' | 'no' | 'failed'> {
    const { confirm } = this.#options;
    if (confirm === undefined || scan.lookup === undefined) return 'no';
    let confirmation: Confirmation;
    try {
      confirmation = await confirm(scan, keys);
    } catch (thrown) {
      const error = toLarkstreamError(thrown);
      // What has arrived is committed all the same; the next run looks again.
      if (error.family !== 'stopped') this.#reportIncomplete(scan.stream, error);
      return 'failed';
    }
    return await this.#takeConfirmation(scan.stream, confirmation);
  }

  async #takeConfirmation(stream: string, confirmation: Confirmation): Promise<'yes' | 'no' | 'failed'> {
    const { destination, stats } = this.#options;
    if (confirmation.kind === 'not-permitted') {
      const { message } = confirmation.error.texts;
      const warning = {
        en: `${stream}: deletions could not be confirmed one by one. ${message.en}`,
        zh: `${stream}：无法逐条确认删除。${message.zh}`,
      };
      this.#warn(warning, [stream]);
      return 'no';
    }
    const { rows, hidden, warnings } = confirmation;
    for (const message of warnings) this.#warn(message, [stream]);
    if (rows.length > 0) {
      stats.read(stream, rows.length);
      const kept = this.#keyed.keep({ kind: 'rows', stream, rows });
      await destination.write(kept);
      // One without a key may be any of those that were asked about.
      if (kept.rows.length < rows.length) return 'failed';
    }
    this.#answered = { found: rows.length + hidden.length, hidden: hidden.length };
    if (hidden.length > 0) await destination.markPresent(stream, hidden);
    return 'yes';
  }

  #reportIncomplete(stream: string, error: LarkstreamError): void {
    this.#options.stats.incomplete([stream], error);
    this.#options.observer.onIncomplete?.(error, [stream]);
  }

  #warn(message: Message, streams: readonly string[]): void {
    this.#options.stats.warn(message);
    this.#options.observer.onWarning?.(message, streams);
  }

  #isDue(): boolean {
    return this.#options.clock.elapsed() - this.#committedAtMs >= commitIntervalMs;
  }
}

/** Streams of which a row is another than it was. */
const changedIn = ({ inserted, updated, deleted }: CommitCounts): ReadonlySet<string> =>
  new Set(
    [inserted, updated, deleted].flatMap((counts) => [...counts].flatMap(([name, rows]) => (rows > 0 ? [name] : []))),
  );
