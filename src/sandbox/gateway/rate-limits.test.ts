import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { ContractEndpoint } from '../contract.ts';
import { CallStats } from './call-stats.ts';
import { RateLimits } from './rate-limits.ts';

const endpoint: ContractEndpoint = {
  method: 'GET',
  path: '/a',
  perSecond: 5,
  perMinute: 30,
  scopesAnyOf: [],
  fieldScopes: [],
  query: [],
  body: [],
  response: [],
  errors: new Map(),
};

const inWindow = (accepted: readonly number[], end: number, windowMs: number): number =>
  accepted.filter((at) => at > end - windowMs && at <= end).length;

test('never more than the cap in any window, never a refusal below it, and after the reset a call is accepted', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 700 }), { maxLength: 200 }), (pauses) => {
      const limits = new RateLimits('documented');
      const accepted: number[] = [];
      let nowMs = 0;
      for (const pause of pauses) {
        nowMs += pause;
        const refused = limits.take(endpoint, 'app', nowMs);
        const perSecond = inWindow(accepted, nowMs, 1_000);
        const perMinute = inWindow(accepted, nowMs, 60_000);
        expect(refused === undefined).toBe(perSecond < 5 && perMinute < 30);
        if (refused) expect(refused.resetSeconds).toBeGreaterThanOrEqual(1);
        else accepted.push(nowMs);
        if (refused) {
          const laterMs = nowMs + refused.resetSeconds * 1_000;
          expect(inWindow(accepted, laterMs, refused.limit === 5 ? 1_000 : 60_000)).toBeLessThan(refused.limit);
        }
      }
    }),
  );
});

test('statistics give the greatest number of calls in any window', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 3_000 }), { minLength: 1, maxLength: 120 }), (pauses) => {
      const stats = new CallStats();
      const instants: number[] = [];
      let nowMs = 0;
      for (const pause of pauses) {
        nowMs += pause;
        instants.push(nowMs);
        stats.arrived('/a', nowMs);
      }
      const most = (windowMs: number): number => Math.max(...instants.map((end) => inWindow(instants, end, windowMs)));
      const { maxPerSecond, maxPerMinute, firstCallMs, lastCallMs } = stats.snapshot().endpoints['/a'] ?? {};
      // Calls of one instant are counted as they come, so the last of them sees them all.
      expect([maxPerSecond, maxPerMinute]).toEqual([most(1_000), most(60_000)]);
      expect([firstCallMs, lastCallMs]).toEqual([instants[0], instants.at(-1)]);
    }),
  );
});
