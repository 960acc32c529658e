import { type Clock, rest } from '../../../model/clock.ts';
import { BugError, type LarkstreamError, toLarkstreamError } from '../../../model/errors.ts';
import type { ClaimedEvent } from '../../../model/event.ts';
import type { Inbox, LeaseHolder } from '../../../model/inbox.ts';
import type { Logger } from '../../../model/logger.ts';
import type { Random } from '../../../model/random.ts';
import { triggerConsumers, triggerOfConsumer } from '../../../model/triggers/trigger-consumer.ts';
import { holdLeases } from '../../../sync/hold-leases.ts';
import { gatherWork } from '../../../util/gather-work.ts';

/** What takes events for triggers. */
export interface EventTakerParts {
  readonly inbox: Pick<Inbox, 'claim' | 'extend' | 'complete' | 'fail' | 'release' | 'dueConsumers'>;
  /** Names this worker in leases. */
  readonly owner: string;
  /** Of whose events a trigger takes; undefined when it is gone. */
  readonly placeOf: (
    triggerId: string,
  ) => Promise<{ readonly integrationId: string; readonly appId: string } | undefined>;
  /** Decides about an event and does what follows; all of it is in the store when it resolves. */
  readonly take: (
    event: ClaimedEvent,
    place: { readonly integrationId: string; readonly triggerId: string },
  ) => Promise<unknown>;
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
  /** How long an event may wait to be noticed of which nobody has told. */
  readonly pollMs?: number;
}

const leaseMs = 60_000;
/** One after another in a chat, beside each other in several. */
const atOnce = 16;
/** Of one consumer: who waits for the platform keeps the others of a claim from nobody else. */
const mostDrains = 4;
const usualPollMs = 1_000;
/** Of what comes in quick succession, several are claimed together; the first of them waits for nothing. */
const gatherMs = 15;
/** What cannot be judged, such as a store that is away: 1 s, 2 s … a minute; after some 16 hours a person has to look. */
const [firstMs, longestMs, mostTries] = [1_000, 60_000, 1_000];
/** A fault of ours is not mended by trying. */
const mostTriesOfBugs = 4;

/** Takes the events that wait for triggers, those of one chat in their order, and hands them to the flow. Several may run, in several processes. */
export class EventTaker {
  readonly #parts: EventTakerParts;
  /** What is under way, by consumer. */
  readonly #busy = new Map<string, Set<Promise<void>>>();
  /** Notes that one is done, by consumer: those that are done at the same time by one statement. */
  readonly #completing = new Map<string, (seq: number) => Promise<unknown>>();
  #woken = new AbortController();

  constructor(parts: EventTakerParts) {
    this.#parts = parts;
  }

  /** Something may have come. */
  wake(): void {
    // With a reason, none is made with a trace.
    this.#woken.abort('woken');
  }

  /** Until the signal; then what has begun is done, and the rest given back. */
  async run(signal: AbortSignal): Promise<void> {
    const { inbox, clock, logger, pollMs = usualPollMs } = this.#parts;
    while (!signal.aborted) {
      this.#woken = new AbortController();
      try {
        for (const consumer of await inbox.dueConsumers({ prefix: triggerConsumers, now: clock.now() }))
          this.#begin(consumer, signal);
      } catch (thrown) {
        warn(logger, 'Events for triggers could not be looked up', toLarkstreamError(thrown));
      }
      await rest(clock, Math.min(gatherMs, pollMs), signal);
      await rest(clock, pollMs, signal, this.#woken.signal);
    }
    await Promise.all([...this.#busy.values()].flatMap((works) => [...works]));
  }

  #begin(consumer: string, signal: AbortSignal): void {
    const works = this.#busy.get(consumer) ?? new Set();
    if (works.size >= mostDrains) return;
    const work = this.#drain(consumer, signal)
      .catch((thrown: unknown) => {
        warn(this.#parts.logger, 'Events of a trigger could not be taken', toLarkstreamError(thrown));
        return false;
      })
      .then((mayBeMore) => {
        works.delete(work);
        if (works.size === 0) this.#busy.delete(consumer);
        if (mayBeMore) this.wake();
      });
    works.add(work);
    this.#busy.set(consumer, works);
  }

  /** Gives whether there may be more. */
  async #drain(consumer: string, signal: AbortSignal): Promise<boolean> {
    const { inbox, owner, placeOf, clock } = this.#parts;
    const triggerId = triggerOfConsumer(consumer);
    const place = triggerId === undefined ? undefined : await placeOf(triggerId);
    // Of one that was deleted, the deliveries are being forgotten.
    if (triggerId === undefined || place === undefined) return false;
    while (!signal.aborted) {
      const claim = { consumer, owner, appId: place.appId, leaseMs, limit: atOnce, now: clock.now() };
      const events = await inbox.claim(claim);
      if (events.length === 0) return false;
      const isAll = events.length < atOnce;
      const seqs = events.map(({ seq }) => seq);
      await holdLeases({ inbox, seqs, clock, consumer, owner, leaseMs }, async () => {
        const groups = Map.groupBy(events, ({ seq, orderKey }) => orderKey ?? String(seq));
        await Promise.all(
          [...groups.values()].map((group) =>
            this.#takeGroup(group, { consumer, owner }, { ...place, triggerId }, signal),
          ),
        );
      });
      // Whether there is more is looked up for all consumers, by one message to the store instead of the six of a claim.
      if (isAll) return true;
    }
    return false;
  }

  /** Of one chat: what comes behind one that fails waits for it. */
  async #takeGroup(
    events: readonly ClaimedEvent[],
    holder: LeaseHolder,
    place: { readonly integrationId: string; readonly triggerId: string },
    signal: AbortSignal,
  ): Promise<void> {
    const { inbox, take } = this.#parts;
    for (const [at, event] of events.entries()) {
      const left = events.slice(at).map(({ seq }) => seq);
      if (signal.aborted) {
        await inbox.release(left, holder);
        return;
      }
      try {
        await take(event, place);
      } catch (thrown) {
        await inbox.release(left.slice(1), holder);
        await this.#fail(event, holder, toLarkstreamError(thrown));
        return;
      }
      await this.#complete(event.seq, holder);
    }
  }

  async #complete(seq: number, holder: LeaseHolder): Promise<void> {
    const { inbox, clock } = this.#parts;
    const { consumer } = holder;
    const complete =
      this.#completing.get(consumer) ??
      gatherWork((seqs: readonly number[]) => inbox.complete(seqs, { ...holder, now: clock.now() }));
    this.#completing.set(consumer, complete);
    await complete(seq);
  }

  async #fail({ seq, id, attempts }: ClaimedEvent, holder: LeaseHolder, error: LarkstreamError): Promise<void> {
    const { inbox, clock, random, logger } = this.#parts;
    warn(logger, 'An event could not be taken by a trigger', error, { event: id, consumer: holder.consumer });
    const most = error instanceof BugError ? mostTriesOfBugs : mostTries;
    const waitMs = Math.min(longestMs, firstMs * 2 ** Math.min(attempts - 1, 10)) * (0.5 + random() / 2);
    const now = clock.now();
    const next = attempts >= most ? {} : { nextAt: now + Math.round(waitMs) };
    await inbox.fail([seq], { ...holder, error: error.texts.message, now, ...next });
  }
}

function warn(
  logger: Logger,
  what: string,
  { code, message }: LarkstreamError,
  details: Readonly<Record<string, string>> = {},
): void {
  logger.warn(what, { ...details, code, error: message });
}
