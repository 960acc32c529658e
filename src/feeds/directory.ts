import { type LarkstreamError, StoppedError } from '../model/errors.ts';
import type { FeedContext } from './feed-context.ts';

/** What feeds need to know of a person. */
export interface Person {
  readonly openId: string;
  readonly userId: string | null;
  readonly employeeNo: string | null;
  readonly name: string | null;
}

/** Finds the people for a feed by itself, where no other feed walks for it. */
export type WalkAlone = (context: FeedContext, feed: string) => AsyncIterable<Person>;

/** Everyone whom the app may see, for feeds that ask person by person. */
export interface DirectoryFollower {
  /** Whether another feed walks for those who follow. */
  readonly isShared: boolean;
  /**
   * Follows the announced walk from its first person; where none was announced, `alone` finds the people, and its calls are
   * charged to `feed`. Ends when the walk ends; throws what made it incomplete, after everyone who was found.
   */
  people(context: FeedContext, feed: string, alone: WalkAlone): AsyncIterable<Person>;
}

type Phase = 'unannounced' | 'announced' | 'ended';

/**
 * The people of one read, walked once for all feeds. The feed that reads them calls `expectWalk` in its `announce` and adds each person
 * that it reads. `lark-source.ts` announces every feed of a read before it reads all of them at the same time.
 */
export class Directory implements DirectoryFollower {
  readonly #people: Person[] = [];
  #phase: Phase = 'unannounced';
  #failure: LarkstreamError | undefined;
  #waiting: (() => void)[] = [];

  get isShared(): boolean {
    return this.#phase !== 'unannounced';
  }

  /** A feed that meets everyone is going to be read too: followers wait for it instead of walking themselves. */
  expectWalk(): void {
    if (this.#phase === 'unannounced') this.#phase = 'announced';
  }

  /** The announced walk will not meet everyone (configured departments, people not wanted): followers walk themselves. */
  decline(): void {
    if (this.#phase === 'announced') this.#phase = 'unannounced';
    this.#wake();
  }

  add(people: readonly Person[]): void {
    if (this.#phase !== 'announced') return;
    this.#people.push(...people);
    this.#wake();
  }

  /** Ends the announced walk; the first call counts. With a failure, followers learn that people are missing. */
  end(failure?: LarkstreamError): void {
    if (this.#phase !== 'announced') return;
    this.#phase = 'ended';
    this.#failure = failure;
    this.#wake();
  }

  async *people(context: FeedContext, feed: string, alone: WalkAlone): AsyncGenerator<Person, void, void> {
    const wake = (): void => this.#wake();
    context.signal.addEventListener('abort', wake);
    try {
      for (let next = 0; ; ) {
        const person = this.#people[next];
        if (person !== undefined) {
          next++;
          yield person;
          continue;
        }
        if (this.#phase !== 'announced') break;
        if (context.signal.aborted)
          throw new StoppedError({ code: 'run.stopped', message: { en: 'The walk was stopped', zh: '遍历已停止' } });
        await new Promise<void>((resolve) => this.#waiting.push(resolve));
      }
    } finally {
      context.signal.removeEventListener('abort', wake);
    }
    if (this.#failure !== undefined) throw this.#failure;
    if (this.#phase === 'unannounced') yield* alone(context, feed);
  }

  #wake(): void {
    for (const resolve of this.#waiting.splice(0)) resolve();
  }
}
