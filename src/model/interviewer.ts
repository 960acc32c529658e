import type { Message } from './message.ts';

/** The value that an answer means; undefined when it makes no sense. */
export type Reader<T> = (answer: string) => T | undefined;

/** What is wrong with an answer that made no sense. Nothing is repeated that may be a secret. */
export type Flaw = (answer: string) => Message;

/** What an answer may be. */
export interface AnswerOptions<T> {
  /** What an empty answer means; an empty answer is read like any other when absent. */
  readonly preset?: string;
  /** What would be right, for who has answered something else. */
  readonly choices: string;
  readonly read: Reader<T>;
  readonly flaw: Flaw;
}

/** Port: asks a person, in the language of the screen. */
export interface Interviewer {
  /** A line; blanks at its beginning are its indent. */
  say(line: Message): void;
  /** Asks until the answer makes sense. @throws StoppedError when the person leaves. */
  askFor<T>(question: Message, options: AnswerOptions<T>): Promise<T>;
  /** What went wrong, for another try. @throws StoppedError that it is given. */
  tell(thrown: unknown): void;
}
