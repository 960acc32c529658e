import { expect, test } from 'vitest';
import { untranslated } from '../model/message.ts';
import type { Stream } from '../model/stream.ts';
import { planStreams } from './plan.ts';
import { groupScans, isSuspicious } from './scans.ts';

const stream = (name: string): Stream => ({
  name,
  title: untranslated(name),
  description: untranslated(name),
  module: 'base',
  columns: [],
  primaryKey: [],
});
const streams = ['base_records', 'base_tables', 'contact_users'].map(stream);

test('everything is included and deduplicated unless said otherwise', () => {
  const planned = planStreams(streams, {
    exclude: ['contact_*'],
    mode: { '*': 'append', 'base_*': 'overwrite', base_tables: 'dedup' },
  });

  expect(planned.map(({ stream: { name }, mode }) => [name, mode])).toEqual([
    ['base_records', 'overwrite'],
    ['base_tables', 'dedup'],
  ]);
  expect(planStreams(streams)).toHaveLength(3);
});

test('a name that fits nothing is an error that names the nearest and lists the others', () => {
  const plan = (): unknown => planStreams(streams, { include: ['base_record'] });
  expect(plan).toThrow(/base_record; did you mean base_records\?/);
  expect(plan).toThrow(expect.objectContaining({ cure: expect.stringContaining('Choose from ') }));
});

test('a disappearance is plausible by its size and share', () => {
  const cases = [
    [5, 5, false],
    [10, 10, true],
    [60, 31, true],
    [60, 30, false],
    [1000, 400, false],
  ] as const;

  for (const [live, missing, suspicious] of cases) expect(isSuspicious({ live, missing })).toBe(suspicious);
});

test('scans that differ only in their values become one', () => {
  const scan = (values: string[], from: string) => ({
    kind: 'scanned' as const,
    stream: 'flows',
    scope: { oneOf: { column: 'user_id', values }, range: { column: 'at', from, to: 'z' } },
  });
  const whole = { kind: 'scanned', stream: 'users', scope: {} } as const;

  expect(groupScans([scan(['a'], '1'), whole, scan(['b', 'a'], '1'), scan(['a'], '2')])).toEqual([
    scan(['a', 'b'], '1'),
    whole,
    scan(['a'], '2'),
  ]);
});
