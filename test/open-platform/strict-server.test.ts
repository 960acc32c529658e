import { expect, test } from 'vitest';
import { Secret } from '../../src/model/secret.ts';
import { attendanceEndpoints } from '../../src/open-platform/endpoints/attendance.ts';
import { OpenPlatformClient } from '../../src/open-platform/open-platform-client.ts';
import { anyData, PlatformDouble } from '../support/platform-double.ts';

/**
 * The one test in real time: sockets, timers and the event loop are what the pacing has to stand. On a busy machine calls
 * may arrive in a bunch; a fault of the pacing shows each time.
 */
test('a strict server never has to throttle, and nearly no time is given away', { retry: 8 }, async () => {
  await using double = await PlatformDouble.start();
  const arrivals: number[] = [];
  double.handler = () => {
    const now = performance.now();
    const isTooMuch = arrivals.filter((at) => at > now - 1000).length >= 50;
    arrivals.push(now);
    return isTooMuch ? { status: 429, body: { code: 99991400, msg: 'limit' } } : { body: { code: 0, data: anyData } };
  };
  const client = new OpenPlatformClient({
    region: 'lark',
    baseUrl: double.baseUrl,
    credentials: { appId: 'cli_0123456789abcdef', appSecret: new Secret('very-secret-secret') },
  });
  const from = performance.now();
  const path = { group_id: 'G' };
  await Promise.all(
    Array.from({ length: 120 }, () => client.call(attendanceEndpoints.getGroup, { path, feed: 'attendance' })),
  );
  const ms = performance.now() - from;
  await client.close();
  const counts = client.calls.list().find((entry) => entry.feed === 'attendance');
  expect(counts).toMatchObject({ calls: 120, throttled: 0, retries: {} });
  expect(ms).toBeGreaterThan(2000);
  // Generous, because tests share the machine; the simulation beside this one measures the few percent.
  expect(ms).toBeLessThan(3500);
});
