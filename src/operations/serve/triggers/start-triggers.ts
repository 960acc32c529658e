import { rest } from '../../../model/clock.ts';
import type { WorkKind } from '../../../model/service/service-store.ts';
import { openEventStore } from '../../../store/open-event-store.ts';
import { Moved } from '../../../triggers/flow/moved.ts';
import { sweepLater } from '../../../triggers/flow/sweep-later.ts';
import { sweepSessions } from '../../../triggers/flow/sweep-sessions.ts';
import { closeAll } from '../../../util/close-all.ts';
import { type Chore, repeat } from '../repeat.ts';
import { type Engine, makeEngine, type TriggerWorkParts } from './engine.ts';
import { keepUntilChange, keptDefinitions } from './flow-store.ts';
import { keepConsumers } from './keep-consumers.ts';
import { KeptTally } from './kept-tally.ts';
import { Senders } from './senders.ts';

/** Triggers at work in a process. */
export interface StartedTriggers {
  /** Takes no more events and turns, or takes them again; what is to be said is sent all the same. */
  drain(isDraining: boolean): Promise<void>;
  close(): Promise<void>;
}

const appsMs = 1_000;
const sweepMs = 5_000;
const laterMs = 60_000;
/** How soon the console shows what was said. */
const movedMs = 1_000;
const consumersMs = 60_000;
const tallyMs = 5_000;
/** So long who stops waits for Lark. */
const larkMs = 10_000;

/** Takes events for triggers, works on their turns and sends what is to be said: several processes share it. */
export async function startTriggers(parts: TriggerWorkParts): Promise<StartedTriggers> {
  const { store, clock, resources } = parts;
  const inbox = await openEventStore(resources.eventStore, { isTimedByStore: true });
  const senders: Senders = new Senders({ ...parts, onChange: () => engine.sender.wake() });
  const stop = new AbortController();
  const keep = keepUntilChange(store, clock, stop.signal);
  const known = keptDefinitions(store, keep);
  const handlerOf = keep((id: string) => parts.handlerOf(id));
  const tally = new KeptTally();
  const keepTally = async (): Promise<void> => await tally.keep(store.tallies, await store.now());
  const moved = new Moved({ store, clock });
  const engine = makeEngine({ ...parts, tally, known, handlerOf, inbox, moved, sendsFor: () => senders.held });
  const { flow, events, turns, sender } = engine;
  const chores: readonly Chore[] = [
    { everyMs: appsMs, trouble: 'Integrations could not be looked up', work: () => senders.look() },
    {
      everyMs: sweepMs,
      trouble: 'Conversations whose time is over could not be looked up',
      work: () => sweepSessions(flow),
    },
    { everyMs: laterMs, trouble: 'Answers that never came could not be looked up', work: () => sweepLater(flow) },
    { everyMs: movedMs, trouble: 'Those who look at conversations could not be told', work: () => moved.write() },
    {
      everyMs: consumersMs,
      trouble: 'Triggers could not be given their events',
      work: () => keepConsumers({ store, inbox }, clock.now()),
    },
    { everyMs: tallyMs, trouble: 'What bots do could not be counted', work: keepTally },
  ];
  const working = new Working((signal) => bothOver(events.run(signal), turns.run(signal)));
  working.begin();
  const always = Promise.all([
    store.followWork((kind) => wake(engine, kind), stop.signal),
    sender.run(stop.signal),
    ...chores.map((chore) => repeat(chore, parts, stop.signal)),
  ]);
  return {
    drain: async (isDraining) => {
      if (isDraining) await working.end();
      else working.begin();
    },
    close: async () => {
      await closeAll(
        () =>
          withoutLark(parts, () =>
            closeAll(
              () => working.end(),
              () => {
                stop.abort();
                return always;
              },
            ),
          ),
        // What was counted since; a store that is away is no reason not to end.
        () => keepTally().catch(() => undefined),
        () => senders.close(),
        () => inbox.close(),
      );
    },
  };
}

/** What still asks Lark something after a while is broken off: others, or the next start, go on with it. */
async function withoutLark({ clock, apps }: TriggerWorkParts, end: () => Promise<void>): Promise<void> {
  const ended = new AbortController();
  const breakOff = async (): Promise<void> => {
    await rest(clock, larkMs, ended.signal);
    // They are closed once more at the end, where it is told what failed.
    if (!ended.signal.aborted) await apps.close().catch(() => undefined);
  };
  const breaking = breakOff();
  await closeAll(
    end,
    () => ended.abort(),
    () => breaking,
  );
}

function wake({ events, turns, sender }: Engine, kind: WorkKind | undefined): void {
  if (kind === undefined || kind === 'events') events.wake();
  if (kind === undefined || kind === 'turn') turns.wake();
  if (kind === undefined || kind === 'send') sender.wake();
}

/** Neither goes on when this is over, whatever has befallen the other. */
async function bothOver(...works: readonly Promise<void>[]): Promise<void> {
  for (const result of await Promise.allSettled(works)) if (result.status === 'rejected') throw result.reason;
}

/** What can be ended, and begun again. */
class Working {
  readonly #work: (signal: AbortSignal) => Promise<unknown>;
  #current: { readonly stop: AbortController; readonly done: Promise<unknown> } | undefined;

  constructor(work: (signal: AbortSignal) => Promise<unknown>) {
    this.#work = work;
  }

  begin(): void {
    if (this.#current?.stop.signal.aborted === false) return;
    const before = this.#current?.done;
    const stop = new AbortController();
    const work = async (): Promise<unknown> => {
      // What has befallen those before us is told to who has ended them.
      await before?.catch(() => undefined);
      return await this.#work(stop.signal);
    };
    this.#current = { stop, done: work() };
  }

  async end(): Promise<void> {
    const current = this.#current;
    current?.stop.abort();
    try {
      await current?.done;
    } finally {
      if (this.#current === current) this.#current = undefined;
    }
  }
}
