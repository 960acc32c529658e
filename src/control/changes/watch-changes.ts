import type { Caller } from '../../model/service/caller.ts';
import { mayDo } from '../../model/service/role.ts';
import type { ChangeSign } from '../../model/service/service-store.ts';
import { renewCaller } from '../accounts/authenticate.ts';
import type { ControlParts } from '../parts.ts';
import type { Subscription } from './change-feed.ts';

/** Of one account: a console needs one for each window. */
const mostOfAccount = 10;
/** Whether the caller is still signed in is asked at least so often. */
const askAgainMs = 15_000;
/** Who missed more than that reads the things themselves. */
const maxMissed = 1_000;

/** A kind of thing, or one thing. */
export interface Topic {
  readonly kind: string;
  readonly id: string | undefined;
}

/** `ready`: from now on; `reset`: something was missed, and what is shown must be read again. Both with the number of the last sign. */
export type Watched =
  | { readonly kind: 'ready' | 'reset'; readonly seq: number }
  | { readonly kind: 'change'; readonly sign: ChangeSign };

interface WatchRequest {
  /** All when empty. */
  readonly topics: readonly Topic[];
  /** The number of the last sign that the caller has seen. */
  readonly after: number | undefined;
  readonly signal: AbortSignal;
}

/** The number of the last sign: what is read after this was asked for is watched without a gap from there on. */
export async function lastChange({ store }: Pick<ControlParts, 'store'>): Promise<number> {
  return await store.changes.lastSeq();
}

/** Signs of what changes, as long as the caller is signed in and the signal lets it. @throws ConfigError `api.too.many` */
export async function watchChanges(
  parts: ControlParts,
  caller: Caller,
  request: WatchRequest,
): Promise<AsyncIterable<Watched>> {
  const subscription = await parts.changeFeed.subscribe(caller.accountId ?? '', mostOfAccount, request.signal);
  return follow(parts, caller, request, subscription);
}

async function* follow(
  parts: ControlParts,
  first: Caller,
  { topics, after, signal }: WatchRequest,
  subscription: Subscription,
): AsyncGenerator<Watched> {
  let caller: Caller | undefined = first;
  try {
    let seen = 0;
    for await (const watched of missed(parts, after, (sign) => isFor(first, topics, sign))) {
      if (watched.kind !== 'change') seen = watched.seq;
      yield watched;
    }
    while (!signal.aborted) {
      const signs = await subscription.take(askAgainMs);
      if (signs.length === 0 || signs.some((sign) => isAbout(first, sign))) caller = await renewCaller(parts, first);
      if (caller === undefined || signal.aborted) return;
      if (subscription.isLate) {
        yield { kind: 'reset', seq: await parts.store.changes.lastSeq() };
        return;
      }
      for (const sign of signs) if (sign.seq > seen && isFor(caller, topics, sign)) yield { kind: 'change', sign };
    }
  } finally {
    subscription.close();
  }
}

/** What has changed since the caller last listened, or that it is too much to tell. */
async function* missed(
  { store }: Pick<ControlParts, 'store'>,
  after: number | undefined,
  isWanted: (sign: ChangeSign) => boolean,
): AsyncGenerator<Watched> {
  const last = await store.changes.lastSeq();
  if (after === undefined) {
    yield { kind: 'ready', seq: last };
    return;
  }
  const signs = await store.changes.after(after, maxMissed + 1);
  // Numbers have no gaps, but old signs are deleted.
  const isGap = last < after || (last > after && signs[0]?.seq !== after + 1);
  if (isGap || signs.length > maxMissed) {
    yield { kind: 'reset', seq: last };
    return;
  }
  for (const sign of signs) if (isWanted(sign)) yield { kind: 'change', sign };
  yield { kind: 'ready', seq: signs.at(-1)?.seq ?? last };
}

const isAbout = (caller: Caller, { topic, id }: ChangeSign): boolean =>
  (topic === 'account' && id === caller.accountId) || (topic === 'token' && id === caller.id);

function isFor(caller: Caller, topics: readonly Topic[], { topic, id }: ChangeSign): boolean {
  // Of people, everybody sees themselves.
  const isOfPeople = topic === 'account' || topic === 'token';
  if (isOfPeople && id !== caller.accountId && !mayDo(caller.role, 'manage-accounts')) return false;
  return topics.length === 0 || topics.some((wanted) => wanted.kind === topic && (wanted.id ?? id) === id);
}
