/** What is looked for in a text: a part of it, or a pattern between slashes. */
export interface Sought {
  /** As the script says it. */
  readonly source: string;
  readonly fits: (text: string) => boolean;
}

/** Where something is said: to the bot alone, in a group, as an answer to what was said last, or in a topic below it; `here` is the chat of the line before. */
export type SayPlace =
  | { readonly kind: 'direct' | 'reply' | 'thread' | 'here' }
  | { readonly kind: 'group'; readonly name: string };

/** What one line of a script does. Without `as` it is done by whoever has done something last. */
export type StepDoes =
  | {
      readonly kind: 'group';
      readonly name: string;
      readonly mode: 'group' | 'topic';
      readonly people: readonly string[];
    }
  | { readonly kind: 'say'; readonly as: string; readonly place: SayPlace; readonly text: string }
  | {
      readonly kind: 'send';
      readonly as: string;
      readonly place: SayPlace;
      readonly what: 'image' | 'file';
      readonly name: string;
    }
  | { readonly kind: 'wait'; readonly sought: Sought | undefined; readonly withinMs: number }
  | { readonly kind: 'press' | 'tap'; readonly text: string; readonly as: string | undefined }
  | { readonly kind: 'toast'; readonly sought: Sought }
  | { readonly kind: 'react' | 'unreact'; readonly emoji: string; readonly as: string | undefined }
  | { readonly kind: 'edit'; readonly text: string; readonly as: string | undefined }
  | { readonly kind: 'recall'; readonly as: string | undefined }
  | { readonly kind: 'menu'; readonly key: string; readonly as: string | undefined }
  | { readonly kind: 'open'; readonly as: string | undefined };

/** A line of a script; the first line is 1. */
export type Step = StepDoes & { readonly line: number };

/** What is wrong with a line, or what went wrong there. */
export interface ScriptFault {
  readonly line: number;
  readonly message: { readonly en: string; readonly zh: string };
}
