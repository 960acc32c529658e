import { beforeEach, describe, expect, test } from 'vitest';
import { TransientError } from '../model/errors.ts';
import type { RunLog } from '../model/run-log.ts';
import type { RunReport } from '../model/run-report.ts';
import { LiveReports } from './live-reports.ts';

function report(runId: string): RunReport {
  const at = '2026-01-01T00:00:00.000Z';
  const times = { startedAt: at, finishedAt: at };
  return { version: 2, runId, sourceId: 's', ...times, outcome: 'failed', streams: [], commits: 0, warnings: [] };
}

function streamed(runId: string, rowsInserted: number): RunReport {
  const counts = { rowsRead: rowsInserted, rowsInserted, rowsUpdated: 0, rowsUnchanged: 0, rowsDeleted: 0 };
  const stream = { stream: 'records', module: 'base', mode: 'dedup', outcome: 'complete', errors: [] } as const;
  return { ...report(runId), outcome: 'done', streams: [{ ...stream, ...counts, seconds: 1 }], commits: 1 };
}

/** A history that refuses some of what it is given. */
class RefusingLog implements RunLog {
  readonly saved: string[] = [];
  readonly inserted: number[] = [];
  tries = 0;
  refuses: (runId: string) => boolean = () => false;

  async save({ runId, streams }: RunReport): Promise<void> {
    this.tries++;
    if (this.refuses(runId)) {
      const message = { en: `no room for ${runId}`, zh: `${runId} 没有位置` };
      throw new TransientError({ code: 'destination.write.failed', message });
    }
    this.saved.push(runId);
    this.inserted.push(...streams.map(({ rowsInserted }) => rowsInserted));
  }

  async begin(): Promise<void> {}

  async leave(): Promise<void> {}

  async load(): Promise<never> {
    throw new Error('not asked for');
  }
}

describe('reports of live replication', () => {
  let log: RefusingLog;
  let troubles: string[];
  let reports: LiveReports;
  const add = async (...runIds: readonly string[]): Promise<void> => {
    for (const runId of runIds) await reports.add(report(runId), 'streaming', log);
  };

  beforeEach(() => {
    log = new RefusingLog();
    troubles = [];
    reports = new LiveReports({ onTrouble: ({ message }) => troubles.push(message) }, () => ({}));
  });

  test('what could not be saved is saved with the next report, and once', async () => {
    log.refuses = () => true;
    await add('a', 'b');
    log.refuses = () => false;
    await add('c', 'd');
    expect(log.saved).toEqual(['a', 'b', 'c', 'd']);
  });

  test('a report that is refused again and again stops none of the others, and is given up at last', async () => {
    log.refuses = (runId) => runId === 'bad';
    const others = Array.from({ length: 30 }, (_, at) => `r${at}`);
    await add('bad', ...others);
    expect(log.saved).toEqual(others);
    expect(troubles).toHaveLength(20);
    expect(new Set(troubles)).toEqual(new Set(['no room for bad']));
  });

  test('streaming that sleeps now and then is one report, saved before that of the next read; one that changed nothing is none', async () => {
    const times = async (...rows: readonly number[]): Promise<void> => {
      for (const one of rows) await reports.add(streamed('a', one), 'streaming', log, true);
    };
    await times(2, 0, 3);
    expect(log.saved).toEqual([]);
    await reports.add(streamed('read', 7), 'snapshot', log);
    expect(log.inserted).toEqual([5, 7]);
    await times(0, 0);
    await reports.add(streamed('read 2', 8), 'snapshot', log);
    await times(1);
    await reports.add(streamed('b', 1), 'streaming', log);
    expect(log.saved).toEqual(['a', 'read', 'read 2', 'b']);
    expect(log.inserted).toEqual([5, 7, 8, 2]);
  });

  test('where nothing can be saved, a person is told once with each report, and no more than twenty wait', async () => {
    log.refuses = () => true;
    const all = Array.from({ length: 40 }, (_, at) => `r${at}`);
    await add(...all);
    expect(troubles).toHaveLength(40);
    log.refuses = () => false;
    log.tries = 0;
    await add('last');
    expect(log.saved).toEqual([...all.slice(21), 'last']);
    expect(log.tries).toBe(20);
  });
});
