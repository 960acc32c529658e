import { rest } from '../../model/clock.ts';
import type { StoredTurn, TurnFence, TurnHold } from '../../model/triggers/turn-table.ts';
import type { FlowParts, OwnWorker, Speaks } from './flow-parts.ts';
import { TurnLost, workTurn } from './work-turn.ts';

/** How a worker goes about it. */
export interface TurnWorkerOptions {
  /** Name of the process or worker. */
  readonly holder: string;
  readonly leaseMs?: number;
  /** Between two looks at what is worked on: how soon `/stop` is heard, and what is said meanwhile. */
  readonly beatMs?: number;
  readonly mostAtOnce?: number;
  /** What befell one turn that is no fault of its handler, such as a store that is away. Others go on. */
  readonly onError?: (error: unknown, turn: TurnFence) => void;
}

/** What is claimed by one process is not at work elsewhere meanwhile. */
const claimedAtOnce = 50;

/** So many beats after a doubt, what is not there will not come. */
const mostLooks = 10;

interface Held {
  readonly stored: StoredTurn;
  readonly abort: AbortController;
  readonly listeners: Set<() => void>;
  readonly done: Promise<void>;
}

/** Claims turns, and works on them until it is told to stop. Several workers share a store. */
export class TurnWorker implements OwnWorker {
  readonly #parts: FlowParts;
  readonly #options: Required<TurnWorkerOptions>;
  readonly #held = new Map<string, Held>();
  #woken = new AbortController();
  #isRunning = false;
  /** Turns that may be ours, and that nobody works on; and how often they were looked for. */
  readonly #doubtful = new Map<string, { readonly fence: TurnFence; looks: number }>();

  constructor(parts: FlowParts, options: TurnWorkerOptions) {
    this.#parts = parts;
    this.#options = { leaseMs: 30_000, beatMs: 1_000, mostAtOnce: 1_000, onError: () => {}, ...options };
  }

  /** Begins to work on what is due; gives how many turns it has begun. */
  async claim(): Promise<number> {
    const { store } = this.#parts;
    const { holder, leaseMs, mostAtOnce } = this.#options;
    const limit = Math.min(claimedAtOnce, mostAtOnce - this.#held.size);
    if (limit <= 0) return 0;
    const claimed = await store.turns.claim({ holder, now: await store.now(), leaseMs, limit });
    for (const stored of claimed) this.#begin(stored);
    return claimed.length;
  }

  /** Keeps what it has, and leaves what was stopped or taken over. */
  async beat(): Promise<void> {
    await this.#keepHeld();
    // Behind the leases: a lane that is locked for long keeps nothing else waiting.
    await this.#settleDoubts();
  }

  async #keepHeld(): Promise<void> {
    const { store } = this.#parts;
    const held = [...this.#held.values()];
    if (held.length === 0) return;
    const until = (await store.now()) + this.#options.leaseMs;
    const ours = new Set(
      await store.turns.extend(
        held.map(({ stored }) => stored),
        until,
      ),
    );
    for (const { stored, abort, listeners } of held) {
      // Claimed again by ourselves, the earlier attempt is nobody's any more.
      const isOld = held.some((other) => other.stored.id === stored.id && other.stored.attempt > stored.attempt);
      if (isOld || !ours.has(stored.id)) abort.abort(new TurnLost());
      else for (const listener of listeners) listener();
    }
  }

  /** Until all that it works on has ended. */
  async idle(): Promise<void> {
    while (this.#held.size > 0) await Promise.all([...this.#held.values()].map(({ done }) => done));
  }

  holding(now: number): TurnHold | undefined {
    const { holder, leaseMs, mostAtOnce } = this.#options;
    if (!this.#isRunning || this.#held.size >= mostAtOnce) return undefined;
    return { holder, until: now + leaseMs };
  }

  async begin(stored: StoredTurn, speaks?: Speaks): Promise<void> {
    if (this.#isRunning) this.#begin(stored, speaks);
    else await this.#giveBack(stored);
  }

  doubt({ id, attempt }: TurnFence): void {
    this.#doubtful.set(`${id} ${attempt}`, { fence: { id, attempt }, looks: 0 });
  }

  wake(): void {
    // With a reason, none is made with a trace.
    this.#woken.abort('woken');
  }

  /** Works until the signal; then gives back what it has. */
  async run(signal: AbortSignal): Promise<void> {
    const { clock } = this.#parts;
    const { beatMs, onError } = this.#options;
    let beatenAt = clock.elapsed();
    this.#isRunning = !signal.aborted;
    while (!signal.aborted) {
      this.#woken = new AbortController();
      try {
        if (clock.elapsed() - beatenAt >= beatMs) {
          beatenAt = clock.elapsed();
          await this.beat();
        }
        await this.claim();
      } catch (thrown) {
        onError(thrown, { id: '', attempt: 0 });
      }
      await rest(clock, await this.#pause(beatMs), signal, this.#woken.signal);
    }
    await this.stop();
  }

  /** Ends the work; what has no end yet is ready for others. */
  async stop(): Promise<void> {
    this.#isRunning = false;
    const held = [...this.#held.values()];
    for (const { abort } of held) abort.abort(new TurnLost());
    await this.idle();
    for (const { stored } of held) await this.#giveBack(stored);
  }

  /** What the store does not take now is given back when it does; who stops leaves it to the lease. */
  async #giveBack(fence: TurnFence): Promise<void> {
    try {
      await this.#release(fence);
    } catch (thrown) {
      this.doubt(fence);
      this.#options.onError(thrown, fence);
    }
  }

  /** A commit whose answer was lost may still be under way: what is not there is looked for again. */
  async #settleDoubts(): Promise<void> {
    for (const [key, doubtful] of [...this.#doubtful]) {
      const { fence } = doubtful;
      doubtful.looks += 1;
      try {
        if ((await this.#release(fence)) || doubtful.looks >= mostLooks) this.#doubtful.delete(key);
      } catch (thrown) {
        this.#options.onError(thrown, fence);
        return;
      }
    }
  }

  async #release({ id, attempt }: TurnFence): Promise<boolean> {
    const { store } = this.#parts;
    const now = await store.now();
    return await store.turns.end({ id, attempt }, { state: 'ready', dueAt: now }, now);
  }

  /** No longer than to the next turn that is due. */
  async #pause(beatMs: number): Promise<number> {
    const { store } = this.#parts;
    const next = await store.turns.nextDueAt().catch(() => undefined);
    if (next === undefined) return beatMs;
    const now = await store.now().catch(() => next);
    return Math.min(beatMs, Math.max(next - now, 50));
  }

  #tellMoved({ id, sessionId }: StoredTurn): void {
    this.#parts.tellMoved?.('turn', id);
    this.#parts.tellMoved?.('session', sessionId);
  }

  #begin(stored: StoredTurn, speaks?: Speaks): void {
    const abort = new AbortController();
    const listeners = new Set<() => void>();
    const at = { signal: abort.signal, onBeat: (listener: () => void) => void listeners.add(listener) };
    const key = `${stored.id} ${stored.attempt}`;
    this.#tellMoved(stored);
    const done = workTurn(this.#parts, stored, { ...at, speaks })
      .then(
        () => {},
        (thrown: unknown) => this.#options.onError(thrown, stored),
      )
      .finally(() => {
        this.#held.delete(key);
        this.#tellMoved(stored);
      });
    this.#held.set(key, { stored, abort, listeners, done });
  }
}
