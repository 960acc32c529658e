import { expect, test } from 'vitest';
import { createLog } from './structured-log.ts';

const now = (): number => Date.parse('2026-03-01T08:00:00Z');

test.each([
  ['json', { code: 'a.b', error: 'It is away' }],
  ['text', '08:00:00 warn The store is away code="a.b" message="It is away"'],
] as const)('a line in the form %s keeps the message of the error beside its own', (form, told) => {
  const lines: string[] = [];
  createLog(form, (line) => lines.push(line), now, false).warn('The store is away', {
    code: 'a.b',
    message: 'It is away',
    ...(form === 'json' ? { level: 'x', time: 'x' } : {}),
  });
  const [line = ''] = lines;
  if (form === 'text') expect(line).toBe(told);
  else {
    const head = { level: 'warn', time: '2026-03-01T08:00:00.000Z', message: 'The store is away' };
    expect(JSON.parse(line)).toEqual({ ...head, ...told });
  }
});
