import { expect, test } from 'vitest';
import type { JsonObject } from '../../util/json.ts';
import { watchUntil } from './watch.ts';

const revertMs = 31;

test.each<[string, JsonObject, number | undefined]>([
  ['an open one without end', { status: 'PENDING', start_time: '5', end_time: '0' }, 0],
  ['an open one that had ended', { status: 'PENDING', end_time: '90' }, 0],
  ['an approved one while it can be revoked', { status: 'APPROVED', end_time: '90' }, 121],
  ['an approved one no longer', { status: 'APPROVED', end_time: '69' }, undefined],
  ['a rejected one as long', { status: 'REJECTED', end_time: '90' }, 121],
  ['a cancelled one without an end by its start', { status: 'CANCELED', start_time: '80', end_time: '0' }, 111],
  ['an unknown status without an end as open', { status: 'SUSPENDED', end_time: '0' }, 0],
  ['an unknown status with an end as ended', { status: 'SUSPENDED', end_time: '10' }, undefined],
  ['nothing known as open', {}, 0],
])('watches %s', (_name, payload, until) => {
  expect(watchUntil(payload, revertMs, 100)).toBe(until);
});

test('watches nothing after its end when nothing can be revoked', () => {
  expect(watchUntil({ status: 'APPROVED', end_time: '100' }, 0, 50)).toBeUndefined();
});
