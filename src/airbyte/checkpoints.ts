import type { Clock } from '../model/clock.ts';
import { storedName } from '../model/source-state.ts';
import type { JsonValue } from '../util/json.ts';
import type { MessageWriter } from './message-writer.ts';
import { stateLine } from './messages.ts';
import type { Walk } from './plan-walks.ts';
import { writeStreamState } from './stream-state.ts';

/** The walk whose states are sent, and where they are sent to. */
interface CheckpointOptions {
  readonly walk: Walk;
  readonly writer: MessageWriter;
  readonly clock: Clock;
}

/** What the end of a read says of a stream, by its name. Left out: no stream is complete, none is doubtful. */
export interface Judgements {
  readonly isComplete?: (stream: string) => boolean;
  readonly isDoubtful?: (stream: string) => boolean;
}

const never = (): boolean => false;

/** How much work a crash may cost; the platform may show its user how far the read has come. */
const everyMs = 3_000;
/** A fast read sends a state by number of records too, unless states would be a large part of its output. */
const everyRows = 10_000;
const shortStates = 200_000;
/** States are written once for each stream, and those of a large company are long: this bounds their part of the output. */
const charactersPerMs = 2_000;

/** The states of one walk: up to where it has read, and how many records of each stream came since the state before. */
export class Checkpoints {
  readonly #walk: Walk;
  readonly #writer: MessageWriter;
  readonly #clock: Clock;
  readonly #until: number;
  /** Slice → JSON of its state. */
  readonly #slices: Map<string, string>;
  readonly #sinceState = new Map<string, number>();
  readonly #delivered: Map<string, number>;
  #sequence: number;
  #hasNews = false;
  #rowsSince = 0;
  #characters = 0;
  #toldAt: number;
  #pauseMs = everyMs;

  constructor({ walk, writer, clock }: CheckpointOptions) {
    this.#walk = walk;
    this.#writer = writer;
    this.#clock = clock;
    this.#until = walk.resumeSince ?? clock.now();
    this.#slices = new Map([...walk.slices].map(([slice, state]) => [slice, JSON.stringify(state)]));
    this.#delivered = new Map(walk.rowsSoFar);
    this.#sequence = walk.sequence;
    this.#toldAt = clock.elapsed();
  }

  addRows(stream: string, rows: number): void {
    this.#rowsSince += rows;
    this.#sinceState.set(stream, (this.#sinceState.get(stream) ?? 0) + rows);
    this.#delivered.set(stream, (this.#delivered.get(stream) ?? 0) + rows);
  }

  /** Records that the walk has delivered of a stream, in all its attempts. */
  delivered(stream: string): number {
    return this.#delivered.get(stream) ?? 0;
  }

  remember(slice: string, state: JsonValue): void {
    this.#hasNews = true;
    if (state === null) this.#slices.delete(slice);
    else this.#slices.set(slice, JSON.stringify(state));
  }

  get isDue(): boolean {
    if (!this.#hasNews) return false;
    const toldMs = this.#clock.elapsed() - this.#toldAt;
    return toldMs >= this.#pauseMs || (this.#rowsSince >= everyRows && this.#characters <= shortStates);
  }

  /** Records of the last full walk of a stream that came to its end. */
  deliveredBefore(stream: string): number | undefined {
    return this.#walk.rowsBefore.get(stream);
  }

  /**
   * States of all streams. What is `complete` has been delivered to the end of the walk; what is `doubtful` is read
   * from the beginning next time, and judged again by what there was before.
   */
  tell({ isComplete = never, isDoubtful = never }: Judgements = {}): void {
    this.#hasNews = false;
    this.#toldAt = this.#clock.elapsed();
    this.#sequence += 1;
    const { module } = this.#walk;
    const named = [...this.#slices].map(([slice, state]) => `${JSON.stringify(storedName(module, slice))}:${state}`);
    const slices = `{${named.join(',')}}`;
    this.#rowsSince = 0;
    this.#characters = slices.length * this.#walk.streams.length;
    this.#pauseMs = Math.max(everyMs, this.#characters / charactersPerMs);
    for (const { name, continuation } of this.#walk.streams) {
      const isFullOnly = continuation === undefined || continuation === 'full';
      const before = this.deliveredBefore(name);
      const doubtful = isDoubtful(name) ? { isComplete: true, rows: before ?? 0 } : {};
      const state = writeStreamState(
        {
          lineage: this.#walk.lineage,
          sequence: this.#sequence,
          until: this.#until,
          isComplete: isComplete(name),
          isFull: isFullOnly || this.#walk.isFull,
          rows: this.delivered(name),
          rowsBefore: before,
          ...doubtful,
        },
        isFullOnly ? '{}' : slices,
      );
      this.#writer.sendLine(stateLine({ stream: name, state, records: this.#sinceState.get(name) ?? 0 }));
    }
    this.#sinceState.clear();
  }
}
