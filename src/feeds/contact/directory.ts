import { type LarkstreamError, StoppedError } from '../../model/errors.ts';
import type { FeedContext } from '../feed-context.ts';
import { ContactClient } from './contact-client.ts';
import { toIdTypes } from './id-types.ts';
import { type Person, toPerson } from './rows.ts';
import { Walk } from './walk.ts';

/** Walks Contact only to know who is there, when its own streams are not wanted. */
export type WalkAlone = (context: FeedContext, feed: string) => AsyncIterable<Person>;

/** Everyone whom the app may see, for feeds that ask person by person. */
export interface DirectoryFollower {
  /** Whether another feed walks for those who follow. */
  readonly isShared: boolean;
  /**
   * Follows the contact feed's walk from its first person when one was announced, else walks by itself. Ends when the walk
   * ends; throws what made it incomplete, after everyone who was found. `feed` is charged for a walk of its own, which
   * `alone` may replace.
   */
  people(context: FeedContext, feed: string, alone?: WalkAlone): AsyncIterable<Person>;
}

type Phase = 'unannounced' | 'announced' | 'ended';

/**
 * The people of one read, walked once for all feeds. Whoever starts the feeds calls `expectWalk` before, if and only if
 * the contact feed is among them, and reads all feeds at the same time; the contact feed fills in whom it meets.
 */
export class Directory implements DirectoryFollower {
  readonly #people: Person[] = [];
  #phase: Phase = 'unannounced';
  #failure: LarkstreamError | undefined;
  #waiting: (() => void)[] = [];

  get isShared(): boolean {
    return this.#phase !== 'unannounced';
  }

  /** The contact feed is going to be read too: followers wait for it instead of walking themselves. */
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

  async *people(context: FeedContext, feed: string, alone: WalkAlone = walkAlone): AsyncGenerator<Person, void, void> {
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

/** Everyone whom the app may see, by a walk that no other feed makes. */
export async function* walkAlone(context: FeedContext, feed: string): AsyncGenerator<Person, void, void> {
  const { client, signal } = context;
  const contact = new ContactClient({ client, signal, feed, idTypes: toIdTypes({}) });
  const walk = new Walk({ contact, people: true });
  for await (const event of walk.events()) {
    if (event.kind !== 'people') continue;
    for (const user of event.people) {
      const person = toPerson(user);
      if (person !== undefined) yield person;
    }
  }
  const failure = walk.failure;
  if (failure !== undefined) throw failure;
}
