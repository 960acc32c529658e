import { expect, test } from 'vitest';
import { ChangesProgress } from './changes-progress.ts';
import { readChangesState } from './state.ts';

const [hourMs, dayMs] = [3_600_000, 86_400_000];
const start = Date.UTC(2026, 0, 1);
const code = '7C468A54-8745-2245-9675-08B7C63E7A85';
const payload = { status: 'APPROVED', start_time: String(start + hourMs), end_time: String(start + 2 * hourMs) };

/** A read that sees one task of the instance; gives what is fetched, and what is remembered. */
function read(before: unknown, now: number, updatedMs: number) {
  const times = { lookbackMs: 30 * dayMs, lagMs: 10_000, windowMs: 10 * hourMs, revertMs: 31 * dayMs };
  const state = readChangesState(JSON.parse(JSON.stringify(before ?? null)));
  const progress = new ChangesProgress({ state, start, now, auditMs: dayMs, ...times });
  progress.signs.seeTask({ code, startMs: start + hourMs, updatedMs });
  if (before === undefined) progress.signs.seeInstance({ code, status: 'approved', startMs: start, endMs: 1 });
  const fetched = [...progress.first.fetched, ...progress.audit.fetched];
  for (const one of fetched) progress.delivered(one, payload, undefined);
  progress.ended();
  return { fetched, state: progress.takeState() };
}

test('a task that the index shows to have changed later than the detail tells of is fetched once, not by each read', () => {
  const first = read(undefined, start + dayMs, start + 20 * hourMs);
  expect(first.fetched).toEqual([code]);
  const second = read(first.state, start + dayMs + 60_000, start + 21 * hourMs);
  expect(second.fetched).toEqual([code]);
  const third = read(second.state, start + dayMs + 120_000, start + 21 * hourMs);
  expect(third.fetched).toEqual([]);
});
