/**
 * What the chat page draws. The server reads messages and cards into these parts, and the page knows nothing else: no text of anybody is ever read as HTML
 * there.
 */

/** How a run of text looks. */
export type Mark = 'bold' | 'italic' | 'struck' | 'code';

/** A part of a line. */
export type Inline =
  | { readonly kind: 'text'; readonly text: string; readonly marks: readonly Mark[]; readonly color: string | null }
  | { readonly kind: 'link'; readonly text: string; readonly href: string }
  | { readonly kind: 'at'; readonly name: string; readonly isMe: boolean }
  | { readonly kind: 'everybody' }
  | { readonly kind: 'tag'; readonly text: string; readonly color: string | null }
  | { readonly kind: 'emoji'; readonly name: string }
  | { readonly kind: 'image'; readonly key: string; readonly alt: string }
  | { readonly kind: 'break' };

/** A button of a card. `at` is its number among all of the card. */
export interface ShownButton {
  readonly kind: 'button';
  readonly at: number;
  readonly text: string;
  readonly look: 'default' | 'primary' | 'danger' | 'text';
  /** Of a button that only opens a page. */
  readonly href: string | null;
  readonly isDisabled: boolean;
  /** What is asked before it counts. */
  readonly confirm: string | null;
}

/** One below the other in a message. */
export type Block =
  | { readonly kind: 'paragraph'; readonly inlines: readonly Inline[]; readonly isSmall?: boolean }
  | { readonly kind: 'heading'; readonly level: number; readonly inlines: readonly Inline[] }
  | {
      readonly kind: 'list';
      readonly isOrdered: boolean;
      readonly start: number;
      readonly items: readonly (readonly Block[])[];
    }
  | { readonly kind: 'quote'; readonly blocks: readonly Block[] }
  | { readonly kind: 'code'; readonly language: string; readonly text: string }
  | {
      readonly kind: 'table';
      readonly head: readonly (readonly Inline[])[];
      readonly rows: readonly (readonly (readonly Inline[])[])[];
    }
  | { readonly kind: 'rule' }
  | { readonly kind: 'image'; readonly key: string; readonly alt: string }
  | { readonly kind: 'file'; readonly key: string; readonly name: string; readonly bytes: number }
  | { readonly kind: 'sound'; readonly key: string; readonly name: string; readonly seconds: number }
  | ShownButton
  | { readonly kind: 'row'; readonly blocks: readonly Block[] }
  | { readonly kind: 'columns'; readonly columns: readonly (readonly Block[])[] }
  | {
      readonly kind: 'panel';
      readonly title: readonly Inline[];
      readonly isOpen: boolean;
      readonly blocks: readonly Block[];
    }
  | { readonly kind: 'form'; readonly blocks: readonly Block[] }
  | { readonly kind: 'input'; readonly name: string; readonly label: string; readonly value: string }
  | {
      readonly kind: 'choice';
      readonly name: string;
      readonly label: string;
      readonly options: readonly { readonly value: string; readonly text: string }[];
    }
  | {
      readonly kind: 'forward';
      readonly items: readonly { readonly from: string; readonly blocks: readonly Block[] }[];
    }
  /** What this page does not draw, by its name on the platform. */
  | { readonly kind: 'other'; readonly what: string; readonly text: string };

/** Somebody who is in a chat. */
export interface ShownMember {
  readonly id: string;
  readonly name: string;
  readonly isBot: boolean;
}

/** What a card has around its elements. */
export interface ShownCard {
  readonly title: string;
  readonly color: string | null;
  readonly isStreaming: boolean;
}

/** A message as one person sees it. */
export interface ShownMessage {
  readonly id: string;
  readonly atMs: number;
  readonly from: ShownMember;
  readonly isMine: boolean;
  readonly blocks: readonly Block[];
  readonly card: ShownCard | null;
  readonly threadId: string | null;
  /** Said within a topic: the chat itself shows only its first message. */
  readonly isInThread: boolean;
  readonly replyTo: { readonly name: string; readonly text: string } | null;
  readonly isEdited: boolean;
  readonly isRecalled: boolean;
  /** Nobody else sees it. */
  readonly isOnlyForMe: boolean;
  readonly reactions: readonly {
    readonly emoji: string;
    readonly names: readonly string[];
    readonly isMine: boolean;
  }[];
  readonly followUps: readonly string[];
  /** What its author wrote, to be changed; null where it cannot be. */
  readonly source: string | null;
}

/** A chat in the list. */
export interface ShownChat {
  readonly id: string;
  readonly mode: 'p2p' | 'group' | 'topic';
  /** Of a direct chat: the app whose bot it is with. */
  readonly botId: string | null;
  readonly name: string;
  /** The newest thing said, in one line. */
  readonly last: { readonly id: string; readonly text: string; readonly atMs: number } | null;
}

/** What has changed since the last update, and everything in the first one. */
export interface Update {
  readonly isWhole: boolean;
  readonly me: ShownMember;
  readonly chats: readonly ShownChat[];
  /** Of the chat that is open. */
  readonly members: readonly ShownMember[];
  readonly messages: readonly ShownMessage[];
  /** Ids of messages that are there no more. */
  readonly gone: readonly string[];
}
