import {
  fromDays,
  type HeldInstance,
  type HeldInstances,
  markOf,
  toHeldStatus,
  toMinutes,
  toSeconds,
} from './held-instances.ts';

/** What the index of instances says of one. Instants are milliseconds since the epoch, 0 for none. */
export interface IndexedInstance {
  readonly code: string;
  readonly status: string;
  readonly startMs: number;
  readonly endMs: number;
}

/** What the index of tasks says of one; `startMs` is when its instance was created. */
export interface IndexedTask {
  readonly code: string;
  readonly startMs: number;
  readonly updatedMs: number;
}

/** However well the tasks came in their order: one that comes into the index this much later than a newer one is still met. */
const minOverlapMs = 10 * 60_000;
/** What was seen of the index's disorder is forgotten slowly: it is a bad hour's, more often than a minute's. */
const lagKept = 0.95;

/** What the read before had seen. */
interface SeenBefore {
  readonly held: HeldInstances;
  /** Instances created before are none of ours. */
  readonly start: number;
  /** 0 before the first read. */
  readonly tasksTo: number;
  readonly lagMs: number;
}

/** Compares what the platform's indexes say with what is held: what differs is to be fetched. */
export class Signs {
  readonly #before: SeenBefore;
  readonly #codes = new Set<string>();
  readonly #marks = new Map<string, number>();
  readonly #touched = new Map<string, number>();
  readonly #seen = new Set<string>();
  readonly #vanished = new Set<string>();
  #newestTask: number;
  #lagMs: number;

  constructor(before: SeenBefore) {
    this.#before = before;
    this.#newestTask = before.tasksTo;
    this.#lagMs = before.lagMs * lagKept;
  }

  /** Tasks come with the newest change first. Gives whether older ones are of use. */
  seeTask({ code, startMs, updatedMs }: IndexedTask): boolean {
    const { held, start, tasksTo, lagMs } = this.#before;
    this.#newestTask = Math.max(this.#newestTask, updatedMs);
    // A first read only learns where the newest one stands: it fetches everything anyway.
    if (tasksTo === 0 || updatedMs < tasksTo - Math.max(minOverlapMs, 2 * lagMs)) return false;
    const known = held.get(code);
    if (known === undefined ? startMs < start : toSeconds(updatedMs) <= known.touched) return true;
    // The read before saw a newer one, and not this one. One that is owed was seen, and could not be read.
    if (known !== undefined && known.status !== 'OWED' && updatedMs < tasksTo)
      this.#lagMs = Math.max(this.#lagMs, tasksTo - updatedMs);
    this.#codes.add(code);
    this.#touched.set(code, Math.max(updatedMs, this.#touched.get(code) ?? 0));
    return true;
  }

  seeInstance(seen: IndexedInstance): void {
    const { held, start } = this.#before;
    if (seen.startMs < start) return;
    this.#seen.add(seen.code);
    const known = held.get(seen.code);
    const mark = markOf(seen.status, seen.endMs);
    if (known !== undefined && mark === known.mark) return;
    if (known !== undefined && isAsHeld(known, seen)) {
      // Only the index comes behind: nothing is new.
      held.set(seen.code, { ...known, mark });
      return;
    }
    this.#marks.set(seen.code, mark);
    this.#codes.add(seen.code);
  }

  /**
   * The index has told of everything created since `from`. What it told of before and does not any more was revoked or deleted:
   * revoked instances are hidden. Source: approval-v4/approval-search/query-instance.
   */
  endOfInstances(from: number): void {
    for (const [code, { mark, created }] of this.#before.held.entries()) {
      if (mark === 0 || fromDays(created) < from || this.#seen.has(code)) continue;
      this.#codes.add(code);
      this.#vanished.add(code);
    }
    this.#seen.clear();
  }

  /** Instances that are to be fetched. */
  get codes(): ReadonlySet<string> {
    return this.#codes;
  }

  /** What the index of instances says of one; 0 when it says nothing, or nothing any more. */
  markOf(code: string): number {
    if (this.#vanished.has(code)) return 0;
    return this.#marks.get(code) ?? this.#before.held.get(code)?.mark ?? 0;
  }

  /** The last change of a task on whose account one is to be fetched: its detail need not tell of it. 0 for none. */
  touchedMs(code: string): number {
    return this.#touched.get(code) ?? 0;
  }

  /** Never 0: where the index has shown no task yet, each that it shows later is new. */
  get newestTask(): number {
    return Math.max(1, this.#newestTask);
  }

  get lagMs(): number {
    return Math.round(this.#lagMs);
  }
}

/** The index writes `canceled` where the detail writes CANCELED. */
function isAsHeld(known: HeldInstance, { status, endMs }: IndexedInstance): boolean {
  return toHeldStatus(status) === known.status && known.status !== 'OTHER' && toMinutes(endMs) === known.ended;
}
