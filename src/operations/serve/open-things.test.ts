import { closeSync, openSync } from 'node:fs';
import { expect, test } from 'vitest';
import { isTidy, openThings } from './open-things.ts';

test('what a run has left open is found, and is no matter once it is closed', async () => {
  const before = openThings();
  expect(await isTidy(before)).toBe(true);
  const file = openSync(import.meta.filename, 'r');
  expect(await isTidy(before)).toBe(false);
  closeSync(file);
  expect(await isTidy(before)).toBe(true);
});

test('so are timers that go on', async () => {
  const before = openThings();
  // Many, for others of this process may end meanwhile.
  const timers = Array.from({ length: 20 }, () => setInterval(() => undefined, 60_000));
  expect(await isTidy(before)).toBe(false);
  for (const timer of timers) clearInterval(timer);
  expect(await isTidy(before)).toBe(true);
});
