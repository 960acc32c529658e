import { type Clock, systemClock } from '../../model/clock.ts';
import { AskedTokens } from './asked-tokens.ts';
import { Attempt } from './attempt.ts';
import { LiveCommons } from './live-commons.ts';
import { loadAhead } from './load-ahead.ts';
import { isTidy, openThings } from './open-things.ts';
import { Permit } from './permit.ts';
import { type FromAttempt, isToAttempt, type StartMessage, type ToAttempt, type TokenMessage } from './run-messages.ts';

/** The other end, which is the worker: the process of Node as it is. */
export interface AttemptChannel {
  onMessage(listener: (message: unknown) => void): void;
  /** Called when the worker has gone. */
  onGone(listener: () => void): void;
  send(message: FromAttempt): void;
}

/**
 * Works on one order after the other, and tells how each goes; the process ends when the promise resolves. It takes a further order only
 * when the last one has ended well and has left nothing open.
 */
export async function serveAttempt(channel: AttemptChannel, clock: Clock = systemClock): Promise<void> {
  const inbox = new Orders(channel, clock);
  const before = openThings();
  for (;;) {
    const order = await inbox.next();
    if (order === undefined) return;
    const { start, stop, permit, hearing } = order;
    // Whatever an attempt has left behind neither speaks nor commits in the name of the next one.
    const own = new OwnChannel(channel);
    const tokens = new AskedTokens((message) => own.send(message));
    hearing.token = (message) => tokens.hear(message);
    const commons = new LiveCommons(clock, tokens.sharing);
    const ended = await new Attempt(start, own, { clock, permit, commons }).run(stop);
    await commons.close();
    own.close();
    permit.end();
    channel.send(ended);
    if (start.isLive || stop.signal.aborted || !hasGoneWell(ended) || !(await isTidy(before))) return;
    channel.send({ kind: 'free', memoryMb: process.memoryUsage.rss() / 1e6 });
  }
}

/** One at a time. */
interface Order {
  readonly start: StartMessage;
  readonly stop: AbortController;
  readonly permit: Permit;
  readonly hearing: { token: (message: TokenMessage) => void };
}

/** What the worker says goes to the order that is worked on. */
class Orders {
  readonly #clock: Clock;
  #current: Omit<Order, 'start'>;
  #next = Promise.withResolvers<StartMessage | undefined>();
  #isGone = false;

  constructor(channel: AttemptChannel, clock: Clock) {
    this.#clock = clock;
    this.#current = this.#fresh();
    channel.onMessage((message) => {
      if (isToAttempt(message)) this.#hear(message);
    });
    channel.onGone(() => {
      this.#isGone = true;
      this.#next.resolve(undefined);
    });
  }

  /** Undefined when the worker has gone. */
  async next(): Promise<Order | undefined> {
    const start = await this.#next.promise;
    if (start === undefined || this.#isGone) return undefined;
    this.#next = Promise.withResolvers();
    return { start, ...this.#current };
  }

  #hear(message: ToAttempt): void {
    if (message.kind === 'start') {
      this.#current = this.#fresh();
      this.#next.resolve(message);
    }
    // What can't be loaded is met again by the run, which tells of it.
    else if (message.kind === 'prepare') loadAhead(message.foreseen).catch(() => undefined);
    else if (message.kind === 'stop') this.#current.stop.abort();
    else if (message.kind === 'token') this.#current.hearing.token(message);
    // A token says nothing of whether the store knows the attempt at work.
    if (message.kind !== 'token') this.#current.permit.renew();
  }

  #fresh(): Omit<Order, 'start'> {
    const hearing = { token: () => undefined };
    return { stop: new AbortController(), permit: new Permit(this.#clock), hearing };
  }
}

/** The channel as long as an attempt is at work. */
class OwnChannel {
  readonly #channel: Pick<AttemptChannel, 'send'>;
  #isClosed = false;

  constructor(channel: Pick<AttemptChannel, 'send'>) {
    this.#channel = channel;
  }

  send(message: FromAttempt): void {
    if (!this.#isClosed) this.#channel.send(message);
  }

  close(): void {
    this.#isClosed = true;
  }
}

/** After a failure of any kind nobody knows what state things are in. */
function hasGoneWell(ended: FromAttempt): boolean {
  return ended.kind === 'report' && (ended.report?.outcome === 'done' || ended.report?.outcome === 'incomplete');
}
