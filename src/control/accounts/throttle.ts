import { isIPv4, isIPv6 } from 'node:net';
import { ConfigError } from '../../model/errors.ts';
import type { DoorTable } from '../../model/service/account.ts';
import type { ServiceTables } from '../../model/service/service-store.ts';
import { Turns } from '../../util/turns.ts';
import { gatheredReads } from '../gathered-reads.ts';
import type { ControlParts } from '../parts.ts';
import { type Asker, Places } from './places.ts';

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

/** What is counted of an attempt, and where it stands in lines. */
interface Counting {
  readonly counters: readonly Counter[];
  readonly asker: Asker;
}

/** An attempt that is counted as failed until it is said to have been right. */
interface CountedAttempt {
  /** In whose place it waits from now on. */
  readonly asker: Asker;
  /** Of the login here nothing is counted any more, of the other counters this attempt is taken back, and the network is known. */
  wasRight(): Promise<void>;
}

/** Tries are counted one after another; between processes, two may now and then count as one. */
const turns = new Turns();
/** Whoever comes beyond is not counted, but sent away: strangers would fill the memory with what waits. */
const places = new Places(64);

/**
 * A login is counted for each network by itself: who guesses in one keeps nobody out in another. Guesses of one login from everywhere, and
 * those of one network, are slowed down beside that, but not for a person in a network from which they have signed in before.
 */
function countersOf(attempt: Attempt): readonly [Counter, Counter, Counter] {
  const { login, network } = placeOf(attempt);
  const slow = { free: 20, longestMs: 60_000 };
  return [
    { key: `at:${network} ${login}`, free: 5, longestMs: 15 * 60_000 },
    { key: `login:${login}`, ...slow },
    { key: `net:${network}`, ...slow },
  ];
}

/** No network has a blank in it, as logins may. */
const keyOfKnown = (attempt: Attempt): string => `known:${placeOf(attempt).network} ${attempt.login}`;

function placeOf({ login, address = '' }: Attempt): { readonly login: string; readonly network: string } {
  return { login, network: networkOf(address) ?? '?' };
}

type Read = DoorTable['failures'];
const failuresOf = gatheredReads((door: DoorTable, keys) => door.failures(keys));

/** How often each has failed, and whether it has to wait. @throws ConfigError `api.too.many` */
async function look(
  { clock }: Parts,
  attempt: Attempt,
  read: Read,
): Promise<Counting & { readonly counts: ReadonlyMap<string, number> }> {
  const now = clock.now();
  const all = countersOf(attempt);
  const known = keyOfKnown(attempt);
  const failures = await read([known, ...all.map(({ key }) => key)]);
  const isKnown = (failures.get(known)?.until ?? 0) > now;
  const counters = isKnown ? [all[0]] : all;
  const counts = counters.map(({ key, free, longestMs }): [string, number] => {
    const { count = 0, until = 0 } = failures.get(key) ?? {};
    if (until <= now) return [key, 0];
    const waitMs = until - memoryMs + waitAfter(count - free, longestMs) - now;
    if (waitMs > 0) throw tooMany(waitMs);
    return [key, count];
  });
  const asker = { from: isKnown ? known : placeOf(attempt).network, isKnown };
  return { counters, asker, counts: new Map(counts) };
}

/**
 * Counts an attempt as failed, before anybody knows: of many at once, none is let through uncounted. Who has to wait is told so at once, and
 * stands in no line.
 * @throws ConfigError `api.too.many`
 */
export async function countAttempt(parts: Parts, attempt: Attempt): Promise<CountedAttempt> {
  const { door } = parts.store;
  const { asker } = await look(parts, attempt, failuresOf(door));
  const leave = places.enter(asker);
  try {
    return await turns.take(lineOf(asker), async () => {
      // Those before may have been counted meanwhile.
      const counting = await look(parts, attempt, (keys) => door.failures(keys));
      const until = parts.clock.now() + memoryMs;
      await door.fail(new Map([...counting.counts].map(([key, count]) => [key, { count: count + 1, until }])));
      return { asker, wasRight: () => turns.take(lineOf(asker), () => takeBack(parts, attempt, counting)) };
    });
  } finally {
    leave();
  }
}

/** What is counted of those who are known is counted of nobody else. */
const lineOf = ({ isKnown }: Asker): string => (isKnown ? 'known' : 'strangers');

async function takeBack(parts: Parts, attempt: Attempt, { counters }: Counting): Promise<void> {
  const { store, clock } = parts;
  const [here, ...others] = counters.map(({ key }) => key);
  const failures = await store.door.failures(others);
  const last = others.filter((key) => (failures.get(key)?.count ?? 0) <= 1);
  await store.door.clear(here === undefined ? last : [here, ...last]);
  const more = [...failures].filter(([key]) => !last.includes(key));
  await store.door.fail(
    new Map(more.map(([key, { count, until }]) => [key, { count: count - 1, until: Math.max(until, clock.now()) }])),
  );
  await rememberNetwork(parts, attempt);
}

/** Somebody has signed in from there. */
export async function rememberNetwork({ store, clock }: Parts, attempt: Attempt): Promise<void> {
  await store.door.fail(new Map([[keyOfKnown(attempt), { count: 0, until: clock.now() + knownMs }]]));
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
