import type { Change, ScannedChange } from '../model/change.ts';
import type { Clock } from '../model/clock.ts';
import type { Destination, PlannedStream } from '../model/destination.ts';
import { TransientError, toLarkstreamError } from '../model/errors.ts';
import type { Message } from '../model/message.ts';
import type { RunObserver } from '../model/run.ts';
import type { JsonValue } from '../util/json.ts';
import { plural } from '../util/plural.ts';
import type { Ledger } from './ledger.ts';
import { groupScans, isSuspicious } from './scans.ts';

export interface WriterOptions {
  readonly destination: Destination;
  readonly planned: readonly PlannedStream[];
  readonly ledger: Ledger;
  readonly observer: RunObserver;
  readonly clock: Clock;
  readonly acceptDeletes: boolean;
}

/** How much work a crash may cost; a commit itself takes some milliseconds and a sync of the disk. */
const commitEveryMs = 3_000;

/** So many cost about a second; what is missing beyond that, the scan alone has to answer for. */
const askedAbout = 2_000;

const moduleOf = (slice: string): string => slice.split('/', 1)[0] ?? slice;

/** Takes changes in order, writes them, and commits them together with the states that cover them. */
export class Writer {
  readonly #options: WriterOptions;
  /** Modules with a stream that becomes visible only at the end; their states must wait for it. */
  readonly #heldModules: ReadonlySet<string>;
  readonly #held = new Map<string, JsonValue>();
  readonly #states = new Map<string, JsonValue>();
  #scans: ScannedChange[] = [];
  #committedAtMs: number;

  constructor(options: WriterOptions) {
    this.#options = options;
    this.#committedAtMs = options.clock.now();
    this.#heldModules = new Set(
      options.planned.filter(({ mode }) => mode !== 'dedup').map(({ stream }) => stream.module),
    );
  }

  async take(change: Change): Promise<void> {
    const { destination, ledger, observer } = this.#options;
    switch (change.kind) {
      case 'rows':
        ledger.read(change.stream, change.rows.length);
        observer.onRows?.(change.stream, change.rows.length);
        await destination.write(change);
        break;
      case 'deletes':
        ledger.arrived(change.stream);
        await destination.write(change);
        break;
      case 'scanned':
        ledger.arrived(change.stream);
        this.#scans.push(change);
        break;
      case 'state':
        (this.#heldModules.has(moduleOf(change.slice)) ? this.#held : this.#states).set(change.slice, change.state);
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
        ledger.incomplete(change.streams, change.error);
        observer.onIncomplete?.(change.error, change.streams);
        break;
      case 'complete':
        ledger.readToItsEnd(change.streams);
        observer.onComplete?.(change.streams);
        break;
    }
    if (this.#isDue()) await this.commit();
  }

  /** Scans of the refresh before are acted on first: they are compared with what that one wrote. */
  async beginRefresh(): Promise<void> {
    if (this.#scans.length > 0) await this.commit();
    await this.#options.destination.beginRefresh();
  }

  async commit(): Promise<void> {
    const { destination, ledger, observer, clock } = this.#options;
    await this.#sweep();
    const states = new Map(this.#states);
    this.#states.clear();
    ledger.committed(await destination.commit(states), this.#visibleStreams);
    this.#committedAtMs = clock.now();
    observer.onCommit?.(ledger.commits);
  }

  /** Makes visible what was collected aside, for modules that are complete; the others stay as they were before. */
  async publish(): Promise<void> {
    const { destination, ledger, planned } = this.#options;
    for (const module of this.#heldModules) {
      const streams = planned.filter(({ stream }) => stream.module === module).map(({ stream }) => stream.name);
      if (!streams.every((stream) => ledger.isRead(stream))) continue;
      const states = new Map([...this.#held].filter(([slice]) => moduleOf(slice) === module));
      ledger.committed(await destination.publish(streams, states), streams);
    }
  }

  /** Streams that a commit shows; the others wait for `publish`. */
  get #visibleStreams(): string[] {
    return this.#options.planned.filter(({ mode }) => mode === 'dedup').map(({ stream }) => stream.name);
  }

  async #sweep(): Promise<void> {
    const { destination, ledger, observer, acceptDeletes } = this.#options;
    const scans = groupScans(this.#scans);
    this.#scans = [];
    for (const scan of scans) {
      let gone = await destination.measure(scan);
      if (gone.missing === 0) continue;
      const answer = await this.#ask(scan, gone.missing);
      if (answer === 'failed') continue;
      if (answer === 'asked') gone = await destination.measure(scan);
      if (gone.missing === 0) continue;
      const isSure = answer === 'asked' || scan.confirmed === true || acceptDeletes;
      if (!isSure && isSuspicious(gone)) {
        const error = new TransientError({
          code: 'source.scan.suspicious',
          message: {
            en: `${gone.missing} of ${plural(gone.live, 'row')} of ${scan.stream} ${gone.missing === 1 ? 'was' : 'were'} not delivered any more; none was marked deleted`,
            zh: `${scan.stream} 的 ${gone.live} 行中有 ${gone.missing} 行不再返回；没有标记任何删除`,
          },
          details: { stream: scan.stream, live: gone.live, missing: gone.missing },
        });
        ledger.incomplete([scan.stream], error);
        observer.onIncomplete?.(error, [scan.stream]);
      } else {
        await destination.sweep(scan);
      }
    }
  }

  /** Asks the platform about the records that are missing, where it can tell and they are few. */
  async #ask({ stream, ask, ...scan }: ScannedChange, missing: number): Promise<'asked' | 'not asked' | 'failed'> {
    const { destination, ledger, observer } = this.#options;
    if (ask === undefined || missing > askedAbout) return 'not asked';
    const keys = await destination.missingKeys({ ...scan, stream }, askedAbout);
    try {
      const { rows, hidden } = await ask(keys);
      if (rows.length > 0) {
        ledger.read(stream, rows.length);
        await destination.write({ kind: 'rows', stream, rows });
      }
      if (hidden.length > 0) await destination.keep(stream, hidden);
      return 'asked';
    } catch (thrown) {
      const error = toLarkstreamError(thrown);
      if (error.code.startsWith('destination.')) throw error;
      // What has arrived is committed all the same; the next run looks again.
      if (error.family === 'stopped') return 'failed';
      if (error.code === 'lark.scope.missing') {
        const message = {
          en: `${stream}: deletions could not be confirmed one by one. ${error.texts.message.en}`,
          zh: `${stream}：无法逐条确认删除。${error.texts.message.zh}`,
        };
        this.#warn(message, [stream]);
        return 'not asked';
      }
      ledger.incomplete([stream], error);
      observer.onIncomplete?.(error, [stream]);
      return 'failed';
    }
  }

  #warn(message: Message, streams: readonly string[]): void {
    this.#options.ledger.warnings.push(message);
    this.#options.observer.onWarning?.(message, streams);
  }

  #isDue(): boolean {
    return this.#options.clock.now() - this.#committedAtMs >= commitEveryMs;
  }
}
