import { type Clock, rest } from '../../model/clock.ts';
import { TransientError } from '../../model/errors.ts';

/** Others take an attempt for lost when the store has heard nothing of it for ten seconds: a commit is to be over by then. */
const permitMs = 7_000;
/** Whoever hears nothing for so long works for nobody, and only keeps the destination from others. */
const patienceMs = 60_000;
const lookMs = 250;

/**
 * May an attempt commit? For some seconds after the worker has said that the store knows it at work. A worker that hangs, or whose store is
 * away, says nothing: its run may be cancelled or given to others meanwhile, and no number that they write need stand in the way of a commit.
 */
export class Permit {
  readonly #clock: Clock;
  #heardAt: number;
  #isEnded = false;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#heardAt = clock.elapsed();
  }

  renew(): void {
    this.#heardAt = this.#clock.elapsed();
  }

  /** The attempt has ended: what it has left behind commits nothing any more. */
  end(): void {
    this.#isEnded = true;
  }

  get isOver(): boolean {
    return this.#isEnded || this.#silence > patienceMs;
  }

  /** Waits for the worker where it has been silent. @throws TransientError `run.fenced` when it stays so. */
  async wait(): Promise<void> {
    while (this.#isEnded || this.#silence > permitMs) {
      if (this.isOver) throw unheard();
      await rest(this.#clock, lookMs);
    }
  }

  get #silence(): number {
    return this.#clock.elapsed() - this.#heardAt;
  }
}

function unheard(): TransientError {
  return new TransientError({
    code: 'run.fenced',
    message: {
      en: 'The worker of the attempt is not heard any more, and another attempt may be at work',
      zh: '已收不到本次尝试所属工作进程的消息，可能已有另一次尝试在进行',
    },
  });
}
