import type { Clock } from '../model/clock.ts';
import type { Message } from '../model/message.ts';
import { plural } from '../util/plural.ts';
import type { RetryReport } from './call-observer.ts';
import { type Endpoint, endpointLabel } from './endpoint.ts';

/** A call that has been repeated three times, or for three seconds: a person is shown why nothing moves. Moments are milliseconds since the epoch. */
export interface RetryNotice {
  readonly endpoint: string;
  /** What is tried again, why, how often so far, when next, until when. */
  readonly message: Message;
  /** Repetitions so far, the coming one included. */
  readonly attempt: number;
  readonly delayMs: number;
  /** The call is given up then at the latest. */
  readonly until: number;
}

/** Before, it is nothing out of the ordinary. */
const reportAfterMs = 3_000;
const reportAfterTries = 3;
const reportIntervalMs = 15_000;

type Times = Pick<Clock, 'now' | 'elapsed'>;

/** Turns repetitions into notices: not for a single one that helped, and not for each of a hundred calls that meet the same. */
export class RetryNotices {
  readonly #clock: Times;
  readonly #onNotice: (notice: RetryNotice) => void;
  readonly #reportedAt = new Map<Endpoint, number>();

  constructor(options: { readonly clock: Times; readonly onNotice: (notice: RetryNotice) => void }) {
    this.#clock = options.clock;
    this.#onNotice = options.onNotice;
  }

  add(report: RetryReport): void {
    const { endpoint, attempt, delayMs, since, until } = report;
    const now = this.#clock.elapsed();
    if (attempt < reportAfterTries && now - since < reportAfterMs) return;
    if (now - (this.#reportedAt.get(endpoint) ?? Number.NEGATIVE_INFINITY) < reportIntervalMs) return;
    this.#reportedAt.set(endpoint, now);
    this.#onNotice({
      endpoint: endpointLabel(endpoint),
      message: sentence(report, now),
      attempt,
      // Programs get whole milliseconds; what is waited is drawn by lot.
      delayMs: Math.round(delayMs),
      until: Math.round(this.#clock.now() + until - now),
    });
  }
}

function sentence({ endpoint, why, attempt, delayMs, maxTries, until }: RetryReport, now: number): Message {
  const label = endpointLabel(endpoint);
  const next = durationText(delayMs);
  const left = durationText(Math.max(0, until - now));
  const end: Message =
    maxTries === undefined
      ? { en: `given up in ${left.en} at the latest`, zh: `最迟 ${left.zh}后放弃` }
      : { en: `given up after ${plural(maxTries, 'try', 'tries')}`, zh: `重试 ${maxTries} 次后放弃` };
  return {
    en: `Trying again: ${label}, because of ${why.en}. Try ${attempt} in ${next.en}, ${end.en}.`,
    zh: `正在重试 ${label}，原因：${why.zh}。${next.zh}后第 ${attempt} 次重试，${end.zh}。`,
  };
}

function durationText(ms: number): Message {
  const seconds = Math.max(1, Math.round(ms / 1000));
  if (seconds < 90) return { en: `${seconds} s`, zh: `${seconds} 秒` };
  const minutes = Math.round(seconds / 60);
  return { en: `${minutes} min`, zh: `${minutes} 分钟` };
}
