import { expect, test, vi } from 'vitest';
import { isGone, newLeaseOwner } from './lease-owner.ts';

const ownerOf = (pid: number): string => newLeaseOwner(() => 0.5, pid);

test('a process that has ended is gone at once, one that is there is not', () => {
  // More than any system gives.
  const noProcess = 2_147_483_646;
  expect(isGone(ownerOf(noProcess), { silentMs: 0 })).toBe(true);
  expect(isGone(ownerOf(process.ppid), { silentMs: 0 })).toBe(false);
  // It works on events without receiving any.
  expect(isGone(ownerOf(process.ppid), { silentMs: undefined })).toBe(false);
});

test.each([
  ['another machine', ['another-machine', '2147483646', 'feedbeef', 'abcd']],
  ['a container of the same name', [ownerOf(1).split(':')[0], '2147483646', 'feedbeef', 'abcd']],
  ['a program of before the space was named', [ownerOf(1).split(':')[0], '2147483646', 'abcd']],
])('a process of %s is gone when it has been silent for a while, whatever its number', (_, parts) => {
  const owner = parts.join(':');
  expect(isGone(owner, { silentMs: 5_000 })).toBe(false);
  expect(isGone(owner, { silentMs: 60_000 })).toBe(true);
  expect(isGone(owner, { silentMs: undefined })).toBe(false);
});

test('two of one process have different names', () => {
  expect(newLeaseOwner(() => 0.25)).not.toBe(newLeaseOwner(() => 0.75));
});

test('a number that belongs to another user’s process by now says nothing: its owner is gone when it has been silent', () => {
  const owner = ownerOf(2_147_483_646);
  const kill = vi.spyOn(process, 'kill').mockImplementation(() => {
    throw Object.assign(new Error('kill EPERM'), { code: 'EPERM' });
  });
  try {
    expect(isGone(owner, { silentMs: 5_000 })).toBe(false);
    expect(isGone(owner, { silentMs: undefined })).toBe(false);
    expect(isGone(owner, { silentMs: 60_000 })).toBe(true);
  } finally {
    kill.mockRestore();
  }
});

test('each start of a process has a name of its own, also where all have the same number, as in containers', () => {
  const names = Array.from({ length: 1_000 }, (_, start) => newLeaseOwner(() => start / 1_000, 1));
  expect(new Set(names).size).toBe(names.length);
});
