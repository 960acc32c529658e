import type { LastError } from './event.ts';
import type { Inbox } from './inbox.ts';
import type { Language } from './message.ts';
import type { Secret } from './secret.ts';

/** `reconnecting` tries again by itself; `failed` needs a person and is tried again seldom. */
export const connectionStates = ['connecting', 'connected', 'reconnecting', 'stopped', 'failed'] as const;
/** One of `connectionStates`. */
export type ConnectionState = (typeof connectionStates)[number];
/** What another process may ask of the holder of a connection; it learns of it when it next reports. */
export const connectionCommands = ['refresh', 'reconnect', 'disconnect'] as const;
/** The answer to `ReceiverRegistry.report`. */
export type ConnectionCommand = (typeof connectionCommands)[number];

/** Why a request to the webhook was refused. The sender never learns the reason. */
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
/** The key of `RefusalCounts`, and what the log names. */
export type RefusalReason = (typeof refusalReasons)[number];
/** How often, since the process began. */
export type RefusalCounts = Readonly<Partial<Record<RefusalReason, number>>>;

/** What a receiver reports of itself. Times are milliseconds since the epoch. */
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

/** A status as the store keeps it, with the process that reported it. Times are milliseconds since the epoch. */
export interface RegisteredReceiver extends ConnectionStatus {
  /** `host:pid:space:random` of the process that holds it; the space is where the pid means something. */
  readonly owner: string;
  /** The owner's last heartbeat, by the clock of the store. */
  readonly heartbeatAt: number;
  /** For how long there was none since, by the same clock. */
  readonly silentMs: number;
}

/** Which process holds which connection, and what it is asked to do. */
export interface ReceiverRegistry {
  /** Is a heartbeat, too. */
  report(owner: string, status: ConnectionStatus): Promise<ConnectionCommand | undefined>;
  remove(owner: string): Promise<void>;
  receivers(): Promise<RegisteredReceiver[]>;
  /** Asks every holder of the app's connections whose process lives; says how many were asked. */
  command(appId: string, command: ConnectionCommand): Promise<number>;
}

/** A tenant that has installed an app of the store. Times are milliseconds since the epoch; `uninstalledAt` is null while it is installed. */
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

/** All that the store of events keeps, in SQLite or Postgres; several processes may share it. `close()` is due. */
export interface EventStore extends Inbox, ReceiverRegistry, InstallationStore {
  /** Where it is, without a password. */
  readonly name: string;
  /**
   * Gives back what processes other than `owner` had claimed that are gone, forgets their connections, and goes on with registrations
   * that they had begun. To be called every few seconds: a process elsewhere is gone when its heartbeat has not changed for 15 s of the
   * caller's clock. Registrations come last, and a large one takes minutes: what processes that end
   * meanwhile had claimed is given back after it.
   */
  reclaim(owner: string, now: number): Promise<void>;
  close(): Promise<void>;
}

/** What failed last, in a language. */
export function lastErrorOf({ lastError, zh }: LastError, language: Language): string | null {
  return language === 'zh' ? (zh?.lastError ?? lastError) : lastError;
}
