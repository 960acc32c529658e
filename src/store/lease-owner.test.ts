import { hostname } from 'node:os';
import { expect, test } from 'vitest';
import { isGone, newLeaseOwner } from './lease-owner.ts';

const now = 1_800_000_000_000;

test('a process that has ended is gone at once, one that is there is not', () => {
  // More than any system gives.
  const noProcess = 2_147_483_646;
  expect(isGone(`${hostname()}:${noProcess}:abcd`, { heartbeatAt: now, now })).toBe(true);
  expect(isGone(`${hostname()}:${process.ppid}:abcd`, { heartbeatAt: now, now })).toBe(false);
  // It works on events without receiving any.
  expect(isGone(`${hostname()}:${process.ppid}:abcd`, { heartbeatAt: undefined, now })).toBe(false);
});

test('a process on another machine counts as gone after a while without a heartbeat', () => {
  const owner = 'another-machine:1:abcd';
  expect(isGone(owner, { heartbeatAt: now - 5_000, now })).toBe(false);
  expect(isGone(owner, { heartbeatAt: now - 60_000, now })).toBe(true);
  expect(isGone(owner, { heartbeatAt: undefined, now })).toBe(false);
});

test('two of one process have different names', () => {
  expect(newLeaseOwner(() => 0.25)).not.toBe(newLeaseOwner(() => 0.75));
});
