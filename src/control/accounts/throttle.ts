import { isIPv4, isIPv6 } from 'node:net';
import { ConfigError } from '../../model/errors.ts';
import { Turns } from '../../util/turns.ts';
import type { ControlParts } from '../parts.ts';

/** Wrong passwords are forgotten so long after the last one. */
const memoryMs = 3_600_000;
const firstWaitMs = 5_000;
const longestWaitMs = 15 * 60_000;
/** So many are free: of one login, and of all from one network. */
const freeOfLogin = 5;
const freeOfNetwork = 20;

interface Counter {
  readonly key: string;
  readonly free: number;
}

type Parts = Pick<ControlParts, 'store' | 'clock'>;

/** Tries are counted one after another; between processes, two may now and then count as one. */
const turns = new Turns();

/** What an attempt to sign in is counted by: the name that is tried, and the network that it comes from. */
export function countersOf(login: string, address: string | undefined): readonly Counter[] {
  const network = address === undefined ? undefined : networkOf(address);
  const ofLogin = { key: `login:${login}`, free: freeOfLogin };
  return network === undefined ? [ofLogin] : [ofLogin, { key: `net:${network}`, free: freeOfNetwork }];
}

/** Counts an attempt as failed, before anybody knows: of many at once, none is let through uncounted. @throws ConfigError `api.too.many` */
export async function countAttempt({ store, clock }: Parts, counters: readonly Counter[]): Promise<void> {
  await turns.take('count', async () => {
    const now = clock.now();
    const counts = await Promise.all(
      counters.map(async ({ key, free }) => {
        const { count = 0, until = 0 } = (await store.door.failures(key)) ?? {};
        if (until <= now) return { key, count: 0 };
        const waitMs = until - memoryMs + waitAfter(count - free) - now;
        if (waitMs > 0) throw tooMany(waitMs);
        return { key, count };
      }),
    );
    for (const { key, count } of counts) await store.door.fail(key, count + 1, now + memoryMs);
  });
}

/** Takes back what was counted: it was the right password. The login begins anew; of the network only this one is taken back. */
export async function uncount({ store, clock }: Parts, [ofLogin, ofNetwork]: readonly Counter[]): Promise<void> {
  await turns.take('count', async () => {
    if (ofLogin !== undefined) await store.door.clear(ofLogin.key);
    const found = ofNetwork && (await store.door.failures(ofNetwork.key));
    if (ofNetwork === undefined || found === undefined) return;
    if (found.count <= 1) await store.door.clear(ofNetwork.key);
    else await store.door.fail(ofNetwork.key, found.count - 1, Math.max(found.until, clock.now()));
  });
}

/** After so many wrong ones beyond the free ones: doubles from 5 seconds to a quarter of an hour. */
function waitAfter(beyond: number): number {
  return beyond <= 0 ? 0 : Math.min(longestWaitMs, firstWaitMs * 2 ** (beyond - 1));
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
