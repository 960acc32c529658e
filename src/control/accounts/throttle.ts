import { isIPv4, isIPv6 } from 'node:net';
import { ConfigError } from '../../model/errors.ts';
import type { ServiceTables } from '../../model/service/service-store.ts';
import { Turns } from '../../util/turns.ts';
import type { ControlParts } from '../parts.ts';
import { tooManyAtOnce } from './bounded-passwords.ts';

/** Wrong passwords are forgotten so long after the last one. */
const memoryMs = 3_600_000;
const firstWaitMs = 5_000;
/** So long a network is known from which somebody has signed in. */
const knownMs = 90 * 86_400_000;

/** What attempts are counted by, and how long they have to wait beyond the free ones: at first five seconds, doubled with each, at most `longestMs`. */
interface Counter {
  readonly key: string;
  readonly free: number;
  readonly longestMs: number;
}

/** Who tries a password, and from where. */
export interface Attempt {
  readonly login: string;
  readonly address: string | undefined;
}

type Parts = Pick<ControlParts, 'clock'> & { readonly store: Pick<ServiceTables, 'door'> };

/** Tries are counted one after another; between processes, two may now and then count as one. */
const turns = new Turns();
/** Whoever comes beyond is not counted, but sent away: strangers would fill the memory with what waits. */
const maxWaiting = 64;

/**
 * A login is counted for each network by itself: who guesses in one keeps nobody out in another. Guesses of one login from everywhere, and
 * those of one network, are slowed down beside that, but not for a person in a network from which they have signed in before.
 */
async function countersOf({ store, clock }: Parts, attempt: Attempt): Promise<readonly Counter[]> {
  const { login, network } = placeOf(attempt);
  const here = { key: `at:${network} ${login}`, free: 5, longestMs: 15 * 60_000 };
  const known = await store.door.failures(keyOfKnown(attempt));
  if (known !== undefined && known.until > clock.now()) return [here];
  const slow = { free: 20, longestMs: 60_000 };
  return [here, { key: `login:${login}`, ...slow }, { key: `net:${network}`, ...slow }];
}

/** No network has a blank in it, as logins may. */
const keyOfKnown = (attempt: Attempt): string => `known:${placeOf(attempt).network} ${attempt.login}`;

function placeOf({ login, address = '' }: Attempt): { readonly login: string; readonly network: string } {
  return { login, network: networkOf(address) ?? '?' };
}

/**
 * Counts an attempt as failed, before anybody knows: of many at once, none is let through uncounted. What is returned is told when it was
 * the right password: of the login here nothing is counted any more, of the others this one is taken back, and the network is known.
 * @throws ConfigError `api.too.many`
 */
export async function countAttempt(parts: Parts, attempt: Attempt): Promise<() => Promise<void>> {
  const { store, clock } = parts;
  if (turns.waiting('count') >= maxWaiting) throw tooManyAtOnce();
  return await turns.take('count', async () => {
    const now = clock.now();
    const counters = await countersOf(parts, attempt);
    const counts = await Promise.all(
      counters.map(async ({ key, free, longestMs }) => {
        const { count = 0, until = 0 } = (await store.door.failures(key)) ?? {};
        if (until <= now) return { key, count: 0 };
        const waitMs = until - memoryMs + waitAfter(count - free, longestMs) - now;
        if (waitMs > 0) throw tooMany(waitMs);
        return { key, count };
      }),
    );
    for (const { key, count } of counts) await store.door.fail(key, count + 1, now + memoryMs);
    return async () => await turns.take('count', () => takeBack(parts, attempt, counters));
  });
}

async function takeBack(parts: Parts, attempt: Attempt, [here, ...others]: readonly Counter[]): Promise<void> {
  const { store, clock } = parts;
  if (here !== undefined) await store.door.clear(here.key);
  for (const { key } of others) {
    const found = await store.door.failures(key);
    if (found === undefined) continue;
    if (found.count <= 1) await store.door.clear(key);
    else await store.door.fail(key, found.count - 1, Math.max(found.until, clock.now()));
  }
  await rememberNetwork(parts, attempt);
}

/** Somebody has signed in from there. */
export async function rememberNetwork({ store, clock }: Parts, attempt: Attempt): Promise<void> {
  await store.door.fail(keyOfKnown(attempt), 0, clock.now() + knownMs);
}

function waitAfter(beyond: number, longestMs: number): number {
  return beyond <= 0 ? 0 : Math.min(longestMs, firstWaitMs * 2 ** (beyond - 1));
}

function tooMany(waitMs: number): ConfigError {
  const seconds = Math.ceil(waitMs / 1_000);
  return new ConfigError({
    code: 'api.too.many',
    message: {
      en: `Too many wrong passwords; try again in ${seconds} seconds`,
      zh: `密码错误次数过多，请在 ${seconds} 秒后重试`,
    },
    details: { retryAfterSeconds: seconds },
  });
}

/** The network that an address is counted with: /24, or /64 of IPv6, where a single person has so many addresses. */
export function networkOf(address: string): string | undefined {
  if (isIPv4(address)) return `${address.split('.').slice(0, 3).join('.')}.0/24`;
  if (!isIPv6(address)) return undefined;
  const [head = '', tail] = address.split('%', 1)[0]?.split('::') ?? [];
  const left = head.split(':').filter((group) => group !== '');
  const right = (tail ?? '').split(':').filter((group) => group !== '');
  const gap = tail === undefined ? 0 : Math.max(0, 8 - left.length - right.length);
  const groups = [...left, ...Array.from({ length: gap }, () => '0'), ...right];
  return `${groups
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(':')}::/64`;
}
