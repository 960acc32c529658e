import { type Clock, rest } from '../model/clock.ts';
import { toLarkstreamError } from '../model/errors.ts';
import type { Logger } from '../model/logger.ts';
import type { RunProgress } from '../model/service/service-run.ts';
import type { ServiceTables } from '../model/service/service-store.ts';
import type { Turns } from '../util/turns.ts';
import type { AttemptLine } from './attempt.ts';
import type { LiveWatch } from './live-watch.ts';

/** How often an attempt that has news is written down. */
const noteIntervalMs = 1_000;
/** What goes on as before is written down this often: people are shown when it was heard, and a worker may have a thousand of them. */
const sameIntervalMs = 20_000;
/** While the store is away; the newest are kept. */
const maxLines = 2_000;
/** What takes longer than this, and has no end of its own, is left to be taken for lost. */
const longestPrelude = 120;

/** Whether the attempt may still write; `unknown` while the store is away. */
export type Standing = 'noted' | 'overtaken' | 'unknown';

interface NotesParts {
  readonly store: {
    transaction<T>(work: (tables: Pick<ServiceTables, 'runs' | 'changes'>) => Promise<T>): Promise<T>;
  };
  readonly clock: Clock;
  readonly logger: Logger;
  /** Of the worker: of a thousand attempts that have news at once few are written down at a time, and the store has time for what must not wait. */
  readonly noting: Turns;
}

const lanes = 3;

/** Notes of one attempt come one after the other. */
function laneOf(runId: string): string {
  return String([...runId].reduce((sum, letter) => sum + letter.charCodeAt(0), 0) % lanes);
}

interface NotedAttempt {
  readonly runId: string;
  readonly number: number;
  readonly live: LiveWatch;
}

/** What is heard of an attempt, and written down as long as it may write. */
export class AttemptNotes {
  progress: RunProgress | undefined;
  /** When its process has last said anything; by `elapsed`. */
  heardAt: number;
  #lines: AttemptLine[] = [];
  /** What was heard last, but for its time; and when it was written down. */
  #last = '';
  #notedAt: number;
  #standing: Standing = 'unknown';
  #isWriting = false;
  readonly #parts: NotesParts;
  readonly #attempt: NotedAttempt;

  constructor(parts: NotesParts, attempt: NotedAttempt) {
    this.#parts = parts;
    this.#attempt = attempt;
    this.heardAt = parts.clock.elapsed();
    this.#notedAt = this.heardAt;
  }

  /** A live pipeline to which nothing comes says the same for hours. */
  hear(progress: RunProgress | undefined): void {
    if (progress === undefined) return;
    const { at: _, ...rest } = progress;
    const text = JSON.stringify(rest);
    if (text === this.#last && this.heardAt - this.#notedAt < sameIntervalMs) return;
    this.#last = text;
    this.progress = progress;
  }

  /** There is something to write, and it is time. */
  isDue(elapsedNow: number): boolean {
    const hasNews = this.progress !== undefined || this.#lines.length > 0;
    return hasNews && elapsedNow - this.#notedAt >= noteIntervalMs;
  }

  add(line: AttemptLine): void {
    this.#lines.push(line);
    this.#keepNewest();
  }

  /** Another attempt has taken the place of this one, as the last note has found. */
  get isOvertaken(): boolean {
    return this.#standing === 'overtaken';
  }

  /** Writes down what there is, unless that is under way: a note that waits for its turn keeps nobody from saying that the run is at work. */
  begin(): void {
    if (this.#isWriting) return;
    this.#isWriting = true;
    void this.write().finally(() => {
      this.#isWriting = false;
    });
  }

  /** A store that is away stops no run: what was heard is written down when it is back. */
  async write(): Promise<Standing> {
    this.#standing = await this.#parts.noting.take(laneOf(this.#attempt.runId), () => this.#write());
    return this.#standing;
  }

  async #write(): Promise<Standing> {
    const { store, clock, logger } = this.#parts;
    const { runId: id, number, live } = this.#attempt;
    const progress = this.progress;
    const lines = this.#lines;
    this.#notedAt = clock.elapsed();
    this.progress = undefined;
    this.#lines = [];
    const now = clock.now();
    try {
      const isOurs = await store.transaction(async (tables) => {
        const isNoted = await tables.runs.note(id, number, {
          ...(progress === undefined ? {} : { progress }),
          lines,
        });
        if (isNoted && (progress !== undefined || lines.length > 0)) {
          await tables.changes.add({ at: now, topic: 'run', id, kind: 'changed' });
        }
        return isNoted;
      });
      if (!isOurs) return 'overtaken';
      if (progress !== undefined) await live.heard(progress);
      return 'noted';
    } catch (thrown) {
      const { code, message } = toLarkstreamError(thrown);
      logger.warn('What a run does could not be written down', { run: id, code, message });
      this.progress ??= progress;
      this.#lines.unshift(...lines);
      this.#keepNewest();
      return 'unknown';
    }
  }

  /** Does what comes before the process of the attempt: meanwhile nobody takes it for lost. */
  async during<T>(work: () => Promise<T>): Promise<T> {
    const ended = new AbortController();
    const writing = this.#writeUntil(ended.signal);
    try {
      return await work();
    } finally {
      ended.abort();
      await writing;
    }
  }

  async #writeUntil(ended: AbortSignal): Promise<void> {
    for (let times = 0; times < longestPrelude; times++) {
      await rest(this.#parts.clock, noteIntervalMs, ended);
      if (ended.aborted) return;
      await this.write();
    }
  }

  #keepNewest(): void {
    if (this.#lines.length > maxLines) this.#lines.splice(0, this.#lines.length - maxLines);
  }
}
