import type { StateChange } from '../../model/change.ts';
import type { SourceState } from '../../model/source.ts';
import { isObject, type JsonValue, readNumber, readText, readTexts } from '../../util/json.ts';
import type { AttendanceSettings } from './settings.ts';

const stateVersion = 1;
/** A slice holds so many ids: few enough that writing one costs nothing, enough that there are not many. */
const sliceIds = 1000;

interface Reach {
  /** Read up to here, seconds since the epoch. */
  readonly cursor: number;
  /** The configured start at the time; null when none was configured. */
  readonly start: string | null;
}

interface Segment extends Reach {
  readonly ids: string[];
}

export interface CoverageOptions {
  /** First part of the slices' names. */
  readonly name: string;
  readonly settings: AttendanceSettings;
  /** What is being read now goes up to here, seconds since the epoch. */
  readonly cursor: number;
}

/**
 * Whose attendance has been read, and up to when. People come and go, so ids are remembered rather than batches: who is
 * not among them is read from the start. A run writes slices of a new generation while batches finish and forgets the
 * older ones only at its end, so a crash in between loses nothing; an id in two generations counts with its later cursor.
 */
export class Coverage {
  readonly #options: CoverageOptions;
  readonly #before = new Map<string, Reach>();
  readonly #oldSlices: string[] = [];
  readonly #covered = new Set<string>();
  readonly #open = new Map<string, Segment>();
  readonly #generation: number;
  #written = 0;

  constructor(options: CoverageOptions, state: SourceState) {
    this.#options = options;
    let generation = 0;
    for (const [slice, value] of state) {
      const found = /^(\d+)-\d+$/.exec(
        slice.startsWith(`${options.name}/`) ? slice.slice(options.name.length + 1) : '',
      );
      if (found === null) continue;
      generation = Math.max(generation, Number(found[1]));
      this.#oldSlices.push(slice);
      this.#load(value);
    }
    this.#generation = generation + 1;
  }

  /** Up to when the person has been read; undefined when everything is to be read from the start. */
  cursorOf(id: string): number | undefined {
    const reach = this.#before.get(id);
    if (reach === undefined) return undefined;
    const { startDate } = this.#options.settings;
    const reachesBack = startDate === undefined || (reach.start !== null && reach.start <= startDate);
    return reachesBack ? reach.cursor : undefined;
  }

  /** These people have been read up to now, everything of them has been handed on. */
  *cover(ids: readonly string[]): Generator<StateChange, void, void> {
    const { settings, cursor } = this.#options;
    for (const id of ids) {
      this.#covered.add(id);
      const known = this.cursorOf(id) === undefined ? undefined : this.#before.get(id);
      yield* this.#put(id, { cursor, start: known === undefined ? (settings.startDate ?? null) : known.start });
    }
  }

  /** Who was not read this time stays as before, unless `isGone` says that the person is no longer to be read. */
  *finish(isGone: (id: string) => boolean): Generator<StateChange, void, void> {
    for (const [id, reach] of this.#before) {
      if (!this.#covered.has(id) && !isGone(id)) yield* this.#put(id, reach);
    }
    for (const segment of this.#open.values()) yield this.#toChange(segment);
    this.#open.clear();
    for (const slice of this.#oldSlices) yield { kind: 'state', slice, state: null };
  }

  #load(value: JsonValue): void {
    if (!isObject(value) || readNumber(value, 'version') !== stateVersion) return;
    const cursor = readNumber(value, 'cursor');
    if (cursor === null || readText(value, 'employee_type') !== this.#options.settings.employeeType) return;
    const reach = { cursor, start: readText(value, 'start') };
    for (const id of readTexts(value, 'ids')) {
      const other = this.#before.get(id);
      if (other === undefined || other.cursor < cursor) this.#before.set(id, reach);
    }
  }

  *#put(id: string, reach: Reach): Generator<StateChange, void, void> {
    const key = `${reach.cursor} ${reach.start ?? ''}`;
    const segment = this.#open.get(key) ?? { ...reach, ids: [] };
    this.#open.set(key, segment);
    segment.ids.push(id);
    if (segment.ids.length < sliceIds) return;
    this.#open.delete(key);
    yield this.#toChange(segment);
  }

  #toChange({ cursor, start, ids }: Segment): StateChange {
    const { name, settings } = this.#options;
    const slice = `${name}/${this.#generation}-${this.#written++}`;
    const state = { version: stateVersion, employee_type: settings.employeeType, cursor, start, ids: [...ids] };
    return { kind: 'state', slice, state };
  }
}
