import { expect, test } from 'vitest';
import type { TallyRow } from '../../../model/triggers/tally.ts';
import { KeptTally } from './kept-tally.ts';

test('what was counted is kept once; what could not be kept is kept with what comes then', async () => {
  const tally = new KeptTally();
  const kept: TallyRow[] = [];
  const table = { add: async (rows: readonly TallyRow[]) => void kept.push(...rows) };
  tally.count('answer', 'hd_1', 'ok');
  tally.count('answer', 'hd_1', 'ok');
  tally.measure('asked', 120);
  tally.measure('asked', -3);
  const away = { add: () => Promise.reject(new Error('The store is away')) };
  await expect(tally.keep(away, 1)).rejects.toThrow('away');
  tally.count('answer', 'hd_1', 'ok');
  await tally.keep(table, 1);
  await tally.keep(table, 1);
  expect(kept).toEqual([
    { name: 'answer', subjectId: 'hd_1', label: 'ok', value: 3 },
    { name: 'asked', subjectId: '', label: '150', value: 1 },
    { name: 'asked', subjectId: '', label: 'sum', value: 120 },
    { name: 'asked', subjectId: '', label: '25', value: 1 },
  ]);
});

test('labels without end are counted together', async () => {
  const tally = new KeptTally();
  const labels = new Set<string>();
  for (let code = 0; code < 200; code++) tally.count('unsent', 'in_1', String(code));
  await tally.keep({ add: async (rows) => void rows.map(({ label }) => labels.add(label)) }, 1);
  expect(labels.size).toBe(51);
});
