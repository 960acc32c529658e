import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type LimitKey, SendLimits, usualRates } from './send-limits.ts';

const chat = (id: string): LimitKey => ({ kind: 'chat', id });
const app: LimitKey = { kind: 'app', id: 'a' };

test('four a second in a chat, others do not wait for it', () => {
  const limits = new SendLimits();
  const times = [1, 2, 3, 4, 5].map(() => limits.reserve([chat('one'), app], 10));
  expect(times).toEqual([10, 10, 10, 10, 1010]);
  expect(limits.reserve([chat('two'), app], 11)).toBe(11);
});

test('what Lark finds too much waits until that time, and nothing else does', () => {
  const limits = new SendLimits();
  limits.pause(chat('one'), 3_000);
  expect(limits.reserve([chat('one')], 500)).toBe(3_000);
  expect(limits.reserve([chat('two')], 500)).toBe(500);
});

test('no second has more than it may, whoever asks when; and nobody waits longer than those before need', () => {
  const ask = fc.record({ chat: fc.integer({ min: 0, max: 15 }), waits: fc.integer({ min: 0, max: 40 }) });
  fc.assert(
    fc.property(fc.array(ask, { maxLength: 300 }), (asks) => {
      const limits = new SendLimits();
      const given: { readonly keys: readonly string[]; readonly at: number }[] = [];
      let now = 0;
      for (const { chat: id, waits } of asks) {
        now += waits;
        const at = limits.reserve([chat(String(id)), app], now);
        expect(at).toBeGreaterThanOrEqual(now);
        expect(at).toBeLessThanOrEqual(now + 1_000 * (1 + given.length / usualRates.chat));
        given.push({ keys: [`chat ${id}`, 'app'], at });
      }
      for (const key of new Set(given.flatMap(({ keys }) => keys))) {
        const times = given.filter(({ keys }) => keys.includes(key)).map(({ at }) => at);
        const most = key === 'app' ? usualRates.app : usualRates.chat;
        for (const from of times)
          expect(times.filter((at) => at >= from && at < from + 1_000).length).toBeLessThanOrEqual(most);
      }
    }),
    { numRuns: 60, seed: 20261128 },
  );
});
