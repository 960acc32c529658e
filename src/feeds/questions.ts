import type { Interviewer } from '../model/interviewer.ts';
import type { Message } from '../model/message.ts';
import type { SeenThing } from '../model/service/look.ts';
import type { FeedContext } from './feed-context.ts';

/** What a new configuration takes from a person about one module; loaded by `init` and by forms only. */
export interface ModuleQuestions<Settings extends object = object> {
  /** Asks for settings, and shows what there is; `context` is undefined while the platform cannot be asked. */
  ask(interviewer: Interviewer, context: FeedContext | undefined): Promise<Partial<Settings>>;
  /** What somebody has pasted into a form: a link, a token, a code. @throws LarkstreamError */
  see?(reference: string, context: FeedContext): Promise<SeenThing>;
  /** The flag of `init` that is named after the module, where the command line has one. */
  readonly flag?: {
    /** What it takes: "`--base` must be …". */
    readonly takes: Message;
    /** Undefined when one of the texts makes no sense. */
    read(texts: readonly string[]): Partial<Settings> | undefined;
    /** What they are instead, where one can say: "entry 2 is …". */
    flaw?(texts: readonly string[]): Message | undefined;
  };
}

/** The feed to which the calls of questions are charged. */
export const questionsFeed = 'init';
