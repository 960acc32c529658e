import { expect, test } from 'vitest';
import { auditedTables } from './audited-tables.ts';
import { type ScanState, writeScanState } from './scan-state.ts';

const hourMs = 3_600_000;
const now = 1_000 * hourMs;
const auditMs = 24 * hourMs;

/** Read whole, and by its changes, so long ago. */
function read(wholeHours: number, changesHours: number): ScanState {
  const begunAt = now - wholeHours * hourMs;
  const basis = { fieldId: 'fld', hash: '', options: {}, streams: [] };
  const changes = { to: 0, readAt: now - changesHours * hourMs, basis, recent: [], isShifted: false };
  return { rows: 100, revision: null, scannedAt: begunAt, begunAt, changes };
}

function audited(tables: ReadonlyMap<string, ScanState>): string[] {
  const state = new Map([...tables].map(([tableId, one]) => [`app/${tableId}`, writeScanState(one)]));
  const clock = { now: () => now, elapsed: () => now, sleep: () => Promise.resolve() };
  return [...auditedTables('app', tables.keys(), auditMs, { state, clock })];
}

test('a table that fails in each run does not make the others be audited in each', () => {
  const others = Array.from({ length: 12 }, (_, at) => [`tbl${at}`, read(2 * at, 1)] as const);
  const tables = new Map<string, ScanState>([...others, ['broken', read(72, 72)]]);
  expect(audited(tables)).toEqual(['broken']);
});

test('what a scan delivered is as old as its beginning', () => {
  const long = { ...read(24, 1), scannedAt: now - hourMs };
  expect(audited(new Map([['tbl', long]]))).toEqual(['tbl']);
});
