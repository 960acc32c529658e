import { createRelayHandler } from '../handlers/relay/relay-handler.ts';
import { TransientError } from '../model/errors.ts';
import type { Handler } from '../model/triggers/handler.ts';
import type { Listener } from '../model/triggers/listener.ts';
import { askListener, findListener, type RelayParts, type WhoAsks } from '../triggers/relay/ask-listener.ts';

/** Programs elsewhere that have connected, as handlers. */
export interface Relays {
  /** Who listens to a trigger in the place of its handler; undefined: nobody does. */
  ofTrigger(triggerId: string, who: WhoAsks): Promise<Handler | undefined>;
  /** Who gives the functions of a handler, found anew for each turn. @throws TransientError `handler.away` from the handler while nobody does */
  ofHandler(handler: { readonly id: string; readonly name: string }): Handler;
}

/** How soon a turn is handed to a program that connects meanwhile. */
const againMs = 5_000;

/** They are found by the store: they may be connected to any process. */
export function createRelays(parts: RelayParts): Relays {
  const relayTo = (find: () => Promise<Listener>): Handler =>
    createRelayHandler(async function* (request, signal) {
      const { id: listenerId } = await find();
      yield* askListener(parts, { ...request, listenerId }, signal);
    });
  return {
    ofTrigger: async (triggerId, who) => {
      const listener = await findListener(parts.store, { triggerId }, who);
      return listener && relayTo(() => Promise.resolve(listener));
    },
    ofHandler: ({ id: handlerId, name }) =>
      relayTo(async () => {
        const [listener] = await parts.store.listeners.live({ handlerId });
        if (listener === undefined) throw nobodyConnected(name);
        return listener;
      }),
  };
}

function nobodyConnected(name: string): TransientError {
  return new TransientError({
    code: 'handler.away',
    message: {
      en: `No program that gives the functions of “${name}” is connected`,
      zh: `没有提供“${name}”函数的程序连接到服务`,
    },
    details: { retryAfterMs: againMs },
  });
}
