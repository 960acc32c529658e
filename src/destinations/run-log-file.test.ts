import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { streamReport } from '../../test/support/stream-report.ts';
import type { BegunRun } from '../model/run-log.ts';
import type { RunReport, StreamOutcome } from '../model/run-report.ts';
import { RunLogFile, runLogPath } from './run-log-file.ts';

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'larkstream-log-'));
  path = join(folder, 'a.duckdb');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const begun: BegunRun = { runId: 'r', sourceId: 's', startedAt: '2026-01-01T00:00:00.000Z', pid: process.pid };

function report(runId: string, outcome: StreamOutcome): RunReport {
  return {
    version: 2,
    runId,
    sourceId: 's',
    startedAt: begun.startedAt,
    finishedAt: begun.startedAt,
    outcome: 'done',
    streams: [streamReport('things', outcome)],
    commits: 1,
    warnings: [],
  };
}

test('a run is begun until its report is saved, for its owner only, and nothing else lies about', () => {
  const log = new RunLogFile(path);
  expect(log.read()).toEqual({ runs: [], begun: undefined });
  log.begin(begun, []);
  expect(new RunLogFile(path).read()).toEqual({ runs: [], begun });
  log.save(report('r', 'complete'));
  expect(log.read()).toMatchObject({ runs: [{ runId: 'r' }], begun: undefined });
  expect(statSync(runLogPath(path)).mode & 0o777).toBe(0o600);
  expect(readdirSync(folder)).toEqual(['a.duckdb.runs.json']);
});

test('a report that is saved again is there once, and one that is saved late stands where its time is', () => {
  const log = new RunLogFile(path);
  const at = (day: number): RunReport => ({
    ...report(`run${day}`, 'complete'),
    startedAt: `2026-01-0${day}T00:00:00.000Z`,
  });
  for (const day of [1, 3, 2, 3, 1, 4, 2]) log.save(at(day));
  expect(log.read().runs).toEqual([at(4), at(3), at(2), at(1)]);
});

test('a process that only reads the run log does not end the run of another', () => {
  const log = new RunLogFile(path);
  log.begin({ ...begun, pid: process.pid + 1 }, []);
  log.leave();
  expect(log.read().begun).toBeDefined();
  log.begin(begun, []);
  log.leave();
  expect(log.read().begun).toBeUndefined();
});

test('a log of a database that is not there any more is forgotten', () => {
  const log = new RunLogFile(path);
  log.begin(begun, [{ runId: 'old' }]);
  log.begin(begun, []);
  expect(log.read().runs).toEqual([]);
});

test('the run log stays small, and keeps the last complete run of each stream', () => {
  const log = new RunLogFile(path);
  log.begin(begun, []);
  log.save(report('first', 'complete'));
  log.save(report('last whole one', 'complete'));
  for (let at = 0; at < 120; at++) log.save(report(`failed ${at}`, 'partial'));
  const { runs } = log.read();
  expect(runs).toHaveLength(101);
  expect(runs.at(-1)).toMatchObject({ runId: 'last whole one' });
});

test.each(['', '{', 'null', '{"version":2,"runs":[1]}', '{"version":1,"runs":7,"begun":[]}'])('damaged: %s', (text) => {
  writeFileSync(runLogPath(path), text);
  expect(new RunLogFile(path).read()).toEqual({ runs: [], begun: undefined });
});
