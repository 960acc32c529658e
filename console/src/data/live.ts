import { useSyncExternalStore } from 'react';
import { api, isSignedOut } from './client.ts';
import { queryClient, tellSignedOut } from './query-client.ts';
import { tellAnswered } from './service-state.ts';
import { type Session, sessionQuery } from './session.ts';

/** Whether changes are seen as they happen. `paused`: the tab is hidden. */
export interface LiveState {
  readonly is: 'starting' | 'live' | 'paused' | 'lost';
  readonly since: number;
}

/** Signs come in bursts: what they are about is read again this often at most. */
const gatherMs = 300;
const waitsMs = [1_000, 2_000, 5_000, 10_000];
let state: LiveState = { is: 'starting', since: Date.now() };
const listeners = new Set<() => void>();

function tell(is: LiveState['is']): void {
  if (state.is === is) return;
  state = { is, since: Date.now() };
  for (const listener of listeners) listener();
}

export const useLive = (): LiveState =>
  useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => state,
  );

/** Up to where changes are known: another stream goes on behind it, also when the shell is drawn anew, as in another language. */
const place: { lastEventId: string | undefined } = { lastEventId: undefined };

/** Which things have changed, by topic. */
const pending = new Map<string, Set<string>>();

/** Keys of queries begin with the topic that they are about: `['pipeline', 'list', …]`, `['run', id]`. */
function readAgain({ topic, id }: { readonly topic: string; readonly id: string }): void {
  if (pending.size === 0) setTimeout(readPending, gatherMs);
  pending.set(topic, (pending.get(topic) ?? new Set()).add(id));
}

function readPending(): void {
  const changed = new Map(pending);
  pending.clear();
  void queryClient.invalidateQueries({
    predicate: ({ queryKey: [topic, about] }) => topicsOf(topic).some((one) => isAbout(changed.get(one), about)),
  });
}

/**
 * Who is signed in, and what they may do, changes with their account; conversations are the sessions of the API. A message makes a sign of its session,
 * and is a turn, too.
 */
const topics = new Map<unknown, readonly string[]>([
  ['session', ['account']],
  ['chat_session', ['session']],
  ['turn', ['turn', 'session']],
]);
const topicsOf = (topic: unknown): readonly string[] => topics.get(topic) ?? [String(topic)];

/** A busy service changes many things of a kind every second: what is asked of one is not read again for the others. */
function isAbout(ids: ReadonlySet<string> | undefined, about: unknown): boolean {
  if (ids === undefined) return false;
  const [some = ''] = ids;
  const isOfOne = typeof about === 'string' && about.startsWith(some.replace(/_.*/, '_'));
  return !isOfOne || ids.has(about);
}

/**
 * Follows the changes of the service while the page is seen. A browser has few connections for a host, so a hidden tab gives its own back.
 * Gives what ends it.
 */
export function followChanges(): () => void {
  let ended = new AbortController();
  const me = queryClient.getQueryData<Session | null>(sessionQuery.queryKey) ?? undefined;
  // The session is the first that a page reads; what has changed since must not be missed.
  place.lastEventId ??= me && String(me.lastChange);
  const begin = (): void => {
    ended.abort();
    ended = new AbortController();
    if (document.hidden) tell('paused');
    else void follow(ended.signal);
  };
  document.addEventListener('visibilitychange', begin);
  begin();
  return () => {
    document.removeEventListener('visibilitychange', begin);
    ended.abort();
  };
}

async function follow(signal: AbortSignal): Promise<void> {
  for (let tries = 0; !signal.aborted; tries += 1) {
    const before = place.lastEventId;
    try {
      await listen(signal);
    } catch (thrown) {
      if (signal.aborted) return;
      if (isSignedOut(thrown)) {
        tellSignedOut();
        return;
      }
    }
    if (place.lastEventId !== before) tries = 0;
    tell('lost');
    await pause(waitsMs[Math.min(tries, waitsMs.length - 1)] ?? 0, signal);
  }
}

/** Until the stream ends. */
async function listen(signal: AbortSignal): Promise<void> {
  const { lastEventId } = place;
  for await (const { event, data, id } of api.stream('GET /changes', { signal, lastEventId })) {
    place.lastEventId = id ?? place.lastEventId;
    tell('live');
    tellAnswered();
    if (event === 'reset') void queryClient.invalidateQueries();
    if (event === 'change') readAgain(data);
  }
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    const leave = (): void => {
      clearTimeout(timer);
      resolve();
    };
    signal.addEventListener('abort', leave, { once: true });
  });
}
