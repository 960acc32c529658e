import { expect, test } from 'vitest';
import { streamReport } from '../../../test/support/stream-report.ts';
import type { RunReport, StreamReport } from '../../model/run-report.ts';
import { UntoldWatch } from './untold-watch.ts';

const minute = 60_000;
const day = Date.parse('2026-03-02T00:00:00Z');

type Given = Partial<Pick<StreamReport, 'mode'> & Pick<RunReport, 'isLive'>> & {
  readonly outcome?: StreamReport['outcome'];
  readonly are?: 'new' | 'changed';
};

function watching(before?: ConstructorParameters<typeof UntoldWatch>[1]) {
  let elapsed = 0;
  const clock = { now: () => day + elapsed, elapsed: () => elapsed, sleep: async () => {} };
  const watch = new UntoldWatch(clock, before);
  const at = (minutes: number): void => {
    elapsed = minutes * minute;
  };
  return {
    read: (minutes: number, rows: Readonly<Record<string, number>>, given: Given = {}) => {
      at(minutes);
      const { isLive } = given;
      const streams = Object.entries(rows).map(([stream, count]) => ({
        ...streamReport(stream, given.outcome ?? 'complete'),
        module: stream.split('_')[0] ?? '',
        [given.are === 'changed' ? 'rowsUpdated' : 'rowsInserted']: count,
        ...(given.mode === undefined ? {} : { mode: given.mode }),
      }));
      const time = '2026-03-02T00:00:00.000Z';
      const report = { version: 2, runId: 'r', sourceId: 's', startedAt: time, finishedAt: time, commits: 1 } as const;
      watch.read({ ...report, outcome: 'done', streams, warnings: [], ...(isLive === undefined ? {} : { isLive }) });
    },
    event: (minutes: number, ...modules: readonly string[]) => {
      at(minutes);
      watch.heard(new Set(modules));
    },
    told: (minutes: number) => {
      at(minutes);
      return watch.changes();
    },
  };
}

test('what a read has found changed, and no event told, is said when events have had their time to come', () => {
  const it = watching();
  it.read(0, { base_records: 500, contact_users: 20 });
  it.event(20, 'contact');
  it.read(60, { base_records: 3, contact_users: 2 });
  expect(it.told(64)).toEqual({});
  expect(it.told(65)).toEqual({ base_records: { rows: 3, since: day } });
  it.read(120, { base_records: 4, contact_users: 0 });
  expect(it.told(120)).toEqual({ base_records: { rows: 7, since: day } });
  it.event(130, 'contact');
  it.read(180, { base_records: 0 });
  expect(it.told(190), 'a quiet hour proves nothing').toEqual({ base_records: { rows: 7, since: day } });
  it.event(200, 'base');
  expect(it.told(200)).toEqual({});
  it.read(240, { base_records: 5 });
  expect(it.told(300), 'an event came in that time').toEqual({});
});

test('rows that change without an edit tell nothing, those of people do', () => {
  const it = watching();
  it.read(0, { base_records: 500, approval_instances: 5, contact_users: 20 });
  it.read(60, { base_records: 3, approval_instances: 1, contact_users: 2 }, { are: 'changed' });
  expect(it.told(70)).toEqual({ contact_users: { rows: 2, since: day } });
});

test('an event that comes after the read that has found its change is in time', () => {
  const it = watching();
  it.read(0, { base_records: 0 });
  it.read(60, { base_records: 1 });
  it.event(62, 'base');
  expect(it.told(70)).toEqual({});
});

test('what needs no event says nothing', () => {
  const it = watching();
  const all = { base_fields: 1, contact_departments: 1, approval_comments: 1, attendance_user_tasks: 1 };
  for (const at of [0, 60]) it.read(at, all);
  for (const at of [0, 60]) it.read(at, { base_records: 9 }, { mode: 'overwrite' });
  for (const at of [0, 60]) it.read(at, { contact_users: 9 }, { isLive: true });
  for (const at of [0, 60]) it.read(at, { approval_tasks: 9 }, { outcome: 'partial' });
  expect(it.told(70)).toEqual({});
});

test('what an attempt before has found stays until an event comes', () => {
  const before = { base_records: { rows: 3, since: 5 } };
  const it = watching(before);
  expect(it.told(0)).toEqual(before);
  it.read(0, { base_records: 7 });
  it.read(60, { base_records: 2 });
  expect(it.told(60)).toEqual({ base_records: { rows: 5, since: 5 } });
  it.event(61, 'base');
  expect(it.told(61)).toEqual({});
});
