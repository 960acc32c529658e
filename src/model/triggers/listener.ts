import type { SealedText } from './sealed-text.ts';

// Times are milliseconds since the epoch by the clock of the store.

/** A program elsewhere that works on turns for a while: of a trigger in the place of its handler, or of a handler whose functions it gives. */
export interface Listener {
  readonly id: string;
  readonly triggerId: string | undefined;
  readonly handlerId: string | undefined;
  readonly accountId: string;
  /** Whoever has begun it, as people know them. */
  readonly by: string;
  /** Ids of the people and chats that it works for; undefined: all. */
  readonly from: readonly string[] | undefined;
  readonly begunAt: number;
}

/** Of what somebody listens to: one of the two. */
export type ListenedTo = { readonly triggerId: string } | { readonly handlerId: string };

/** A turn that is handed to a listener. */
export interface RelayedTurn {
  readonly id: string;
  readonly listenerId: string;
  readonly turnId: string;
  /** What handlers are sent. */
  readonly body: SealedText;
}

/** What a listener has answered at once: events of an answer. */
export interface RelayedPiece {
  /** From 1. */
  readonly seq: number;
  readonly body: SealedText;
  readonly isLast: boolean;
}

/** Who listens, what they were handed, and what they answer: the two may be connected to different processes. */
export interface ListenerTable {
  begin(listener: Omit<Listener, 'begunAt'>, forMs: number): Promise<void>;
  /** For `forMs` from now. False when it has ended. */
  renew(id: string, forMs: number): Promise<boolean>;
  /** What it has not answered is its no more. */
  end(id: string): Promise<void>;
  find(id: string): Promise<Listener | undefined>;
  /** Those who listen now; who has least to do first, of those the newest. */
  live(to: ListenedTo): Promise<readonly Listener[]>;
  /** Nobody else has the turn any more. False when the listener has ended. */
  hand(turn: RelayedTurn): Promise<boolean>;
  /** Ids of what it works on. */
  relaysOf(listenerId: string): Promise<readonly string[]>;
  relayed(id: string): Promise<RelayedTurn | undefined>;
  /** A piece that has come before is not kept again. False when it is not the listener's any more. */
  answer(id: string, listenerId: string, piece: RelayedPiece): Promise<boolean>;
  /** Pieces behind a number, in their order; undefined when nobody works on it any more. */
  pieces(id: string, after: number): Promise<readonly RelayedPiece[] | undefined>;
  /** It is over. */
  close(id: string): Promise<void>;
}
