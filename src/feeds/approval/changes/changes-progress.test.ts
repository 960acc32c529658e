import { describe, expect, test } from 'vitest';
import { type JsonValue, parseJson } from '../../../util/json.ts';
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
  const progress = new ChangesProgress({ state, start, now, auditMs: dayMs, streams: [], ...times });
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

test('a second change in the second of the first is fetched by the next read, though the first was fetched between', () => {
  const changedAt = start + dayMs + 500;
  const first = read(undefined, start + dayMs, changedAt);
  expect(first.fetched).toEqual([code]);
  const second = read(first.state, start + dayMs + 60_000, changedAt + 300);
  expect(second.fetched).toEqual([code]);
  const third = read(second.state, start + dayMs + 120_000, changedAt + 300);
  expect(third.fetched).toEqual([]);
});

test('an instance of an approval without tasks is forgotten once it cannot change', () => {
  const times = { lookbackMs: 30 * dayMs, lagMs: 10_000, windowMs: 10 * hourMs, revertMs: 31 * dayMs };
  let state: JsonValue | undefined;
  const heldOn: number[] = [];
  for (let day = 1; day <= 40; day++) {
    const before = readChangesState(parseJson(JSON.stringify(state ?? null)));
    const now = start + day * dayMs;
    const progress = new ChangesProgress({ state: before, start, now, auditMs: dayMs, streams: [], ...times });
    if (day === 1) progress.signs.seeInstance({ code, status: 'approved', startMs: start + hourMs, endMs: 1 });
    for (const one of [...progress.first.fetched, ...progress.audit.fetched])
      progress.delivered(one, payload, undefined);
    for (const { index } of [...progress.first.windows, ...progress.audit.windows]) progress.listed(index, 0);
    progress.ended();
    state = progress.takeState();
    if (readChangesState(parseJson(JSON.stringify(state)))?.held.get(code) !== undefined) heldOn.push(day);
  }
  expect(heldOn.at(0)).toBe(1);
  // It ended on the first day, and can be revoked for 31.
  expect(heldOn.at(-1)).toBe(31);
});

describe('what the signs show is fetched', () => {
  const other = '8D579B65-8745-2245-9675-08B7C63E7A85';
  const times = { lookbackMs: 30 * dayMs, lagMs: 10_000, windowMs: 10 * hourMs, revertMs: 31 * dayMs };
  const streams = ['approval_instances'];
  const indexed = (one: string) => ({ code: one, status: 'approved', startMs: start + hourMs, endMs: 1 });
  const changed = (one: string, updatedMs: number) => ({ code: one, startMs: start + hourMs, updatedMs });

  interface Sight {
    readonly now: number;
    readonly from?: number;
    readonly tasks?: readonly number[];
    /** Of the other instance; newer than those above. */
    readonly otherTasks?: readonly number[];
    readonly instances?: readonly string[];
    /** Only these are delivered; the read is broken off behind them. */
    readonly delivered?: readonly string[];
  }

  /** Each read knows what the one before has left. */
  function readOneAfterTheOther(...sights: readonly Sight[]): string[] {
    let [state, fetched]: [JsonValue | undefined, string[]] = [undefined, []];
    for (const { now, from = start, tasks = [], otherTasks = [], instances = [], delivered } of sights) {
      const before = readChangesState(parseJson(JSON.stringify(state ?? null)));
      const progress = new ChangesProgress({ state: before, start: from, now, auditMs: dayMs, streams, ...times });
      for (const updatedMs of otherTasks) progress.signs.seeTask(changed(other, updatedMs));
      for (const updatedMs of tasks) progress.signs.seeTask(changed(code, updatedMs));
      for (const one of instances) progress.signs.seeInstance(indexed(one));
      progress.signs.endOfInstances(progress.indexed.from);
      fetched = [...progress.first.fetched];
      for (const one of delivered ?? fetched) progress.delivered(one, payload, undefined);
      if (delivered === undefined) progress.ended();
      state = progress.takeState() ?? state;
    }
    return fetched;
  }

  const now = start + 2 * dayMs;

  test('when the index hides one that was last fetched for a task', () => {
    const first = { now, tasks: [now - hourMs], instances: [code] };
    const second = { now: now + hourMs, tasks: [now + 1], instances: [code] };
    expect(readOneAfterTheOther(first, second)).toEqual([code]);
    const hidden = { now: now + 2 * hourMs, tasks: [now + 1] };
    expect(readOneAfterTheOther(first, second, hidden)).toEqual([code]);
    expect(readOneAfterTheOther(first, second, hidden, { ...hidden, now: now + 3 * hourMs })).toEqual([]);
  });

  test('when a first read was broken off behind it', () => {
    const instances = [code, other];
    const first = { now, tasks: [now - hourMs], instances, delivered: [code] };
    const second = { now: now + hourMs, tasks: [now + 1, now - hourMs], instances };
    expect(readOneAfterTheOther(first, second)).toEqual([code, other]);
  });

  test('when a later read was broken off behind it, and a much newer task has been shown', () => {
    const instances = [code, other];
    const first = { now, tasks: [now - hourMs], instances };
    const signs = { instances, tasks: [now + 1], otherTasks: [now + 2 * hourMs] };
    const second = { now: now + 3 * hourMs, ...signs, delivered: [other] };
    const third = { now: now + 4 * hourMs, ...signs };
    expect(readOneAfterTheOther(first, second, third)).toEqual([code]);
    expect(readOneAfterTheOther(first, second, third, { ...third, now: now + 5 * hourMs })).toEqual([]);
  });

  test('when a read from an earlier start was broken off behind it', () => {
    const from = start - 40 * dayMs;
    const first = { now, tasks: [now - hourMs], instances: [code] };
    const second = { now: now + hourMs, from, tasks: [now + 1], instances: [code, other], delivered: [other] };
    const third = { now: now + 2 * hourMs, from, tasks: [now + 1], instances: [code, other] };
    expect(readOneAfterTheOther(first, second, third)).toEqual([code]);
  });

  test('when no task had been shown before', () => {
    const first = { now, instances: [code] };
    expect(readOneAfterTheOther(first, { now: now + hourMs, tasks: [now + 1], instances: [code] })).toEqual([code]);
  });
});
