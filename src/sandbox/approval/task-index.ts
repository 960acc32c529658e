import { taskStatuses } from './instance-state.ts';
import type { HasSeen, InstanceKey, InstanceStore } from './instance-store.ts';
import type { PersonNumber } from './person-number.ts';

/** What `tasks/search` orders by: `order` 0 and 1 take the last change, 2 and 3 the start. */
type TaskClock = 'updatedMs' | 'startMs';

/** A task as the index holds it. The instance is found by `key`, the task in it by `place`. */
export interface TaskEntry {
  readonly key: InstanceKey;
  /** The task's place in its instance's task list. */
  readonly place: number;
  readonly startMs: number;
  readonly updatedMs: number;
  readonly person: PersonNumber;
  readonly status: string;
}

/** Tasks of the generated instances in flat arrays: hundreds of thousands of them are ordered without an object each. */
export class TaskIndex {
  readonly #store: InstanceStore;
  readonly #numbers: Uint32Array;
  readonly #places: Uint8Array;
  readonly #startMs: Float64Array;
  readonly #updatedMs: Float64Array;
  readonly #people: Int32Array;
  readonly #statuses: Uint8Array;
  readonly #orders = new Map<TaskClock, Uint32Array>();

  constructor(store: InstanceStore) {
    this.#store = store;
    const rows: number[][] = [];
    for (let number = 0; number < store.seed.instances; number++) {
      for (const [place, task] of store.generate(number).tasks.entries()) {
        rows.push([number, place, task.startMs, task.updatedMs, task.person, taskStatuses.indexOf(task.status)]);
      }
    }
    const column = (at: number): number[] => rows.map((row) => row[at] ?? 0);
    this.#numbers = Uint32Array.from(column(0));
    this.#places = Uint8Array.from(column(1));
    this.#startMs = Float64Array.from(column(2));
    this.#updatedMs = Float64Array.from(column(3));
    this.#people = Int32Array.from(column(4));
    this.#statuses = Uint8Array.from(column(5));
  }

  /** Every task as the index has seen it, in the order of one of its clocks. */
  *entries(clock: TaskClock, isDescending: boolean, hasSeen: HasSeen): Generator<TaskEntry, void, undefined> {
    const kept = this.#keptEntries(hasSeen).sort(
      (left, right) => (left[clock] - right[clock]) * (isDescending ? -1 : 1),
    );
    const order = this.#order(clock);
    let at = 0;
    for (let step = 0; step < order.length; step++) {
      const row = order[isDescending ? order.length - 1 - step : step] ?? 0;
      if (this.#store.isChanged(this.#numbers[row] ?? 0)) continue;
      const entry = this.#entry(row);
      for (
        let next = kept[at];
        next !== undefined && comesFirst(next[clock], entry[clock], isDescending);
        next = kept[at]
      ) {
        yield next;
        at++;
      }
      yield entry;
    }
    yield* kept.slice(at);
  }

  #entry(row: number): TaskEntry {
    return {
      key: this.#numbers[row] ?? 0,
      place: this.#places[row] ?? 0,
      startMs: this.#startMs[row] ?? 0,
      updatedMs: this.#updatedMs[row] ?? 0,
      person: this.#people[row] ?? 0,
      status: taskStatuses[this.#statuses[row] ?? 0] ?? '',
    };
  }

  #keptEntries(hasSeen: HasSeen): TaskEntry[] {
    return [...this.#store.keptCodes].flatMap((code) => {
      const tasks = this.#store.asIndexed(code, hasSeen)?.tasks ?? [];
      return tasks.map(({ startMs, updatedMs, person, status }, place) => ({
        key: code,
        place,
        startMs,
        updatedMs,
        person,
        status,
      }));
    });
  }

  #order(clock: TaskClock): Uint32Array {
    const known = this.#orders.get(clock);
    if (known !== undefined) return known;
    const times = clock === 'startMs' ? this.#startMs : this.#updatedMs;
    const order = Uint32Array.from(times.keys()).sort(
      (left, right) => (times[left] ?? 0) - (times[right] ?? 0) || left - right,
    );
    this.#orders.set(clock, order);
    return order;
  }
}

function comesFirst(left: number, right: number, isDescending: boolean): boolean {
  return isDescending ? left > right : left < right;
}
