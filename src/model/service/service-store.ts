import type { JsonValue } from '../../util/json.ts';
import type { SecretStore } from '../secret-store.ts';
import type { TriggerTables } from '../triggers/tables.ts';
import type { AccessTokenTable } from './access-token.ts';
import type { AccountTable, DoorTable, SignInTable, TokenTable } from './account.ts';
import type { AlertChannelTable, AlertSendTable, AlertTable } from './alert.ts';
import type { AuditTable } from './audit.ts';
import type { DestinationTable } from './destination.ts';
import type { EventTable } from './event-table.ts';
import type { ServiceFigures } from './figures.ts';
import type { Installation, InstallationFilter, Integration, IntegrationFilter } from './integration.ts';
import type { LeaseTable } from './lease.ts';
import type { MemberTable } from './member.ts';
import type { OverviewFigures, OverviewTimes } from './overview.ts';
import type { DuePipelines, Pipeline, PipelineFilter } from './pipeline.ts';
import type { PipelineStandings } from './pipeline-standing.ts';
import type { ManyTable, ResourceTable, TestedTable } from './resource.ts';
import type { RunTable } from './service-run.ts';
import type { SignInProvider } from './sign-in-provider.ts';
import type { TenantData } from './tenant-data.ts';

/** A sign that a thing has changed, for those who watch. */
export interface ChangeSign {
  readonly seq: number;
  readonly at: number;
  /** The kind of thing: `pipeline`, `run`, `integration` … */
  readonly topic: string;
  readonly id: string;
  readonly kind: 'created' | 'changed' | 'deleted';
}

/** The signs of changes, in the order of their numbers. */
export interface ChangeTable {
  add(sign: Omit<ChangeSign, 'seq'>): Promise<void>;
  after(seq: number, limit: number): Promise<readonly ChangeSign[]>;
  lastSeq(): Promise<number>;
}

/** A creation, as whoever may repeat it names it. */
export interface BegunRequest {
  readonly key: string;
  readonly actor: string;
  readonly hash: string;
  /** Under which its line in the audit is found. */
  readonly requestId: string | undefined;
  readonly now: number;
}

/** An answer of the API as it was given. */
export type StoredAnswer = { readonly status: number; readonly body: JsonValue };

/**
 * `new`: it is ours to do. `busy`: another request with the key is under way. `other`: the key came with another request. An answer: it was
 * given before. `lostId`: the work was done, on the thing with this id, and the process ended before it could answer.
 */
export type Begun = 'new' | 'busy' | 'other' | StoredAnswer | { readonly lostId: string };

/** What the API has answered to a creation: a repeat of the request gets the same. */
export interface AnswerTable {
  begin(request: BegunRequest): Promise<Begun>;
  finish(key: string, actor: string, answer: StoredAnswer): Promise<void>;
  /** Nobody will answer it any more: a repeat begins it anew, unless the audit says that it was done. */
  abandon(key: string, actor: string): Promise<void>;
  forget(key: string, actor: string): Promise<void>;
}

/** The tables of the service. Within `ServiceStore.transaction` all of them are of one transaction. */
export interface ServiceTables extends TriggerTables {
  /**
   * Milliseconds since the epoch by the clock of the store. Whatever one process writes for others to wait for, or deletes for being old, goes
   * by it: the clock of one machine may be wrong.
   */
  now(): Promise<number>;
  readonly integrations: ResourceTable<Integration, IntegrationFilter> & TestedTable;
  readonly installations: ResourceTable<Installation, InstallationFilter> & {
    findByTenant(integrationId: string, tenantKey: string): Promise<Installation | undefined>;
  };
  readonly destinations: DestinationTable;
  readonly pipelines: ResourceTable<Pipeline, PipelineFilter> & DuePipelines & PipelineStandings;
  readonly runs: RunTable;
  readonly accounts: AccountTable;
  readonly signIns: SignInTable;
  readonly signInProviders: ResourceTable<SignInProvider> & ManyTable<SignInProvider>;
  readonly tokens: TokenTable;
  readonly door: DoorTable;
  readonly audit: AuditTable;
  readonly alerts: AlertTable;
  readonly alertChannels: AlertChannelTable;
  readonly alertSends: AlertSendTable;
  readonly secrets: SecretStore;
  readonly members: MemberTable;
  readonly events: EventTable;
  readonly leases: LeaseTable;
  readonly accessTokens: AccessTokenTable;
  readonly changes: ChangeTable;
  readonly answers: AnswerTable;
  readonly tenants: TenantData;
}

/** Deliveries of events, turns that are due, and what is to be sent. */
export const workKinds = ['events', 'turn', 'send'] as const;
/** One of `workKinds`. */
export type WorkKind = (typeof workKinds)[number];

/** Retention by kind, in days. */
export interface ServiceRetention {
  readonly runs: number;
  readonly lines: number;
  readonly audit: number;
  readonly alerts: number;
  /** What was decided about events, worked on and sent, after it has ended. */
  readonly turns: number;
  /** Conversations, after they were active last. */
  readonly sessions: number;
  /** People who are known to bots, after they were seen last. */
  readonly people: number;
}

/** The store of a service: its tables, each statement by itself, and transactions over all of them. */
export interface ServiceStore extends ServiceTables {
  /** Of this store, made with it: secrets are bound to it. */
  readonly id: string;
  transaction<T>(work: (tables: ServiceTables) => Promise<T>): Promise<T>;
  /**
   * The same store for reads that grow with what it holds, such as lists: few are done at once, each has ten seconds, and ends when `signal` is
   * aborted. Whoever asks for many keeps nobody else from theirs, and all other reads do not wait for them.
   */
  readingFor(reader: { readonly who: string; readonly signal: AbortSignal }): ServiceStore;
  /** Calls back soon after something has changed, in whichever process. Ended by the signal. */
  watch(onChange: () => void, signal: AbortSignal): void;
  /**
   * Calls back within milliseconds when there is work of one of these kinds in whichever process it was made, and with undefined when some may have been
   * missed. Whoever works looks by himself as well: behind a pooler in transaction mode nothing is heard. Resolves when the signal is aborted.
   */
  followWork(onWork: (kind: WorkKind | undefined) => void, signal: AbortSignal): Promise<void>;
  /** Likewise of what listeners are handed and answer: calls back with the id of the listener or of the turn that it was handed. */
  followListeners(onNews: (id: string | undefined) => void, signal: AbortSignal): Promise<void>;
  /**
   * Proves that the store is the one that was opened, and that this program may work with its tables: a backup may have been restored, or a
   * newer program have changed them, while this one is at work.
   * @throws ConfigError `serve.store.replaced`, `store.version.newer`, `store.version.other`
   */
  assertVersion(): Promise<void>;
  /** What metrics show. */
  figures(): Promise<ServiceFigures>;
  /** What the overview shows. */
  overview(times: OverviewTimes): Promise<OverviewFigures>;
  /** What was heard of, ended or is held at a time that has not come yet, because a clock was ahead, is so now. */
  bringBack(): Promise<void>;
  /** Deletes what is older, in small steps; `now` is by the clock of the store. */
  prune(retention: ServiceRetention, now: number): Promise<number>;
  close(): Promise<void>;
}
