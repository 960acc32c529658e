import { stateVersion } from '../../model/state-version.ts';
import { isObject, type JsonObject, type JsonValue, readNumber, readObject } from '../../util/json.ts';

/** What is remembered of one approval code. All instants are milliseconds of creation time unless said otherwise. */
export interface ApprovalState {
  /** Where the first read began. */
  readonly start: number;
  /** Everything created from `start` to here has been delivered at least once. */
  readonly cursor: number;
  /** The next read lists from here. */
  readonly floor: number;
  /** What may still change, listed or not: instance code → instant until when it is fetched again; 0 while it is open. */
  readonly watch: ReadonlyMap<string, number>;
  /** When the last read began that came to its end; undefined when none is known. */
  readonly readAt?: number | undefined;
}

const version = stateVersion;

/** Undefined when nothing (or nothing that this version understands) was remembered. */
export function readState(json: JsonValue | undefined): ApprovalState | undefined {
  if (!isObject(json) || json.version !== version) return undefined;
  const [start, cursor, floor] = [readNumber(json, 'start'), readNumber(json, 'cursor'), readNumber(json, 'floor')];
  if (start === null || cursor === null || floor === null) return undefined;
  const entries = Object.entries(readObject(json, 'watch'));
  const watch = new Map(entries.map(([code, until]) => [code, typeof until === 'number' ? until : 0]));
  return { start, cursor, floor, watch, readAt: readNumber(json, 'read_at') ?? undefined };
}

/** JSON of the current version; the counterpart of `readState`. */
export function writeState(state: ApprovalState): JsonObject {
  const { start, cursor, floor, watch, readAt } = state;
  const written = { version, start, cursor, floor, watch: Object.fromEntries(watch) };
  return readAt === undefined ? written : { ...written, read_at: readAt };
}
