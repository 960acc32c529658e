import { stateVersion } from '../../../model/state-version.ts';
import {
  isObject,
  type JsonObject,
  type JsonValue,
  readBoolean,
  readNumber,
  readObject,
  readText,
  readTexts,
} from '../../../util/json.ts';
import type { ApprovalState } from '../state.ts';
import { readAges, writeAges } from './ages.ts';
import { fromDays, fromMinutes, type HeldInstance, HeldInstances, toDays, toMinutes } from './held-instances.ts';
import type { WindowGrid } from './listed-windows.ts';

/** Parts of the instances that are audited together: those whose codes begin alike. */
export const bucketCount = 256;

/** What is remembered of one approval code that is read by its changes. Instants are milliseconds since the epoch. */
export interface ChangesState {
  /** Where the first read began. */
  readonly start: number;
  /** When the first read began. */
  readonly beganAt: number;
  /** When the last read began that took everything that the signs pointed at. */
  readonly ranAt: number;
  /** Everything created before was listed once, or will be by the audit. */
  readonly listedTo: number;
  /** The index of instances was read down to `start`, and what it named was delivered. */
  readonly isIndexed: boolean;
  /** The newest change of a task that the index has shown: 1 where it has shown none, 0 where it was not asked. */
  readonly tasksTo: number;
  /** How much later than a newer one a task has come into the index, as far as was seen lately. */
  readonly lagMs: number;
  /** The windows of the list from `from` on, and when each was last listed. */
  readonly windows: WindowGrid;
  /** When the instances of each bucket were last read. */
  readonly buckets: readonly number[];
  readonly held: HeldInstances;
  /** Streams to which what is held was delivered; undefined where that was not remembered: all that there were. */
  readonly streams?: readonly string[] | undefined;
}

/** Undefined when what was remembered is not of a read by changes. */
export function readChangesState(json: JsonValue | undefined): ChangesState | undefined {
  if (!isObject(json) || json.version !== stateVersion || !isObject(json.changes)) return undefined;
  const { changes } = json;
  const windows = readObject(changes, 'windows');
  const numbers = [
    readNumber(json, 'start'),
    ...['began_at', 'ran_at', 'listed_to', 'tasks_to', 'lag_ms'].map((name) => readNumber(changes, name)),
    readNumber(windows, 'first'),
  ];
  const [start, beganAt, ranAt, listedTo, tasksTo, lagMs, firstWindow] = numbers;
  const [at, buckets] = [readAges(readText(windows, 'at')), readAges(readText(changes, 'buckets'))];
  const held = HeldInstances.read(changes.held);
  if (
    start == null ||
    beganAt == null ||
    ranAt == null ||
    listedTo == null ||
    tasksTo == null ||
    lagMs == null ||
    firstWindow == null
  )
    return undefined;
  if (at === undefined || buckets?.length !== bucketCount || held === undefined) return undefined;
  const isIndexed = readBoolean(changes, 'is_indexed') === true;
  return {
    start,
    beganAt,
    ranAt,
    listedTo,
    isIndexed,
    tasksTo,
    lagMs,
    windows: { from: firstWindow, at, tailAt: readNumber(windows, 'tail_at') ?? undefined },
    buckets,
    held,
    streams: Array.isArray(changes.streams) ? readTexts(changes, 'streams') : undefined,
  };
}

/** JSON of the current version; the counterpart of `readChangesState`. */
export function writeChangesState(state: ChangesState): JsonObject {
  const { start, beganAt, ranAt, listedTo, isIndexed, tasksTo, lagMs, windows, buckets, held, streams } = state;
  return {
    version: stateVersion,
    start,
    changes: {
      began_at: beganAt,
      ran_at: ranAt,
      listed_to: listedTo,
      is_indexed: isIndexed,
      tasks_to: tasksTo,
      lag_ms: lagMs,
      windows: {
        first: windows.from,
        at: writeAges(windows.at),
        ...(windows.tailAt === undefined ? {} : { tail_at: windows.tailAt }),
      },
      buckets: writeAges(buckets),
      held: held.write(),
      ...(streams === undefined ? {} : { streams: [...streams] }),
    },
  };
}

/** For a setting that goes back to `exact`: what was never listed is listed, and what may still change is watched. */
export function toExactState(state: ChangesState, revertMs: number, windowMs: number): ApprovalState {
  const { start, windows, listedTo, held } = state;
  const unlisted = windows.at.indexOf(0);
  const cursor = unlisted < 0 ? listedTo : Math.min(listedTo, windows.from + unlisted * windowMs);
  const watch = new Map<string, number>();
  for (const [code, one] of held.entries()) {
    const until = heldUntil(one, revertMs);
    if (until === 0 || until > listedTo) watch.set(code, until);
  }
  return { start, cursor, floor: Math.min(cursor, windows.from), watch };
}

/** From a read of everything in scope: all that was watched is fetched once, so that there is something to compare with. */
export function fromExactState(state: ApprovalState, windowMs: number, lookbackMs: number): ChangesState {
  const { start, cursor, watch } = state;
  const held = HeldInstances.none();
  for (const [code, until] of watch) {
    const ended = toMinutes(until === 0 ? cursor + lookbackMs : until);
    held.set(code, { status: 'OWED', ended, created: toDays(cursor), touched: 0, mark: 0 });
  }
  const from = Math.max(start, Math.min(state.floor, cursor - lookbackMs));
  const windows = Math.max(0, Math.ceil((cursor - from) / windowMs));
  // Where no read is known to have come to its end, nothing says when each part was read.
  const { readAt = 0 } = state;
  return {
    start,
    beganAt: cursor,
    ranAt: cursor,
    listedTo: cursor,
    isIndexed: true,
    tasksTo: 0,
    lagMs: 0,
    windows: { from, at: Array.from({ length: windows }, () => readAt), tailAt: undefined },
    buckets: Array.from({ length: bucketCount }, () => readAt),
    held,
  };
}

/** Until when an instance may change, as `watchUntil` says it: 0 while it is open. */
export function heldUntil({ status, ended, created }: HeldInstance, revertMs: number): number {
  if (status === 'OWED') return fromMinutes(ended);
  if (status === 'PENDING' || (status === 'OTHER' && ended === 0)) return 0;
  return (ended === 0 ? fromDays(created) : fromMinutes(ended)) + revertMs;
}

/** Codes are random, so that buckets are of like size; of one that is no UUID the letters decide. */
export function bucketOf(code: string): number {
  const byte = /^[0-9A-F]{2}/.test(code) ? Number.parseInt(code.slice(0, 2), 16) : Number.NaN;
  if (!Number.isNaN(byte)) return byte;
  let sum = 0;
  for (const letter of code) sum = (sum * 31 + (letter.codePointAt(0) ?? 0)) & 0xff;
  return sum;
}
