import type { Clock } from '../../model/clock.ts';
import { TransientError } from '../../model/errors.ts';
import type { ServiceStore } from '../../model/service/service-store.ts';
import type { ListenedTo, Listener } from '../../model/triggers/listener.ts';
import type { BodyOwner, BodyVault } from '../../model/triggers/sealed-text.ts';
import { type JsonValue, tryParseJson } from '../../util/json.ts';
import { newId } from '../../util/new-id.ts';
import type { ListenerBell } from './listener-bell.ts';

/** How often whoever waits looks by himself: behind a pooler no bell is heard. */
const lookMs = 1_000;
/** A listener tells at least every ten seconds that it is at work (`ping`); after this it is taken for gone. */
const silentMs = 30_000;

/** What turns are handed to listeners with. */
export interface RelayParts {
  readonly store: Pick<ServiceStore, 'listeners' | 'followListeners'>;
  readonly bodies: BodyVault;
  readonly clock: Clock;
  readonly bell: ListenerBell;
  /** Unguessable, for ids. */
  readonly bytes: (count: number) => Uint8Array;
}

/** What is asked. */
export interface AskedListener {
  readonly listenerId: string;
  readonly turnId: string;
  /** Whose key seals what is handed over. */
  readonly owner: BodyOwner;
  /** JSON, as handlers are sent it. */
  readonly payload: string;
}

/** Whose messages a listener gets: of a person, in a chat; or of an account that tries a trigger. */
export interface WhoAsks {
  readonly ids: readonly (string | undefined)[];
  readonly accountId?: string | undefined;
}

/** Who works on it now; undefined: nobody does. A test goes to the account that has begun it. */
export async function findListener(
  { listeners }: Pick<RelayParts['store'], 'listeners'>,
  to: ListenedTo,
  { ids, accountId }: WhoAsks,
): Promise<Listener | undefined> {
  const all = await listeners.live(to);
  const isMeant = ({ from, accountId: own }: Listener): boolean =>
    accountId === undefined ? from === undefined || from.some((id) => ids.includes(id)) : own === accountId;
  return all.find(isMeant);
}

/**
 * Hands a turn to a listener; gives the events of its answer, in lists, as they come.
 * @throws TransientError `handler.away` when the listener is gone before its answer is complete
 */
export async function* askListener(
  { store, bodies, clock, bell, bytes }: RelayParts,
  { listenerId, turnId, owner, payload }: AskedListener,
  signal: AbortSignal,
): AsyncGenerator<JsonValue, void, void> {
  const id = newId('rl', clock.now(), bytes);
  const body = await bodies.seal(owner, id, payload);
  const ear = bell.at(id, store);
  try {
    if (!(await store.listeners.hand({ id, listenerId, turnId, body }))) throw listenerGone();
    let heardAt = clock.elapsed();
    for (let after = 0; ; ) {
      signal.throwIfAborted();
      const pieces = await store.listeners.pieces(id, after);
      if (pieces === undefined) throw listenerGone();
      for (const piece of pieces) {
        after = piece.seq;
        const text = await bodies.open(piece.body, pieceName(id, piece.seq));
        yield (text === undefined ? undefined : tryParseJson(text)) ?? [];
        if (piece.isLast) return;
      }
      if (pieces.length > 0) heardAt = clock.elapsed();
      else if (clock.elapsed() - heardAt > silentMs) {
        await store.listeners.end(listenerId);
        throw listenerGone();
      }
      await ear.rest(lookMs, signal);
    }
  } finally {
    ear.close();
    // What is left of it goes with its listener.
    await store.listeners.close(id).catch(() => undefined);
  }
}

/** Where a piece of an answer belongs. */
export function pieceName(relayId: string, seq: number): string {
  return `${relayId}/${seq}`;
}

function listenerGone(): TransientError {
  return new TransientError({
    code: 'handler.away',
    message: {
      en: 'Who was listening is gone, and has not answered',
      zh: '监听方已断开，没有作答',
    },
    details: { retryAfterMs: 1 },
  });
}
