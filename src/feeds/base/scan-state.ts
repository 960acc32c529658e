import { stateVersion } from '../../model/state-version.ts';
import {
  isObject,
  type JsonObject,
  type JsonValue,
  readNumber,
  readObject,
  readText,
  readTexts,
} from '../../util/json.ts';
import { skewMs } from '../audit-share.ts';
import type { FeedMemory } from '../feed-memory.ts';
import { type Basis, readBasis, writeBasis } from './basis.ts';

/** The progress of a scan that has not ended. */
export interface ScanPosition {
  readonly pageToken: string;
  /** Records that it has delivered so far. */
  readonly rows: number;
  /** How many records there were when it began. */
  readonly total?: number | undefined;
  /** Milliseconds since the epoch. */
  readonly at: number;
  /** From when on a read by changes has to look, once the scan has ended; undefined where none is to come. */
  readonly changesFrom: ChangesFrom | undefined;
}

/** What held when a scan, or a read of changes, began: whatever was changed later may have been missed by it. */
export interface ChangesFrom {
  /** The newest change that the table showed, by the clock of the platform. */
  readonly to: number;
  /** By our own clock. */
  readonly readAt: number;
  readonly basis: Basis;
}

/** What is remembered so that a table may be read by its changes. */
export interface Changes extends ChangesFrom {
  /** Records created since that are among the rows that are counted; none where `isSettled`. */
  readonly recent: readonly string[];
  /**
   * Records were deleted while the pages were read. Where pages go by position, each of them was delivered and another one was on no page, so that the count agrees
   * although two records are not as they are held.
   */
  readonly isShifted: boolean;
}

/**
 * What was older than this when it was asked for did not come later: our clock and the platform's are not so far apart. Else a million records that were imported
 * at once would be read in each run until one of them changes.
 */
const settledMs = 15 * 60_000;

/** Whether everything that was changed up to `to` had come into the answers when they were asked for. */
export function isSettled({ to, readAt }: Pick<ChangesFrom, 'to' | 'readAt'>): boolean {
  return readAt - to >= settledMs;
}

/** What is remembered of a table's last complete scan. */
export interface ScanState {
  /** Records that it delivered, and those that were added since. */
  readonly rows: number;
  readonly revision: number | null;
  /** When it ended; milliseconds since the epoch. */
  readonly scannedAt: number;
  /** When it began: each record was read then or later. Undefined where that is not known. */
  readonly begunAt?: number | undefined;
  /** How the table was read, where it may be left unread because nothing has changed. */
  readonly basis?: Basis | undefined;
  readonly changes?: Changes | undefined;
}

const version = stateVersion;

/** A state that is lost is no failure: nothing can be skipped or compared in the next run. */
export const baseMemory: FeedMemory = {
  isReadable: (state) =>
    readScanState(state) !== undefined || (isObject(state) && state.version === version && isObject(state.position)),
  costs: {
    en: 'This run reads every table, skips none as unchanged, and cannot compare record counts with the last run.',
    zh: '本次运行会读取每张数据表，不会跳过未变化的表，也无法与上次运行的记录数比较。',
  },
};

/** JSON of the current version, one a table. */
export function writeScanState(state: ScanState): JsonValue {
  const { rows, revision, scannedAt, begunAt, basis, changes } = state;
  const kept = changes === undefined ? {} : { changes: writeChanges(changes) };
  const begun = begunAt === undefined ? {} : { begun_at: begunAt };
  const read = basis === undefined ? {} : { basis: writeBasis(basis) };
  return { version, rows, revision, scannedAt, ...begun, ...read, ...kept };
}

const writeChanges = ({ recent, isShifted, ...from }: Changes): JsonObject => ({
  ...writeChangesFrom(from),
  recent: [...recent],
  ...(isShifted ? { shifted: true } : {}),
});

const writeChangesFrom = ({ to, readAt, basis }: ChangesFrom): JsonObject => ({
  to,
  read_at: readAt,
  basis: writeBasis(basis),
});

function readChangesFrom(value: JsonObject): ChangesFrom | undefined {
  const [to, readAt] = [readNumber(value, 'to'), readNumber(value, 'read_at')];
  const basis = readBasis(value.basis);
  return to === null || readAt === null || basis === undefined ? undefined : { to, readAt, basis };
}

function readChanges(value: JsonObject): Changes | undefined {
  const changes = readObject(value, 'changes');
  const from = readChangesFrom(changes);
  return from === undefined
    ? undefined
    : { ...from, recent: readTexts(changes, 'recent'), isShifted: changes.shifted === true };
}

/** Beside what is remembered of the scan before, if there was one. */
export function writeScanPosition(before: JsonValue | undefined, position: ScanPosition): JsonValue {
  const { pageToken, rows, total, at, changesFrom } = position;
  const from = changesFrom === undefined ? {} : { changes_from: writeChangesFrom(changesFrom) };
  const counted = total === undefined ? {} : { total };
  return {
    ...(isObject(before) ? before : {}),
    version,
    position: { page_token: pageToken, rows, ...counted, at, ...from },
  };
}

/** How long a page token is trusted is our guess: the platform does not say, and one that is refused costs a fresh start. */
const positionLifeMs = 6 * 3_600_000;

/** Where a read that began at `since` stopped in this table; undefined when it did not get here, or too long ago. */
export function readScanPosition(
  value: JsonValue | undefined,
  { since, now }: { readonly since: number; readonly now: number },
): ScanPosition | undefined {
  if (!isObject(value) || value.version !== version) return undefined;
  const position = readObject(value, 'position');
  const [pageToken, at] = [readText(position, 'page_token'), readNumber(position, 'at')];
  if (pageToken === null || at === null || at < since || now - at > positionLifeMs) return undefined;
  const changesFrom = readChangesFrom(readObject(position, 'changes_from'));
  const [rows, total] = [readNumber(position, 'rows') ?? 0, readNumber(position, 'total') ?? undefined];
  return { pageToken, rows, total, at, changesFrom };
}

/** Undefined for what is not of this version: the table then counts as never scanned. */
export function readScanState(value: JsonValue | undefined): ScanState | undefined {
  if (!isObject(value) || value.version !== version || readNumber(value, 'scannedAt') === null) return undefined;
  return {
    rows: readNumber(value, 'rows') ?? 0,
    revision: readNumber(value, 'revision'),
    scannedAt: readNumber(value, 'scannedAt') ?? 0,
    begunAt: readNumber(value, 'begun_at') ?? undefined,
    ...(value.basis === undefined ? {} : { basis: readBasis(value.basis) }),
    changes: readChanges(value),
  };
}

/** What is known once the last page is there. */
interface ScanResult {
  readonly delivered: number;
  /** What the last page said there is in all. */
  readonly total: number | undefined;
  /** Advanced permissions hide rows without a word. Source: bitable-v1 records/search and its FAQ. */
  readonly isAdvanced: boolean;
  readonly last: ScanState | undefined;
}

/** Advanced permissions that take half of the rows away look like deletions. */
const believableShare = 0.5;

/**
 * What a scan without an error says about records that it did not deliver: `confirmed` – the platform vouches that there are no
 * others; `complete` – probably; `short` – there are more than came; `suspicious` – a permission was probably withdrawn.
 */
export type Verdict = 'confirmed' | 'complete' | 'short' | 'suspicious';

/** Decides whether records that were not met may be taken for deleted. */
export function judgeScan({ delivered, total, isAdvanced, last }: ScanResult): Verdict {
  if (total !== undefined && delivered < total) return 'short';
  if (isAdvanced && last !== undefined && delivered < last.rows * believableShare) return 'suspicious';
  return isAdvanced || total === undefined ? 'complete' : 'confirmed';
}

/** A table that has not changed is left unread for so long. */
export const skippedForMs = 86_400_000;
/** Link 18/21, lookup 19, formula 20, person 11 and its kin 1003/1004, group 23: they change without an edit of the record. */
const computedTypes: ReadonlySet<number> = new Set([11, 18, 19, 20, 21, 23, 1003, 1004]);

/** What decides whether a table may be left unread; `now` is in milliseconds since the epoch. */
interface SkipOptions {
  readonly last: ScanState | undefined;
  readonly revision: number | null;
  readonly fieldTypes: readonly (number | null)[];
  readonly now: number;
  /** Where changes are read: within which time it is to be read whole again. */
  readonly auditMs?: number | undefined;
}

/** True when nothing can have changed since a complete scan of the last day. */
export function canSkip({ last, revision, fieldTypes, now, auditMs = skippedForMs }: SkipOptions): boolean {
  if (last === undefined || revision === null || last.revision !== revision) return false;
  const age = now - (last.begunAt ?? last.scannedAt);
  if (age >= Math.min(skippedForMs, auditMs) || age < -skewMs) return false;
  return fieldTypes.every((type) => type !== null && !computedTypes.has(type));
}
