import type { Trigger } from '../triggers/conversation.ts';
import type { ServiceHandler } from '../triggers/tables.ts';
import type { TallyRow } from '../triggers/tally.ts';

/** Turns that have not ended, by what becomes of them; `gathering`: more may join. */
export const openTurnStates = ['gathering', 'ready', 'working', 'retrying'] as const;

/** How bots stand, counted in the store by what has not ended. Times are milliseconds since the epoch. */
export interface BotFigures {
  readonly triggers: readonly TriggerFigures[];
  readonly handlers: readonly HandlerFigures[];
  readonly outbox: readonly OutboxFigures[];
  /** Who is known, by the ids of integrations. */
  readonly people: readonly { readonly integrationId: string; readonly count: number }[];
  /** What was counted as it happened. */
  readonly tallies: readonly TallyRow[];
}

/** How one trigger stands. */
export interface TriggerFigures {
  readonly id: string;
  readonly name: string;
  readonly integrationId: string;
  readonly state: Trigger['state'];
  readonly isShadow: boolean;
  readonly turns: Readonly<Record<(typeof openTurnStates)[number], number>>;
  /** When the first message came of the turn that has waited longest, also for another try. */
  readonly oldestWaitingAt: number | undefined;
  /** Since when a turn is due that nobody works on. */
  readonly overdueSince: number | undefined;
  /** Turns whose answer, or the rest of it, is to come by the reply handle. */
  readonly later: number;
  /** Turns that are given up and kept, and when the newest of them came to be so. */
  readonly dead: number;
  readonly lastDeadAt: number | undefined;
  readonly openSessions: number;
}

/** How one handler stands. */
export interface HandlerFigures {
  readonly id: string;
  readonly name: string;
  readonly kind: ServiceHandler['kind'];
  readonly isDisabled: boolean;
  /** It has said that it wants nothing any more (410). */
  readonly isGone: boolean;
  /** It is functions of a program, and no such program is connected. */
  readonly isAbsent: boolean;
  /** A process leaves it in peace, because it has failed many times in a row, and a turn waits for that. */
  readonly isPaused: boolean;
  /** A trigger that is published, and not paused, asks it. */
  readonly isAsked: boolean;
  /** Turns that wait for another try, and how often that has failed which has failed most often. */
  readonly retrying: number;
  readonly mostFailures: number;
}

/** What is to be said with one integration. */
export interface OutboxFigures {
  readonly integrationId: string;
  readonly waiting: number;
  readonly sending: number;
  /** Of those. */
  readonly oldestAt: number | undefined;
  /** The oldest of those that were refused, and wait for another try. */
  readonly refusedSince: number | undefined;
  /** What is given up and kept, by the code of the platform; undefined: it said none. */
  readonly failed: readonly { readonly code: number | undefined; readonly count: number; readonly lastAt: number }[];
}

/** Where nobody has made a bot. */
export const noBots: BotFigures = { triggers: [], handlers: [], outbox: [], people: [], tallies: [] };
