import type { Caller } from '../../model/service/caller.ts';
import type { ListenedTo } from '../../model/triggers/listener.ts';
import { isObject, type JsonObject, parseJson } from '../../util/json.ts';
import { assertMay } from '../accounts/assert-may.ts';
import { change } from '../change.ts';
import { found, wrongState } from '../outcomes.ts';
import type { ControlParts } from '../parts.ts';

/** Longer than a look at the store may take, shorter than a person waits for an answer. */
const leaseMs = 15_000;
const renewMs = 4_000;

/** To a trigger in the place of its handler, or for a handler whose functions a program gives. */
export type ListenRequest = ListenedTo & {
  /** Ids of people and chats; empty: only what its account itself tries. Undefined: all. */
  readonly from: readonly string[] | undefined;
};

/** `ready`: from now on. `turn`: work on it. `ended`: nobody waits for it any more, because it was answered, stopped or handed to somebody else. */
export type Heard =
  | { readonly kind: 'ready'; readonly listenerId: string }
  | { readonly kind: 'turn'; readonly listenerId: string; readonly relayId: string; readonly turn: JsonObject }
  | { readonly kind: 'ended'; readonly listenerId: string; readonly relayId: string };

/**
 * Hands turns to the caller for as long as it listens; then they go where they went before.
 * @throws ConfigError `api.not.found`, `api.state.wrong` for a handler of another kind, `api.role.denied`
 */
export async function listen(
  parts: ControlParts,
  caller: Caller,
  request: ListenRequest,
  signal: AbortSignal,
): Promise<AsyncIterable<Heard>> {
  if (request.from?.length !== 0) assertMay(caller, 'see-payloads');
  await assertThere(parts, request);
  const id = parts.newId('li');
  const { from } = request;
  const of = { triggerId: undefined, handlerId: undefined, ...request };
  const { triggerId, handlerId } = of;
  const by = { accountId: caller.accountId ?? '', by: caller.name };
  const detail = { listener: id, from: from === undefined ? 'all' : [...from] };
  const note =
    triggerId === undefined
      ? ({ action: 'handler.listen', kind: 'handler', id: handlerId ?? '', detail } as const)
      : ({ action: 'trigger.listen', kind: 'trigger', id: triggerId, detail } as const);
  await change(parts, caller, note, (tables) =>
    tables.listeners.begin({ id, triggerId, handlerId, ...by, from }, leaseMs),
  );
  return hear(parts, id, signal);
}

async function assertThere({ store }: ControlParts, request: ListenRequest): Promise<void> {
  if ('triggerId' in request) {
    found(await store.triggers.find(request.triggerId), 'trigger', request.triggerId);
    return;
  }
  const { kind, name } = found(await store.handlers.find(request.handlerId), 'handler', request.handlerId);
  if (kind === 'function') return;
  throw wrongState({
    en: `“${name}” is no handler of functions: nothing is handed to programs that connect`,
    zh: `“${name}”不是函数类处理程序，不会把工作交给连接的程序`,
  });
}

async function* hear(parts: ControlParts, listenerId: string, signal: AbortSignal): AsyncGenerator<Heard> {
  const { store, clock, resources } = parts;
  const ear = resources.bell.at(listenerId, store);
  try {
    yield { kind: 'ready', listenerId };
    const known = new Set<string>();
    for (let renewedAt = clock.elapsed(); !signal.aborted; ) {
      if (clock.elapsed() - renewedAt >= renewMs) {
        // It was silent about a turn: whoever is still there connects again.
        if (!(await store.listeners.renew(listenerId, leaseMs))) return;
        renewedAt = clock.elapsed();
      }
      yield* news(parts, listenerId, known);
      await ear.rest(renewMs, signal);
    }
  } finally {
    ear.close();
    await store.listeners.end(listenerId);
  }
}

async function* news({ store, bodies }: ControlParts, listenerId: string, known: Set<string>): AsyncGenerator<Heard> {
  const open = new Set(await store.listeners.relaysOf(listenerId));
  for (const relayId of known) {
    if (open.has(relayId)) continue;
    known.delete(relayId);
    yield { kind: 'ended', listenerId, relayId };
  }
  for (const relayId of open) {
    if (known.has(relayId)) continue;
    const relayed = await store.listeners.relayed(relayId);
    const text = relayed && (await bodies.open(relayed.body, relayId));
    const turn = text === undefined ? undefined : parseJson(text);
    if (!isObject(turn)) continue;
    known.add(relayId);
    yield { kind: 'turn', listenerId, relayId, turn };
  }
}
