import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Work } from './work.ts';

const sizes = fc.record({
  windows: fc.integer({ min: 20, max: 3_000 }),
  perWindow: fc.integer({ min: 0, max: 40 }),
  watched: fc.nat(20_000),
});

/** Lists at 100 and details at 1000 a minute, step by step until all is done; returns share and time of each step. */
function walk({ windows, perWindow, watched }: { windows: number; perWindow: number; watched: number }) {
  const work = new Work({ windows, watched });
  const told: { readonly share: number; readonly at: number }[] = [];
  let [listed, asked, minutes] = [0, 0, 0];
  while (listed < windows || asked < watched + windows * perWindow) {
    minutes += 0.1;
    for (let call = 0; call < 10 && listed < windows; call++, listed++) work.listed(perWindow);
    for (let call = 0; call < 100 && asked < watched + listed * perWindow; call++, asked++) work.asked();
    const { share } = work;
    if (share !== undefined) told.push({ share: share.done / share.of, at: minutes });
  }
  return { told, minutes };
}

test('the share is that of the time at the limits, whether lists, details or watched instances take it', () => {
  fc.assert(
    fc.property(sizes, (size) => {
      const { told, minutes } = walk(size);
      expect(told.at(-1)?.share).toBe(1);
      for (const { share, at } of told) {
        expect(Math.abs(share - at / minutes), JSON.stringify({ share, at, minutes })).toBeLessThan(
          0.1 + 0.3 / minutes,
        );
      }
    }),
    { numRuns: 30 },
  );
});

test('the share is unknown before a few windows have been listed', () => {
  const work = new Work({ windows: 100, watched: 5 });
  for (let window = 0; window < 9; window++) work.listed(3);
  expect(work.share).toBeUndefined();
  work.listed(3);
  expect(work.share).toEqual({ done: 100, of: 1_000 });
});

test('without windows to list, the watched instances are the work', () => {
  const work = new Work({ windows: 0, watched: 4 });
  work.asked();
  expect(work.share).toEqual({ done: 1, of: 4 });
});
