import type { JsonObject } from '../../util/json.ts';
import type { Random } from '../random.ts';
import { type Addressee, envelope } from './envelope.ts';
import type { AppEvents, EventOptions } from './event-options.ts';
import type { TenantEvent } from './tenant-event.ts';

/** One event on its way to one app. */
export interface Delivery {
  readonly id: string;
  readonly type: string;
  readonly tenantKey: string;
  readonly body: JsonObject;
  readonly createdMs: number;
  attempts: number;
  acknowledgedMs: number | null;
  /** All repetitions have failed: the platform forgets it. */
  isGivenUp: boolean;
  lastError: string | null;
}

/** One attempt; says why it failed, or undefined. */
type Push = (delivery: Delivery, isRepetition: boolean) => Promise<string | undefined>;

/** The schedule of the repetitions, and `push`, which makes one attempt. `now` is in milliseconds. */
interface DeliveryQueueOptions extends Pick<EventOptions, 'retrySeconds' | 'speed' | 'repeatsOneIn'> {
  readonly now: () => number;
  readonly random: Random;
  readonly push: Push;
}

/**
 * Delivers an app its events, as often as the documentation says: at most four repetitions, 15 s, 5 min, 1 h and 6 h after the
 * attempt before. Events of one order key wait for each other.
 */
export class DeliveryQueue {
  readonly deliveries: Delivery[] = [];
  readonly #options: DeliveryQueueOptions;
  readonly #queues = new Map<string, Delivery[]>();
  readonly #timers = new Map<Delivery, NodeJS.Timeout>();
  #isClosed = false;

  constructor(options: DeliveryQueueOptions) {
    this.#options = options;
  }

  send(event: TenantEvent, to: Addressee): void {
    const { now, random } = this.#options;
    const id = random.hex(32);
    const createdMs = now();
    const delivery: Delivery = {
      id,
      type: event.type,
      tenantKey: to.tenantKey,
      body: envelope(event, to, id, createdMs),
      createdMs,
      attempts: 0,
      acknowledgedMs: null,
      isGivenUp: false,
      lastError: null,
    };
    this.deliveries.push(delivery);
    if (event.orderKey === undefined) void this.#attempt(delivery, undefined);
    else this.#queue(delivery, `${to.tenantKey}/${event.orderKey}`);
  }

  /** Everything that waits for its next attempt is tried now. */
  retryNow(): void {
    for (const [delivery, timer] of [...this.#timers]) {
      clearTimeout(timer);
      this.#timers.delete(delivery);
      this.#retries.get(delivery)?.();
    }
  }

  /** Events that are neither acknowledged nor given up. */
  get pendingCount(): number {
    return this.deliveries.filter(({ acknowledgedMs, isGivenUp }) => acknowledgedMs === null && !isGivenUp).length;
  }

  close(): void {
    this.#isClosed = true;
    for (const timer of this.#timers.values()) clearTimeout(timer);
    this.#timers.clear();
  }

  readonly #retries = new Map<Delivery, () => void>();

  #queue(delivery: Delivery, key: string): void {
    const queue = this.#queues.get(key);
    if (queue !== undefined) {
      queue.push(delivery);
      return;
    }
    this.#queues.set(key, [delivery]);
    void this.#attempt(delivery, key);
  }

  async #attempt(delivery: Delivery, key: string | undefined): Promise<void> {
    const { retrySeconds, speed, repeatsOneIn, now, push, random } = this.#options;
    const isRepetition = delivery.attempts > 0;
    delivery.attempts++;
    const failure = await push(delivery, isRepetition);
    if (this.#isClosed) return;
    delivery.lastError = failure ?? null;
    if (failure === undefined) {
      delivery.acknowledgedMs = now();
      if (repeatsOneIn > 0 && random.int(repeatsOneIn) === 0) void push(delivery, true);
      this.#next(key);
      return;
    }
    const waitSeconds = retrySeconds[delivery.attempts - 1];
    if (waitSeconds === undefined) {
      delivery.isGivenUp = true;
      this.#next(key);
      return;
    }
    const again = (): void => {
      this.#timers.delete(delivery);
      this.#retries.delete(delivery);
      void this.#attempt(delivery, key);
    };
    this.#retries.set(delivery, again);
    this.#timers.set(delivery, setTimeout(again, (waitSeconds * 1000) / speed));
  }

  #next(key: string | undefined): void {
    if (key === undefined) return;
    const queue = this.#queues.get(key) ?? [];
    queue.shift();
    const [head] = queue;
    if (head === undefined) this.#queues.delete(key);
    else void this.#attempt(head, key);
  }
}

/** Where an app wants its events, and whether it has asked for this one. */
export function wants({ mode, types }: AppEvents, type: string): boolean {
  return mode !== 'off' && (types.includes('*') || types.includes(type));
}
