import { type Clock, momentOf } from '../model/clock.ts';
import { type LarkstreamError, TransientError } from '../model/errors.ts';
import type { ModuleName, Stream } from '../model/stream.ts';
import { plural } from '../util/plural.ts';
import type { MessageWriter } from './message-writer.ts';
import { errorMessage, estimateMessage, statusMessage } from './messages.ts';

interface Entry {
  readonly stream: Stream;
  isRunning: boolean;
  isIncomplete: boolean;
  hasEnded: boolean;
  estimate: number;
  estimatedAt: number;
}

/** The least time between two reports of one wait, and between two estimates, which grow page by page. */
const reportIntervalMs = 10_000;

/** STARTED → RUNNING → COMPLETE or INCOMPLETE of each stream, with the waits and estimates that are sent in between. */
export class Statuses {
  readonly #writer: MessageWriter;
  readonly #clock: Clock;
  readonly #entries = new Map<string, Entry>();
  readonly #waitToldAt = new Map<ModuleName, number>();

  constructor(writer: MessageWriter, clock: Clock) {
    this.#writer = writer;
    this.#clock = clock;
  }

  start(streams: readonly Stream[]): void {
    for (const stream of streams) {
      const fresh = { isRunning: false, isIncomplete: false, hasEnded: false, estimate: 0, estimatedAt: 0 };
      this.#entries.set(stream.name, { stream, ...fresh });
      this.#writer.send(statusMessage(stream.name, 'STARTED', { now: this.#clock.now() }));
    }
  }

  running(name: string): void {
    const entry = this.#entries.get(name);
    if (entry === undefined || entry.isRunning) return;
    entry.isRunning = true;
    this.#writer.send(statusMessage(name, 'RUNNING', { now: this.#clock.now() }));
  }

  /** The calls of a module wait for their turn for `ms` milliseconds. */
  waiting(module: ModuleName, ms: number): void {
    const { now, elapsed } = momentOf(this.#clock);
    if (elapsed - (this.#waitToldAt.get(module) ?? 0) < reportIntervalMs) return;
    this.#waitToldAt.set(module, elapsed);
    for (const entry of this.#entries.values()) {
      if (entry.stream.module !== module || entry.hasEnded) continue;
      entry.isRunning = true;
      this.#writer.send(statusMessage(entry.stream.name, 'RUNNING', { now, quotaReset: Math.ceil(now + ms) }));
    }
  }

  estimate(name: string, rows: number): void {
    const entry = this.#entries.get(name);
    const { now, elapsed } = momentOf(this.#clock);
    if (entry === undefined || rows === entry.estimate || elapsed - entry.estimatedAt < reportIntervalMs) return;
    entry.estimate = rows;
    entry.estimatedAt = elapsed;
    this.#writer.send(estimateMessage(name, rows, now));
  }

  /** Says why a stream will miss something. */
  incomplete(name: string, error: LarkstreamError): void {
    const entry = this.#entries.get(name);
    if (entry !== undefined) entry.isIncomplete = true;
    this.#writer.send(errorMessage(error, this.#clock.now(), name));
  }

  isIncomplete(name: string): boolean {
    return this.#entries.get(name)?.isIncomplete === true;
  }

  get someIncomplete(): boolean {
    return [...this.#entries.values()].some(({ isIncomplete }) => isIncomplete);
  }

  end(streams: readonly Stream[]): void {
    for (const { name } of streams) {
      const entry = this.#entries.get(name);
      if (entry === undefined || entry.hasEnded) continue;
      this.running(name);
      entry.hasEnded = true;
      this.#writer.send(
        statusMessage(name, entry.isIncomplete ? 'INCOMPLETE' : 'COMPLETE', { now: this.#clock.now() }),
      );
    }
  }

  /** The streams that have not ended are INCOMPLETE. The reason is sent once, for all of them, by the caller. */
  abandon(): void {
    for (const entry of this.#entries.values()) {
      if (entry.hasEnded) continue;
      entry.isIncomplete = true;
      entry.hasEnded = true;
      this.#writer.send(statusMessage(entry.stream.name, 'INCOMPLETE', { now: this.#clock.now() }));
    }
  }
}

const smallTable = 10;
const largeTable = 50;
const believableShare = 0.5;

/**
 * A table that is read in full and overwritten would lose what a withdrawn permission hides. Compared with the read before,
 * as far as the platform handed its state over.
 */
export function suspicion(stream: string, before: number, now: number): LarkstreamError | undefined {
  const isSuspicious =
    (before >= smallTable && now === 0) || (before >= largeTable && now < before * (1 - believableShare));
  if (!isSuspicious) return undefined;
  return new TransientError({
    code: 'source.scan.suspicious',
    message: {
      en: `${stream} had ${plural(before, 'record')} at the last read and now shows ${now}`,
      zh: `${stream} 上次读取时有 ${before} 条记录，现在只见 ${now} 条`,
    },
    cure: {
      en: "Check the app's permissions. If the records are really gone, clear the state of this stream (a refresh or reset), then sync again.",
      zh: '检查应用的权限。若记录确已删除，请清除该数据流的状态（刷新或重置），再次同步。',
    },
    details: { stream, before, now },
  });
}
