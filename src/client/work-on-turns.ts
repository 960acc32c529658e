import { type Clock, rest } from '../model/clock.ts';
import { LarkstreamError, TransientError } from '../model/errors.ts';
import type { JsonObject } from '../util/json.ts';
import { ApiError } from './api-error.ts';
import type { ApiEvent, Client } from './client-types.ts';
import type { ApiSchemas } from './contract/schemas.ts';

type Turn = NonNullable<ApiSchemas['HeardTurn']['turn']>;

/** Of what, and how, turns are worked on. */
export interface TurnWork {
  readonly to:
    | { readonly triggerId: string; readonly from: readonly string[]; readonly all: boolean }
    | { readonly handlerId: string };
  /** Works on one: gives the events of its answer. What it throws is told to the service. The signal says that nobody waits any more. */
  readonly work: (turn: Turn, signal: AbortSignal) => AsyncIterable<JsonObject>;
  /** From now on turns come; again after a connection that was lost. */
  readonly onListening?: () => void;
  readonly onLost?: () => void;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

/** A service that is started again is back in seconds. */
const againMs = 1_000;
/** The service takes somebody for gone who says nothing of a turn for three times as long. */
const pingMs = 10_000;
const mostEvents = 500;

/** Works on turns for as long as the signal lets it, and connects again when the connection is lost. @throws ApiError for what no repeat mends */
export async function workOnTurns(client: Client, given: TurnWork): Promise<void> {
  const { clock, signal, onLost } = given;
  while (!signal.aborted) {
    const gone = new AbortController();
    try {
      await listenOnce(client, given, AbortSignal.any([signal, gone.signal]));
    } catch (thrown) {
      if (!signal.aborted && !mayBeMended(thrown)) throw thrown;
    } finally {
      // What was handed to this connection was handed to somebody else with its end.
      gone.abort();
    }
    if (signal.aborted) return;
    onLost?.();
    await rest(clock, againMs, signal);
  }
}

function mayBeMended(thrown: unknown): boolean {
  return thrown instanceof ApiError && (thrown.status === 0 || thrown.status === 429 || thrown.status >= 500);
}

type HeardEvent = Omit<ApiEvent<'POST /triggers/{id}/listen'>, 'id'>;

async function* heard(client: Client, { to }: TurnWork, signal: AbortSignal): AsyncGenerator<HeardEvent, void, void> {
  if ('handlerId' in to) {
    yield* client.stream('POST /handlers/{id}/listen', { params: { id: to.handlerId }, signal });
    return;
  }
  const { triggerId, from, all } = to;
  yield* client.stream('POST /triggers/{id}/listen', { params: { id: triggerId }, body: { from, all }, signal });
}

async function listenOnce(client: Client, given: TurnWork, signal: AbortSignal): Promise<void> {
  const under = new Map<string, AbortController>();
  for await (const { event, data } of heard(client, given, signal)) {
    const { listenerId, relayId = '', turn } = data;
    if (event === 'ready') given.onListening?.();
    if (event === 'ended') under.get(relayId)?.abort();
    if (event !== 'turn' || turn === undefined) continue;
    const ended = new AbortController();
    under.set(relayId, ended);
    const answering = new Answering(client, { listenerId, relayId }, given.clock);
    void answering
      .run((until) => given.work(turn, until), AbortSignal.any([signal, ended.signal]))
      .finally(() => under.delete(relayId));
  }
}

/** One answer on its way: events that come while others are sent go together. */
class Answering {
  readonly #client: Client;
  readonly #of: { readonly listenerId: string; readonly relayId: string };
  readonly #clock: Clock;
  #waiting: JsonObject[] = [];
  #isComplete = false;
  #woken = new AbortController();

  constructor(client: Client, of: { readonly listenerId: string; readonly relayId: string }, clock: Clock) {
    this.#client = client;
    this.#of = of;
    this.#clock = clock;
  }

  async run(work: (signal: AbortSignal) => AsyncIterable<JsonObject>, signal: AbortSignal): Promise<void> {
    const ended = new AbortController();
    const until = AbortSignal.any([signal, ended.signal]);
    const working = this.#work(work(until));
    try {
      await this.#send(until);
    } catch {
      // Nobody waits for it any more, or nobody can be reached: the service hands the turn to somebody else.
    } finally {
      ended.abort();
    }
    await working;
  }

  async #work(events: AsyncIterable<JsonObject>): Promise<void> {
    let isOver = false;
    try {
      for await (const event of events) {
        isOver ||= event.event === 'later' || event.event === 'done';
        this.#add(event);
      }
      if (!isOver) this.#add({ event: 'done' });
    } catch (thrown) {
      this.#add(errorEvent(thrown));
    }
    this.#isComplete = true;
    this.#woken.abort();
  }

  #add(event: JsonObject): void {
    this.#waiting.push(event);
    this.#woken.abort();
  }

  async #send(signal: AbortSignal): Promise<void> {
    for (let seq = 1; !signal.aborted; seq += 1) {
      if (this.#waiting.length === 0 && !this.#isComplete) await rest(this.#clock, pingMs, signal, this.#woken.signal);
      if (signal.aborted) return;
      this.#woken = new AbortController();
      const events = this.#waiting.splice(0, mostEvents);
      const isLast = this.#isComplete && this.#waiting.length === 0;
      await this.#post(seq, events.length === 0 && !isLast ? [{ event: 'ping' }] : events, isLast, signal);
      if (isLast) return;
    }
  }

  /** Under its number it is taken once, however often it is sent. */
  async #post(seq: number, events: readonly JsonObject[], isLast: boolean, signal: AbortSignal): Promise<void> {
    const { listenerId, relayId } = this.#of;
    const asked = { params: { id: listenerId }, body: { relayId, seq, events, isLast }, signal };
    for (;;) {
      try {
        await this.#client.call('POST /listeners/{id}/answers', asked);
        return;
      } catch (thrown) {
        if (signal.aborted || !mayBeMended(thrown)) throw thrown;
        await rest(this.#clock, againMs, signal);
      }
    }
  }
}

const mostWords = 1_000;

/** As a handler behind a URL would say it: what a repeat may mend comes again. */
function errorEvent(thrown: unknown): JsonObject {
  const message = (thrown instanceof Error ? thrown.message : String(thrown)).slice(0, mostWords);
  if (!(thrown instanceof LarkstreamError)) return { event: 'error', message, isFinal: true };
  const { retryAfterMs } = thrown.details;
  const again = typeof retryAfterMs === 'number' ? { retryAfterSeconds: retryAfterMs / 1_000 } : {};
  return thrown instanceof TransientError
    ? { event: 'error', message, ...again }
    : { event: 'error', message, isFinal: true };
}
