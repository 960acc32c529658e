import { systemClock } from '../../model/clock.ts';
import { toLarkstreamError } from '../../model/errors.ts';
import { reportError } from '../../model/run-report.ts';
import { Secret } from '../../model/secret.ts';
import type { AttemptListener, AttemptOrder, AttemptResult, RunningAttempt } from '../../scheduler/attempt.ts';
import { RunChild, type RunProcessesOptions, resultIn, stopTimeoutMs, tell, toStart } from './run-child.ts';
import { type FromAttempt, isFromAttempt, type ToAttempt, type TokenMessage } from './run-messages.ts';

/** One that has worked for long, or has grown, makes room for a fresh one. */
const bounds = { runs: 200, ageMs: 30 * 60_000, memoryMb: 300 };

/** A process of attempts, one after the other. */
export class RunProcess {
  readonly #child: RunChild;
  readonly #bornAt = systemClock.elapsed();
  #runs = 0;
  /** The attempt at work. */
  #hear: ((message: FromAttempt) => void) | undefined;

  constructor(options: RunProcessesOptions) {
    this.#child = new RunChild(options, {
      onMessage: (message) => {
        if (isFromAttempt(message)) this.#hear?.(message);
      },
    });
  }

  get isThere(): boolean {
    return this.#child.isThere;
  }

  /** Resolves when it has ended. */
  get gone(): Promise<unknown> {
    return this.#child.gone;
  }

  /** Works on an order; `onFree` is called before the end is told when it may take another one. */
  run(order: AttemptOrder, listener: AttemptListener, onFree: () => void): RunningAttempt {
    let result: AttemptResult | undefined;
    let isOver = false;
    let killing: NodeJS.Timeout | undefined;
    this.#runs += 1;
    const ended = new Promise<AttemptResult>((resolve) => {
      const end = (of: AttemptResult): void => {
        if (isOver) return;
        isOver = true;
        clearTimeout(killing);
        this.#hear = undefined;
        resolve(of);
      };
      this.#hear = (message) => {
        const heard = resultIn(message);
        if (heard !== undefined) result = heard;
        else if (message.kind === 'want-token')
          void giveTo(listener, message).then((given) => isOver || this.send(given));
        else if (message.kind !== 'free') tell(listener, message);
        else if (result !== undefined) {
          const mayGoOn = killing === undefined && this.#isFit(message.memoryMb);
          end(result);
          if (mayGoOn) onFree();
          else this.kill();
        }
      };
      void this.#child.gone.then((error) => end(result ?? { kind: 'died', error }));
    });
    this.send(toStart(order));
    // Once it is over the process may be at work for others: whoever still holds the attempt must not reach these.
    const whileAtWork = (work: () => void) => () => {
      if (!isOver) work();
    };
    return {
      ended,
      kill: whileAtWork(() => this.kill()),
      goOn: whileAtWork(() => this.send({ kind: 'go-on' })),
      stop: whileAtWork(() => {
        this.send({ kind: 'stop' });
        killing ??= setTimeout(() => this.kill(), stopTimeoutMs);
      }),
    };
  }

  send(message: ToAttempt): void {
    this.#child.send(message);
  }

  kill(): void {
    this.#child.kill();
  }

  #isFit(memoryMb: number): boolean {
    return (
      this.#runs < bounds.runs && systemClock.elapsed() - this.#bornAt < bounds.ageMs && memoryMb < bounds.memoryMb
    );
  }
}

type WantToken = Extract<FromAttempt, { kind: 'want-token' }>;

/** Never rejects: what keeps the worker from having a token is met by the process. */
async function giveTo(listener: AttemptListener, { asked, rejected }: WantToken): Promise<TokenMessage> {
  try {
    const given = await listener.onToken?.(rejected === undefined ? undefined : new Secret(rejected));
    const shown = given && { given: { token: given.token.reveal(), expiresInMs: given.expiresInMs } };
    return { kind: 'token', asked, ...shown };
  } catch (thrown) {
    return { kind: 'token', asked, error: reportError(toLarkstreamError(thrown)) };
  }
}
