import { describe, expect, test } from 'vitest';
import { ConfigError } from '../../model/errors.ts';
import { untranslated } from '../../model/message.ts';
import { Secret } from '../../model/secret.ts';
import { type FetchedToken, TokenCache } from './token-cache.ts';

const minuteMs = 60_000;

function setUp(lives: readonly number[]): {
  cache: TokenCache;
  fetched: () => number;
  at: (ms: number) => void;
  failWith: (error: Error | undefined) => void;
  warnings: unknown[];
} {
  let [now, fetched] = [1_000_000, 0];
  let failure: Error | undefined;
  const warnings: unknown[] = [];
  const fetchToken = (): Promise<FetchedToken> => {
    fetched += 1;
    const token = { token: new Secret(`t-${fetched}`), expiresInMs: lives[Math.min(fetched, lives.length) - 1] ?? 0 };
    return failure === undefined ? Promise.resolve(token) : Promise.reject(failure);
  };
  const clock = { now: () => now, elapsed: () => now, sleep: () => Promise.resolve() };
  return {
    cache: new TokenCache({ clock, fetchToken, onEarlyRenewalFailed: (error) => warnings.push(error) }),
    fetched: () => fetched,
    at: (ms) => {
      now = 1_000_000 + ms;
    },
    failWith: (error) => {
      failure = error;
    },
    warnings,
  };
}

const get = async (cache: TokenCache): Promise<string> => (await cache.get()).reveal();

const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('the tenant token', () => {
  test('a token is requested once, whatever the number of calls that need it', async () => {
    const { cache, fetched } = setUp([7200_000]);
    expect(new Set(await Promise.all(Array.from({ length: 50 }, () => get(cache))))).toEqual(new Set(['t-1']));
    expect(fetched()).toBe(1);
  });

  test('lives for what the answer says, not for two hours', async () => {
    const { cache, at } = setUp([4567_000, 7200_000]);
    await cache.get();
    at(4567_000 - 3 * minuteMs);
    expect(await get(cache)).toBe('t-2');
  });

  test('a token is renewed in the background half an hour before its end, while calls use the old one', async () => {
    const { cache, at, fetched } = setUp([7200_000]);
    await cache.get();
    at(89 * minuteMs);
    await cache.get();
    expect(fetched()).toBe(1);
    at(91 * minuteMs);
    expect(await Promise.all([get(cache), get(cache)])).toEqual(['t-1', 't-1']);
    await settled();
    expect(fetched()).toBe(2);
    expect(await get(cache)).toBe('t-2');
  });

  test('a failed renewal in passing costs nothing, and is not tried at every call', async () => {
    const { cache, at, fetched, failWith, warnings } = setUp([7200_000]);
    await cache.get();
    failWith(new ConfigError({ code: 'lark.credentials.rejected', message: untranslated('rotated') }));
    at(100 * minuteMs);
    expect(await get(cache)).toBe('t-1');
    await settled();
    expect(await get(cache)).toBe('t-1');
    await settled();
    expect([fetched(), warnings.length]).toEqual([2, 1]);
    at(118 * minuteMs);
    await expect(cache.get()).rejects.toThrow('rotated');
  });

  test('is forgotten some time after its end: nothing needs to be kept out of texts for ever', async () => {
    const { cache, at } = setUp([7200_000]);
    for (const hours of [0, 2, 4, 6]) {
      at(hours * 60 * minuteMs);
      await cache.get();
    }
    expect([...cache.known].map((token) => token.reveal())).toEqual(['t-4']);
  });

  test('short-lived tokens are used as well', async () => {
    const { cache, at, fetched } = setUp([60_000]);
    await cache.get();
    at(30_000);
    await cache.get();
    expect(fetched()).toBe(1);
    at(50_000);
    expect(await get(cache)).toBe('t-1');
    await settled();
    expect(await get(cache)).toBe('t-2');
  });

  test('a rejection drops only the rejected token', async () => {
    const { cache, fetched } = setUp([7200_000]);
    const first = await cache.get();
    cache.invalidate(first);
    expect(await get(cache)).toBe('t-2');
    cache.invalidate(first);
    expect(await get(cache)).toBe('t-2');
    expect(fetched()).toBe(2);
  });

  test('wrong credentials are not offered again by every waiting call, but later they are', async () => {
    const { cache, at, fetched, failWith } = setUp([7200_000]);
    failWith(new ConfigError({ code: 'lark.credentials.rejected', message: untranslated('wrong') }));
    for (let call = 0; call < 5; call += 1) await expect(cache.get()).rejects.toThrow('wrong');
    expect(fetched()).toBe(1);
    failWith(undefined);
    at(6000);
    expect(await get(cache)).toBe('t-2');
  });
});
