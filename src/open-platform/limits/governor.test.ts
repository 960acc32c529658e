import { describe, expect, test } from 'vitest';
import { SkippingClock } from '../../../test/support/skipping-clock.ts';
import type { Endpoint } from '../endpoint.ts';
import { Governor, type Permit, type Turn } from './governor.ts';

const slow: Endpoint = { method: 'GET', path: '/open-apis/approval/v4/slow', limit: { perSecond: 1 }, scopes: [] };
const other: Endpoint = { ...slow, path: '/open-apis/approval/v4/other' };
const unpublished: Endpoint = { ...slow, path: '/open-apis/approval/v4/unpublished', limit: {} };

function setUp(options: { scale?: number; maxInFlight?: number } = {}): {
  governor: Governor;
  clock: SkippingClock;
  waiting: number[];
  go: (endpoint: Endpoint, turn?: Partial<Turn>) => Promise<Permit>;
} {
  const clock = new SkippingClock(0, () => false);
  const waiting: number[] = [];
  const governor = new Governor({ scale: 1, clock, onWaiting: (_, { ms }) => waiting.push(ms), ...options });
  let order = 0;
  const go = async (endpoint: Endpoint, turn: Partial<Turn> = {}): Promise<Permit> => {
    order += 1;
    return governor.acquire(endpoint, { priority: 0, order, ...turn });
  };
  return { governor, clock, waiting, go };
}

/** A call that is answered in no time. */
function finish(permit: Permit): void {
  permit.written();
  permit.answered();
  permit.end();
}

describe('users that ask for different shares of the limits', () => {
  test('the smallest is in force as long as its user stays; 0 asks for no pacing', () => {
    const { governor } = setUp();
    expect(governor.scale).toBe(1);
    const leaves = [0, 0.5, 0.1].map((scale) => governor.join(scale));
    const inForce = leaves.reverse().map((leave) => {
      const { scale } = governor;
      leave();
      return scale;
    });
    expect(inForce).toEqual([0.1, 0.5, 0]);
  });

  test('a call that waits goes later when a user with a smaller share comes, and earlier when it leaves', async () => {
    const { governor, go } = setUp();
    governor.join(1);
    finish(await go(slow));
    const later = go(slow);
    const leave = governor.join(0.1);
    const second = await later;
    expect(second.waitedMs).toBe(10_005);
    finish(second);
    const earlier = go(slow);
    leave();
    expect((await earlier).waitedMs).toBe(1005);
  });
});

describe('turns', () => {
  test('calls go in the order of their requests, higher priorities first, retries in their old place', async () => {
    const { go } = setUp();
    const went: string[] = [];
    const first = await go(slow);
    const waiting = [
      { name: 'b', turn: { order: 20 } },
      { name: 'c', turn: { order: 30 } },
      { name: 'urgent', turn: { order: 40, priority: 1 } },
      { name: 'a, again', turn: { order: 10 } },
    ].map(async ({ name, turn }) => {
      finish(await go(slow, turn).finally(() => went.push(name)));
    });
    finish(first);
    await Promise.all(waiting);
    expect(went).toEqual(['urgent', 'a, again', 'b', 'c']);
  });

  test('waits are counted for each endpoint, with their length and reason', async () => {
    const { go, clock } = setUp();
    finish(await go(slow));
    const free = await go(other);
    expect([clock.now(), free.waitedMs, free.waitReason]).toEqual([0, 0, undefined]);
    const late = await go(slow);
    expect(late).toMatchObject({ waitedMs: 1005, waitReason: 'quota' });
  });

  test('long waits are reported while they last', async () => {
    const { governor, go, waiting } = setUp();
    const first = await go(slow);
    first.throttled(40_000);
    finish(first);
    expect(await go(slow)).toMatchObject({ waitReason: 'throttled', waitedMs: 40_000 });
    expect(waiting).toEqual([40_000]);
    governor.refuse(() => true, new Error('over'));
  });

  test('the number of calls under way is bounded', async () => {
    const { go } = setUp({ scale: 0, maxInFlight: 2 });
    const permits = await Promise.all([go(slow), go(slow)]);
    let third: Permit | undefined;
    const asked = go(slow).then((permit) => {
      third = permit;
    });
    await new Promise((resolve) => setImmediate(resolve));
    expect(third).toBeUndefined();
    for (const permit of permits) finish(permit);
    await asked;
    expect(third?.waitReason).toBeUndefined();
  });

  test('calls without a published limit are paced with an assumed limit', async () => {
    const { go, clock } = setUp();
    for (let call = 0; call < 11; call += 1) finish(await go(unpublished));
    expect(clock.now()).toBeGreaterThanOrEqual(1000);
  });

  test('a call that was never sent costs nothing', async () => {
    const { go, clock } = setUp();
    (await go(slow)).end();
    await go(slow);
    expect(clock.now()).toBe(0);
  });
});

describe('leaving', () => {
  test('a call that stops waiting makes room for the next', async () => {
    const { go } = setUp();
    finish(await go(slow));
    const stop = new AbortController();
    const stopped = go(slow, { signal: stop.signal });
    const next = go(slow);
    stop.abort(new Error('enough'));
    await expect(stopped).rejects.toThrow('enough');
    expect((await next).waitedMs).toBe(1005);
    await expect(go(slow, { signal: stop.signal })).rejects.toThrow('enough');
  });

  test('those who wait can be turned away, by endpoint', async () => {
    const { governor, go } = setUp();
    finish(await go(slow));
    finish(await go(other));
    const [away, stays] = [go(slow), go(other)];
    governor.refuse((endpoint) => endpoint === slow, new Error('quota'));
    await expect(away).rejects.toThrow('quota');
    expect((await stays).waitReason).toBe('quota');
  });
});

test('a pause of one Base lets the calls of others pass', async () => {
  const { governor, go, clock } = setUp({ scale: 10 });
  governor.pauseKey('busy', 5000);
  const went: string[] = [];
  await Promise.all(
    ['busy', 'free', 'busy', 'free'].map(async (pauseKey) => {
      finish(await go(slow, { pauseKey }));
      went.push(`${pauseKey} ${clock.now()}`);
    }),
  );
  expect(went).toEqual(['free 0', 'free 0', 'busy 5000', 'busy 5000']);
});
