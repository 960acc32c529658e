import type { Language } from '../message.ts';
import type { ChatKind } from './inbound-message.ts';

/** How a group is answered: who must do what to be heard. `thread` also hears what follows in a thread that was answered once. */
export const groupStrategies = ['mention', 'all', 'thread', 'keyword', 'command'] as const;
/** One of `groupStrategies`. */
export type GroupStrategy = (typeof groupStrategies)[number];

/** What makes one conversation. */
export const sessionScopes = ['chat', 'thread', 'user', 'chat_user'] as const;
/** One of `sessionScopes`; `thread` is the chat outside of threads, `user` is one conversation in all chats. */
export type SessionScope = (typeof sessionScopes)[number];

/** What happens to a message that comes while the handler works for its session. */
export const busyPolicies = ['queue', 'interrupt', 'merge', 'steer'] as const;
/** One of `busyPolicies`. */
export type BusyPolicy = (typeof busyPolicies)[number];

/** Whom or what a rule lets in. A deny wins over an allow; an empty allow lets everybody in. */
export interface AllowDeny {
  readonly allow: readonly string[];
  readonly deny: readonly string[];
}

/** What a field of an event must be: plain paths into its body, such as `event.object.status`. */
export interface FieldCondition {
  readonly path: string;
  readonly is: 'equals' | 'not_equals' | 'one_of' | 'contains' | 'matches' | 'exists' | 'greater' | 'less';
  readonly value: string | number | boolean | readonly string[] | null;
}

/** Which messages a trigger hears. */
export interface MessageConditions {
  readonly chatKinds: readonly ChatKind[];
  /** By `chat_id`. */
  readonly chats: AllowDeny;
  /** By `open_id`. */
  readonly users: AllowDeny;
  /** Of direct chats only, and of groups only, beside `users`. By `open_id`. */
  readonly directUsers: AllowDeny;
  readonly groupUsers: AllowDeny;
  /** By `open_department_id`, with those below. */
  readonly departments: AllowDeny;
  /** Only people who have given the code of the trigger are heard in direct chats. */
  readonly pairing: boolean;
  readonly groupStrategy: GroupStrategy;
  readonly keywords: readonly string[];
  /** With their slash, such as `/hr`. Of direct chats too, when there are any. */
  readonly commands: readonly string[];
  /** Empty: all. As the platform names them. */
  readonly messageTypes: readonly string[];
  /** Source of a regular expression that the text must match; undefined: any text. */
  readonly pattern: string | undefined;
  /** Empty: any. */
  readonly languages: readonly Language[];
  /** Whether other bots are heard: never, when they mention this one, always. */
  readonly bots: 'never' | 'mentions' | 'always';
  /** Whether `@all` counts as a mention. */
  readonly answersAll: boolean;
  /** A message that has waited is read again before it is answered: the platform tells nobody of edits. */
  readonly seesEdits: boolean;
}

/** A trigger for messages, or for any other events. */
export type TriggerKind = 'messages' | 'events';

/** Which events other than messages a trigger gets. */
export interface EventConditions {
  /** With `*` at the end for all that begin so. */
  readonly types: readonly string[];
  readonly fields: readonly FieldCondition[];
  /** Path to what keeps its order: events of one value come one after another. Undefined: as they come. */
  readonly orderBy: string | undefined;
  /** What the handler gets instead of the whole event: name → path. Undefined: all of it. */
  readonly mapping: Readonly<Record<string, string>> | undefined;
}

/** Hours in which nobody is answered. */
export interface QuietHours {
  /** `22:00` */
  readonly from: string;
  readonly until: string;
  readonly timeZone: string;
  /** What is said then, once a session; undefined: nothing. */
  readonly notice: string | undefined;
}

/** Messages that belong together become one input. All zero: each by itself. Never across threads; across senders only when asked for. */
export interface Aggregation {
  /** What must have been quiet; 0: off. */
  readonly quietMs: number;
  readonly longestMs: number;
  readonly mostMessages: number;
  readonly mostCharacters: number;
  readonly acrossSenders: boolean;
}

/** What a handler is told of what was said before. */
export interface HistorySettings {
  /** Messages of the group that were not for the bot are kept too. */
  readonly keepsUnmentioned: boolean;
  readonly mostMessages: number;
  /** 0: however old. */
  readonly windowMs: number;
  /** 0: for ever. */
  readonly retentionDays: number;
  readonly attachmentMegabytes: number;
}

/** How answers come back. */
export interface ReplySettings {
  readonly streaming: boolean;
  /** Starts a topic with the first answer in a group. */
  readonly inThread: boolean;
  /** A reaction on the message while it is worked on, e.g. `OnIt`; undefined: none. */
  readonly progressReaction: string | undefined;
  /** Whether a person who is refused is told why, seen by nobody else. */
  readonly tellsRefused: boolean;
  readonly language: Language | 'user';
}

/** All that a version of a trigger says. */
export interface TriggerSettings {
  readonly kind: TriggerKind;
  readonly messages: MessageConditions;
  readonly events: EventConditions;
  /** The next trigger is tried too, though this one has matched. */
  readonly continues: boolean;
  readonly session: { readonly scope: SessionScope; readonly idleMs: number; readonly tellsTimeout: boolean };
  readonly busy: BusyPolicy;
  readonly aggregation: Aggregation;
  readonly history: HistorySettings;
  readonly reply: ReplySettings;
  readonly quietHours: QuietHours | undefined;
  /** Of one sender; 0: unlimited. */
  readonly quota: { readonly perHour: number; readonly perDay: number };
  /** What is older than this when it comes is not answered; 0: is answered however old. */
  readonly staleMs: number;
  /** Turns of bots in a row, without a person, before nobody answers any more. */
  readonly botTurns: number;
  readonly handlerId: string;
}
