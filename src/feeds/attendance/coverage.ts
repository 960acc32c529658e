import type { StateChange } from '../../model/change.ts';
import type { ModuleState } from '../../model/source-state.ts';
import { stateVersion } from '../../model/state-version.ts';
import { isObject, type JsonValue, readNumber, readText, readTexts } from '../../util/json.ts';
import type { FeedMemory } from '../feed-memory.ts';
import type { AttendanceConfig } from './config.ts';
import { type AttendanceSlice, type KindName, nameOfSlice, slicesOf } from './slices.ts';

/** A state that is lost is no failure: it costs another read of the days since the start. */
export const attendanceMemory: FeedMemory = {
  isReadable: (state) =>
    isObject(state) &&
    state.version === stateVersion &&
    readNumber(state, 'cursor') !== null &&
    Array.isArray(state.ids),
  costs: {
    en: 'This run reads the people in it from `start_date` on: one call for 50 people and 30 days.',
    zh: '其中的人员会从 `start_date` 起重新读取：每 50 人、30 天一次调用。',
  },
};

/** Ids in a slice: few enough that writing one costs nothing, enough that there are not many slices. */
const sliceIds = 1000;

interface Reach {
  /** Read up to here, seconds since the epoch. */
  readonly cursor: number;
  /** The configured start at the time; null when none was configured. */
  readonly start: string | null;
  /** Since when the person is missing in the directory, seconds since the epoch; absent for those who are there. */
  readonly leftAt?: number;
}

/** `left`: the person was in the directory and is missing now, and is read on for the lookback. */
export type Standing = 'present' | 'left';

interface Segment extends Reach {
  readonly ids: string[];
  /** Of some of them nothing was remembered. */
  isFurther: boolean;
}

/**
 * A person who was not read: stays, has left and may still be read, was refused after leaving, or is not
 * wanted.
 */
export type Fate = 'present' | 'left' | 'refused' | 'forgotten';

/** What decides for whom and from when on results are to be read. */
interface CoverageOptions {
  readonly kind: KindName;
  readonly settings: AttendanceConfig;
  /** What is being read now goes up to here, seconds since the epoch. */
  readonly cursor: number;
  /** Everyone in the directory is read from the start; what was remembered only says who has left. */
  readonly isFresh?: boolean;
}

/**
 * Whose attendance has been read, and up to when. People come and go, so ids are remembered rather than batches: an unknown
 * id is read from the start. A run writes slices of a new generation while batches finish and forgets the older ones only at
 * its end, so a crash in between loses nothing; an id in two generations counts with its later cursor.
 *
 * A leaver stays remembered until the lookback has gone by, for the last punches of a leaver, and corrections of them,
 * arrive after the last run in which the directory had the person. A person who comes back is read from the start: an id may
 * have been given out again.
 */
export class Coverage {
  readonly #options: CoverageOptions;
  readonly #before = new Map<string, Reach>();
  readonly #oldSlices: AttendanceSlice[] = [];
  readonly #covered = new Set<string>();
  readonly #open = new Map<string, Segment>();
  readonly #generation: number;
  #written = 0;

  constructor(options: CoverageOptions, state: ModuleState) {
    this.#options = options;
    let generation = 0;
    for (const [slice, value] of slicesOf(state, options.kind)) {
      generation = Math.max(generation, slice.generation);
      this.#oldSlices.push(slice);
      this.#load(value);
    }
    this.#generation = generation + 1;
  }

  /** Everyone whom earlier runs have read. */
  get known(): Iterable<string> {
    return this.#before.keys();
  }

  /** Up to when the person has been read; undefined when everything is to be read from the start. */
  cursorOf(id: string, standing: Standing = 'present'): number | undefined {
    const reach = this.#before.get(id);
    if (reach === undefined) return undefined;
    if (standing === 'present' && (this.#options.isFresh === true || reach.leftAt !== undefined)) return undefined;
    const { startDate } = this.#options.settings;
    const reachesBack = startDate === undefined || (reach.start !== null && reach.start <= startDate);
    return reachesBack ? reach.cursor : undefined;
  }

  /** These people have been read up to now, and all their rows have been delivered. */
  *cover(ids: readonly string[], standing: Standing = 'present'): Generator<StateChange, void, void> {
    const { settings, cursor } = this.#options;
    for (const id of ids) {
      this.#covered.add(id);
      const before = this.#before.get(id);
      const start =
        before === undefined || this.cursorOf(id, standing) === undefined ? (settings.startDate ?? null) : before.start;
      const isFurther = this.#options.isFresh !== true && this.cursorOf(id, standing) === undefined;
      if (standing === 'present') yield* this.#put(id, { cursor, start }, isFurther);
      else if (before !== undefined) yield* this.#putLeaver(id, { ...before, cursor, start });
    }
  }

  /**
   * Who was not read this time stays as before, but for those whom `fateOf` forgets, and for leavers whom the platform refused
   * until their lookback had gone by.
   */
  *finish(fateOf: (id: string) => Fate): Generator<StateChange, void, void> {
    for (const [id, reach] of this.#before) {
      if (this.#covered.has(id)) continue;
      const fate = fateOf(id);
      if (fate === 'refused') yield* this.#putLeaver(id, reach);
      else if (fate !== 'forgotten') yield* this.#put(id, fate === 'left' ? this.#leaving(reach) : reach);
    }
    for (const segment of this.#open.values()) yield this.#toChange(segment);
    this.#open.clear();
    for (const slice of this.#oldSlices) yield stateOf(slice, null);
  }

  /** A leaver, unless the next run's lookback begins after the departure. */
  *#putLeaver(id: string, reach: Reach): Generator<StateChange, void, void> {
    const leaver = this.#leaving(reach);
    const { cursor, settings } = this.#options;
    if (cursor - settings.lookbackMs / 1000 < leaver.leftAt) yield* this.#put(id, leaver);
  }

  #leaving(reach: Reach): Reach & { readonly leftAt: number } {
    return { ...reach, leftAt: reach.leftAt ?? this.#options.cursor };
  }

  #load(value: JsonValue): void {
    if (!isObject(value) || readNumber(value, 'version') !== stateVersion) return;
    const cursor = readNumber(value, 'cursor');
    if (cursor === null || readText(value, 'employee_type') !== this.#options.settings.employeeType) return;
    const leftAt = readNumber(value, 'left_at');
    const reach = { cursor, start: readText(value, 'start'), ...(leftAt === null ? {} : { leftAt }) };
    for (const id of readTexts(value, 'ids')) {
      const other = this.#before.get(id);
      if (other === undefined || other.cursor < cursor) this.#before.set(id, reach);
    }
  }

  *#put(id: string, reach: Reach, isFurther = false): Generator<StateChange, void, void> {
    const key = `${reach.cursor} ${reach.start ?? ''} ${reach.leftAt ?? ''}`;
    const segment = this.#open.get(key) ?? { ...reach, ids: [], isFurther: false };
    this.#open.set(key, segment);
    segment.ids.push(id);
    segment.isFurther ||= isFurther;
    if (segment.ids.length < sliceIds) return;
    this.#open.delete(key);
    yield this.#toChange(segment);
  }

  #toChange({ cursor, start, leftAt, ids, isFurther }: Segment): StateChange {
    const { kind, settings } = this.#options;
    const slice = { kind, generation: this.#generation, number: this.#written++ };
    const left = leftAt === undefined ? {} : { left_at: leftAt };
    const state = {
      version: stateVersion,
      employee_type: settings.employeeType,
      cursor,
      start,
      ...left,
      ids: [...ids],
    };
    return isFurther ? { ...stateOf(slice, state), isFurther } : stateOf(slice, state);
  }
}

function stateOf(slice: AttendanceSlice, state: JsonValue): StateChange {
  return { kind: 'state', module: 'attendance', slice: nameOfSlice(slice), state };
}
