import type { Change, RowsChange } from '../model/change.ts';
import type { Clock } from '../model/clock.ts';
import { must } from '../model/errors.ts';
import { KeyedRows } from '../model/keyed-rows.ts';
import type { Stream } from '../model/stream.ts';
import { Checkpoints, type Judgements } from './checkpoints.ts';
import type { MessageWriter } from './message-writer.ts';
import { logMessage } from './messages.ts';
import type { Walk } from './plan-walks.ts';
import { RecordText } from './record-text.ts';
import { type Statuses, suspicion } from './statuses.ts';

/** The walks of one read, and where its messages and statuses go. */
interface MessageEmitterOptions {
  readonly walks: readonly Walk[];
  readonly statuses: Statuses;
  readonly writer: MessageWriter;
  readonly clock: Clock;
}

interface Part {
  readonly stream: Stream;
  readonly checkpoints: Checkpoints;
  readonly text: RecordText;
}

/** Airbyte ends a sync in which neither record nor state came for three hours [docs, Heartbeats]. */
const heartbeatIntervalMs = 600_000;
const pollIntervalMs = 1_000;

/** Turns the changes of one read into messages. */
export class MessageEmitter {
  readonly #options: MessageEmitterOptions;
  readonly #walks: ReadonlyMap<string, Checkpoints>;
  readonly #parts = new Map<string, Part>();
  readonly #keyed: KeyedRows;
  #lastDataAt: number;

  constructor(options: MessageEmitterOptions) {
    this.#options = options;
    const { writer, clock } = options;
    this.#lastDataAt = clock.elapsed();
    this.#walks = new Map(
      options.walks.map((walk) => [walk.module, new Checkpoints({ walk, writer, clock })] as const),
    );
    for (const { module, streams } of options.walks) {
      const checkpoints = must(this.#walks.get(module), `the walk of ${module}`);
      for (const stream of streams) {
        this.#parts.set(stream.name, { stream, checkpoints, text: new RecordText(stream) });
      }
    }
    this.#keyed = new KeyedRows(this.streams);
  }

  get streams(): readonly Stream[] {
    return [...this.#parts.values()].map(({ stream }) => stream);
  }

  take(change: Change): void {
    const { statuses, writer, clock } = this.#options;
    switch (change.kind) {
      case 'rows':
        this.#deliver(change);
        break;
      case 'state':
        this.#walks.get(change.module)?.remember(change.slice, change.state);
        break;
      case 'estimate':
        statuses.estimate(change.stream, change.rows);
        break;
      case 'warning':
        writer.send(logMessage('WARN', `${change.message.en} (${change.streams.join(', ')})`));
        break;
      case 'incomplete':
        for (const name of change.streams) if (this.#parts.has(name)) statuses.incomplete(name, change.error);
        break;
      case 'scanned':
      case 'deletes':
      case 'present':
      case 'audited':
      case 'complete':
      case 'progress':
        // The protocol has no word for them; in the mode that overwrites, gone records go with the old table (docs/airbyte).
        break;
    }
    for (const checkpoints of this.#walks.values()) {
      if (!checkpoints.isDue) continue;
      checkpoints.tell();
      this.#lastDataAt = clock.elapsed();
    }
  }

  /** States as they are, and what was taken out before them, so that a reader who counts on them loses nothing of what came before. */
  tellStates(judgements: Judgements = {}): void {
    this.#reportKeyless();
    for (const checkpoints of this.#walks.values()) checkpoints.tell(judgements);
    this.#lastDataAt = this.#options.clock.elapsed();
  }

  /** The read has come to its end: judges what came, sends the last states and how each stream ended. */
  end(): void {
    const { statuses } = this.#options;
    this.#reportKeyless();
    const doubtful = new Set<string>();
    for (const { stream, checkpoints } of this.#parts.values()) {
      const before = checkpoints.deliveredBefore(stream.name);
      if (stream.continuation === 'incremental' || before === undefined || statuses.isIncomplete(stream.name)) continue;
      const error = suspicion(stream.name, before, checkpoints.delivered(stream.name));
      if (error === undefined) continue;
      doubtful.add(stream.name);
      statuses.incomplete(stream.name, error);
    }
    this.#reportUnfit();
    this.tellStates({ isComplete: (name) => !statuses.isIncomplete(name), isDoubtful: (name) => doubtful.has(name) });
    statuses.end(this.streams);
  }

  /**
   * While the source is silent: writes what is waiting, and sends the states again after ten minutes without a record or a state,
   * since waiting for quota can take an hour. Ends with the signal.
   */
  async beat(signal: AbortSignal): Promise<void> {
    const { clock, writer } = this.#options;
    try {
      for (;;) {
        await clock.sleep(pollIntervalMs, signal);
        if (clock.elapsed() - this.#lastDataAt >= heartbeatIntervalMs) this.tellStates();
        await writer.flush();
      }
    } catch {
      // The read is over; or the reader has left, which the next flush of the read finds out.
    }
  }

  #reportKeyless(): void {
    for (const [name, error] of this.#keyed.takeErrors()) this.#options.statuses.incomplete(name, error);
  }

  #reportUnfit(): void {
    for (const { stream, text } of this.#parts.values()) {
      for (const [column, count] of text.unfit) {
        const what = `${stream.name}.${column}: ${count} ${count === 1 ? 'number is' : 'numbers are'} too large for a destination's type`;
        this.#options.writer.send(
          logMessage('WARN', `${what} and null here; base_records holds what the platform said`),
        );
      }
    }
  }

  #deliver(change: RowsChange): void {
    const name = change.stream;
    const part = this.#parts.get(name);
    if (part === undefined) return;
    const { rows } = this.#keyed.keep(change);
    if (rows.length === 0) return;
    const { statuses, writer, clock } = this.#options;
    statuses.running(name);
    const now = clock.now();
    for (const row of rows) part.text.addLine(row, now, writer.lines);
    part.checkpoints.addRows(name, rows.length);
    this.#lastDataAt = clock.elapsed();
  }
}
