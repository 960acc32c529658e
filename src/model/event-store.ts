import type { EventState, InboxEvent, ReceivedEvent } from './event.ts';
import type { Language, Message } from './message.ts';
import type { Secret } from './secret.ts';

export interface Claim {
  /** Whose work it is; another takes it over when the lease has run out. */
  readonly owner: string;
  readonly leaseMs: number;
  readonly limit: number;
  readonly appId: string;
  /** Only of this tenant. */
  readonly tenantKey?: string | undefined;
  readonly now: number;
}

export interface TypeCount {
  readonly type: string;
  readonly pending: number;
  readonly done: number;
  readonly dead: number;
}

export interface InboxStats {
  readonly pending: number;
  readonly dead: number;
  readonly types: readonly TypeCount[];
  /** When the oldest event that waits was received; null when none does. */
  readonly oldestPendingAt: number | null;
  readonly lastReceivedAt: number | null;
  /** From receiving to being done, of the last events, in milliseconds; null before the first. */
  readonly lagMs: { readonly p50: number; readonly p99: number } | null;
}

/** Where events lie from before they are acknowledged until they are forgotten. */
export interface Inbox {
  /** Stores what is new, to the disk, in one transaction; says of each whether it was new. */
  accept(events: readonly ReceivedEvent[]): Promise<boolean[]>;
  /** Takes events to work on, the oldest first; of one order key only such that nobody else works on an earlier one. */
  claim(claim: Claim): Promise<InboxEvent[]>;
  complete(seqs: readonly number[], now: number): Promise<void>;
  /** Work failed: again at `nextAt`; without it the event goes to the dead letters. */
  fail(
    seqs: readonly number[],
    failure: { readonly error: Message; readonly nextAt?: number; readonly now: number },
  ): Promise<void>;
  /** Gives claimed events back as if they had not been claimed. */
  release(seqs: readonly number[]): Promise<void>;
  /** Who has claimed events that are not finished. */
  leaseOwners(now: number): Promise<string[]>;
  /** Gives back what these have claimed: their processes are gone. */
  releaseLeases(owners: readonly string[]): Promise<void>;
  list(filter: { readonly state?: EventState | undefined; readonly limit: number }): Promise<InboxEvent[]>;
  /** Which of these ids are those of events that are kept. */
  known(ids: readonly string[]): Promise<string[]>;
  /** Puts events back to be worked on: those of these ids, or all dead letters. Says how many. */
  replay(ids: readonly string[] | 'dead', now: number): Promise<number>;
  stats(): Promise<InboxStats>;
  /** Forgets what was finished before then; says how many. Dead letters stay. */
  prune(before: number): Promise<number>;
}

export const connectionStates = ['connecting', 'connected', 'reconnecting', 'stopped', 'failed'] as const;
export type ConnectionState = (typeof connectionStates)[number];
export const connectionCommands = ['refresh', 'reconnect', 'disconnect'] as const;
export type ConnectionCommand = (typeof connectionCommands)[number];

/** Why something that came to a request URL was not believed. Whoever sent it is told none of this. */
export const refusalReasons = [
  'signature',
  'timestamp',
  'token',
  'not_encrypted',
  'key_missing',
  'old_card',
  'other_app',
  'unreadable',
  'path',
  'method',
  'too_large',
  'too_slow',
  'overload',
] as const;
export type RefusalReason = (typeof refusalReasons)[number];
/** How often, since the process began. */
export type RefusalCounts = Readonly<Partial<Record<RefusalReason, number>>>;

/** What a receiver tells of itself. Times are milliseconds since the epoch. */
export interface ConnectionStatus {
  readonly appId: string;
  readonly mode: 'webhook' | 'long_connection';
  readonly state: ConnectionState;
  readonly since: number;
  readonly lastConnectedAt: number | null;
  readonly lastEventAt: number | null;
  readonly lastPongAt: number | null;
  readonly lastError: string | null;
  /** The same in Chinese; absent where an older version receives. */
  readonly zh?: { readonly lastError: string | null };
  readonly lastErrorAt: number | null;
  readonly refusals: RefusalCounts;
  readonly reconnects: number;
  readonly nextRetryAt: number | null;
  /** The app's bot, as `bot/v3/info` names it; null when it has none or could not be asked. */
  readonly bot: string | null;
}

export interface RegisteredReceiver extends ConnectionStatus {
  /** `host:pid:random` of the process that holds it. */
  readonly owner: string;
  /** When the owner was last heard of. */
  readonly heartbeatAt: number;
}

/** Which process holds which connection, and what it is asked to do. */
export interface ReceiverRegistry {
  report(owner: string, status: ConnectionStatus, now: number): Promise<ConnectionCommand | undefined>;
  remove(owner: string): Promise<void>;
  receivers(): Promise<RegisteredReceiver[]>;
  /** Asks every holder of the app's connections whose process lives; says how many were asked. */
  command(appId: string, command: ConnectionCommand, now: number): Promise<number>;
}

export interface Installation {
  readonly appId: string;
  readonly tenantKey: string;
  readonly installedAt: number;
  readonly uninstalledAt: number | null;
}

/** What an app of the store must remember. */
export interface InstallationStore {
  /** The newest ticket; undefined before the first has come. */
  ticket(appId: string): Promise<Secret | undefined>;
  installations(appId: string): Promise<Installation[]>;
}

export interface EventStore extends Inbox, ReceiverRegistry, InstallationStore {
  /** Where it is, without a password. */
  readonly name: string;
  /** Gives back what processes other than `owner` had claimed that are gone, and forgets their connections. */
  reclaim(owner: string, now: number): Promise<void>;
  close(): Promise<void>;
}

/** Why a connection is down, in a language. */
export function lastErrorOf(
  { lastError, zh }: Pick<ConnectionStatus, 'lastError' | 'zh'>,
  language: Language,
): string | null {
  return language === 'zh' ? (zh?.lastError ?? lastError) : lastError;
}
