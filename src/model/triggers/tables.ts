import type { JsonObject } from '../../util/json.ts';
import type { Language, Message } from '../message.ts';
import type { CheckReport } from '../service/check-report.ts';
import type { Page, PageRequest } from '../service/page.ts';
import type { ManyTable, Resource, ResourceTable, TestedTable } from '../service/resource.ts';
import type { Trigger, TriggerVersion } from './conversation.ts';
import type { Decision, DecisionCode, TriedTrigger } from './decision.ts';
import type { ListenerTable } from './listener.ts';
import type { QuotaTable } from './quota-table.ts';
import type { OutboxTable, SessionMessageTable, SessionTable } from './session-tables.ts';
import type { TallyTable } from './tally.ts';
import type { TurnTable } from './turn-table.ts';

// Times are milliseconds since the epoch by the clock of the store (`ServiceTables.now`), also those that are given as `now`.

/** Which triggers a list shows. */
export interface TriggerFilter {
  readonly integrationId?: string | undefined;
  readonly state?: Trigger['state'] | undefined;
  /** That is named in the draft, or in what is published. */
  readonly handlerId?: string | undefined;
  readonly search?: string | undefined;
}

/** A trigger with what is published of it. */
export interface PublishedTrigger {
  readonly trigger: Trigger;
  readonly published: TriggerVersion;
}

/** Triggers, those of one integration in their order. */
export interface TriggerTable extends ResourceTable<Trigger, TriggerFilter>, ManyTable<Trigger> {
  /** All of an integration that were ever published, paused ones too, in the order in which they are tried. */
  published(integrationId: string): Promise<readonly PublishedTrigger[]>;
  /** Puts it at this place (from 0) among those of its integration; its version stays. False when it is gone. */
  move(id: string, position: number): Promise<boolean>;
}

/** What was published of triggers. */
export interface TriggerVersionTable {
  /** The next version of its trigger; the trigger itself is updated by the caller, in the same transaction. */
  add(version: Omit<TriggerVersion, 'number'>): Promise<TriggerVersion>;
  find(triggerId: string, number: number): Promise<TriggerVersion | undefined>;
  /** The newest first. */
  ofTrigger(
    triggerId: string,
    request: { readonly limit: number; readonly before?: number | undefined },
  ): Promise<readonly TriggerVersion[]>;
}

/** All values of `ServiceHandler.kind`. */
export const handlerKinds = ['http', 'openai', 'command', 'function', 'nats', 'kafka'] as const;

/** Where turns go. Its secrets are in the vault (`handler`, id, a name of its kind's choosing). */
export interface ServiceHandler extends Resource {
  readonly name: string;
  readonly kind: (typeof handlerKinds)[number];
  /** Without secrets. */
  readonly settings: JsonObject;
  /** It wants nothing any more (410), or a person has said so. */
  readonly disabledAt: number | undefined;
  readonly disabledWhy: Message | undefined;
  readonly test: CheckReport | undefined;
  readonly testedAt: number | undefined;
}

/** Which handlers a list shows. */
export interface HandlerFilter {
  readonly kind?: ServiceHandler['kind'] | undefined;
  readonly search?: string | undefined;
}

/** Handlers; one that a draft or a published version names is not deleted (`api.in.use`). */
export type HandlerTable = ResourceTable<ServiceHandler, HandlerFilter> &
  TestedTable &
  ManyTable<ServiceHandler> & {
    /** By their ids, those that fail at present. */
    troubles(): Promise<ReadonlyMap<string, HandlerTrouble>>;
  };

/** That a handler fails, as its open turns tell it. Times are milliseconds since the epoch. */
export interface HandlerTrouble {
  /** Turns that wait for another try by it. */
  readonly turns: number;
  /** When the first message came of the oldest of them. */
  readonly oldestAt: number;
  /** It is left in peace until then; undefined while it is asked. */
  readonly pausedUntil: number | undefined;
}

/** Which decisions a list shows. With `triggerId`, the others are about that trigger. */
export interface DecisionFilter {
  readonly integrationId?: string | undefined;
  readonly triggerId?: string | undefined;
  readonly outcome?: TriedTrigger['outcome'] | undefined;
  readonly code?: DecisionCode | undefined;
}

/** A decision, and about which app's event. */
export interface StoredDecision extends Decision {
  readonly integrationId: string;
  /** Its number in the inbox; undefined when it is kept no more. */
  readonly eventSeq?: number | undefined;
}

/** One decision an event. */
export interface DecisionTable {
  /** Keeps it unless the event has one: gives the first one, which counts. */
  add(decision: StoredDecision): Promise<StoredDecision>;
  find(integrationId: string, eventId: string): Promise<StoredDecision | undefined>;
  /** The newest first. */
  page(request: PageRequest, filter: DecisionFilter): Promise<Page<StoredDecision>>;
}

/** Somebody who has written to the bot, or is known from Contact. */
export interface LarkUser {
  readonly integrationId: string;
  /** Of the integration's app. */
  readonly openId: string;
  readonly unionId: string | undefined;
  readonly tenantKey: string | undefined;
  readonly name: string | undefined;
  /** `open_department_id`s, with those above; undefined until they were asked for. */
  readonly departments: readonly string[] | undefined;
  readonly firstSeenAt: number;
  readonly lastSeenAt: number;
  readonly isBlocked: boolean;
  /** What the handler knows the person as. */
  readonly handlerUserId: string | undefined;
  readonly language: Language | undefined;
}

/** Which people a list shows. */
export interface LarkUserFilter {
  readonly integrationId: string;
  readonly isBlocked?: boolean | undefined;
  readonly search?: string | undefined;
}

/** What was seen of a person; what is undefined leaves what is known. */
export type SeenUser = Pick<LarkUser, 'integrationId' | 'openId'> &
  Partial<Pick<LarkUser, 'unionId' | 'tenantKey' | 'name' | 'departments'>> & { readonly at: number };

/** What people or handlers decide of a person; what is absent stays, undefined is none. */
export type UserChange = Partial<Pick<LarkUser, 'isBlocked' | 'handlerUserId' | 'language'>>;

/** The people of Lark, by integration and `open_id`. */
export interface LarkUserTable {
  see(users: readonly SeenUser[]): Promise<void>;
  find(integrationId: string, openId: string): Promise<LarkUser | undefined>;
  /** Those that are known, by their `open_id`. */
  findAll(integrationId: string, openIds: readonly string[]): Promise<ReadonlyMap<string, LarkUser>>;
  /** Who was seen last first. */
  page(request: PageRequest, filter: LarkUserFilter): Promise<Page<LarkUser>>;
  /** Undefined when nobody is known by this id. */
  change(integrationId: string, openId: string, change: UserChange): Promise<LarkUser | undefined>;
}

/** What rules ask of what was before. */
export interface TriggerFactTable {
  /** Who has given the code of a trigger. */
  pair(triggerId: string, openId: string, now: number): Promise<void>;
  unpair(triggerId: string, openId: string): Promise<boolean>;
  /** For which of these triggers somebody is paired. */
  pairedWith(openId: string, triggerIds: readonly string[]): Promise<readonly string[]>;
  paired(triggerId: string): Promise<readonly { readonly openId: string; readonly at: number }[]>;
  /** A thread was answered: it is followed. */
  follow(triggerId: string, threadId: string, now: number): Promise<void>;
  /** Which of these triggers follow the thread. */
  following(threadId: string, triggerIds: readonly string[]): Promise<readonly string[]>;
  /** A turn of a bot in a place (chat, or chat and thread): how many there were in a row, none of which is older than `withinMs` than the next. */
  countBotTurn(triggerId: string, place: string, now: number, withinMs: number): Promise<number>;
  botTurns(triggerId: string, place: string, now: number, withinMs: number): Promise<number>;
  /** A person has spoken there. */
  forgetBotTurns(triggerId: string, place: string): Promise<void>;
  /** A message of an app was taken back. Within a transaction nobody else asks or says so of this message until its end. */
  recall(integrationId: string, messageId: string, now: number): Promise<void>;
  /** Whether it was taken back. Likewise within a transaction: what is kept of a message in it is there for a recall that comes later. */
  isRecalled(integrationId: string, messageId: string): Promise<boolean>;
}

/**
 * Erases what was kept of what people have said, also in the bodies of events and in the reasons of decisions; that these have come, and what was decided,
 * is still known (`erasedBody`).
 */
export interface Erasing {
  /** The session with all that was said in it, its turns and what is not yet sent of them. False when it is gone. */
  eraseSession(sessionId: string): Promise<boolean>;
  /**
   * The person, their sessions in which nobody else has spoken, and what they said in others. Who is blocked stays so, as an id and nothing
   * else. Gives how many messages were erased.
   */
  eraseUser(integrationId: string, openId: string): Promise<number>;
  /** The copies that an integration has of a message that was recalled: the text is gone, the id stays, so that it is not taken for a new one. */
  eraseMessage(integrationId: string, messageId: string): Promise<number>;
}

/** The tables of triggers, as part of `ServiceTables`. */
export interface TriggerTables {
  readonly triggers: TriggerTable;
  readonly triggerVersions: TriggerVersionTable;
  readonly handlers: HandlerTable;
  readonly decisions: DecisionTable;
  readonly sessions: SessionTable;
  readonly sessionMessages: SessionMessageTable;
  readonly turns: TurnTable;
  readonly outbox: OutboxTable;
  readonly larkUsers: LarkUserTable;
  readonly triggerFacts: TriggerFactTable;
  readonly quotas: QuotaTable;
  readonly listeners: ListenerTable;
  readonly erasing: Erasing;
  readonly tallies: TallyTable;
}
