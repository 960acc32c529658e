import type { Trigger } from '../../model/triggers/conversation.ts';
import type { InboundMessage } from '../../model/triggers/inbound-message.ts';
import type { TriggerSettings } from '../../model/triggers/trigger-settings.ts';
import type { JsonObject } from '../../util/json.ts';

/** What is decided about: an event and, when it is a message, the message in our shape. Times are milliseconds since the epoch. */
export interface Subject {
  readonly eventId: string;
  readonly type: string;
  /** By the clock of the platform. */
  readonly createdAt: number;
  /** `open_id` of who has done it; undefined where the event names nobody. */
  readonly actorId: string | undefined;
  readonly body: JsonObject;
  /** Undefined for all other events. */
  readonly message: InboundMessage | undefined;
}

/** What is known about one trigger with regard to the subject. */
export interface TriggerFacts {
  /** The sender has given the code of the trigger. */
  readonly isPaired: boolean;
  /** The thread of the message was answered by the trigger before. */
  readonly followsThread: boolean;
  /** What was said last where the message stands belongs to a session of the trigger that is open: commands such as `/stop` are for it. */
  readonly holdsSession: boolean;
  /** Messages of the sender that the trigger has taken in the last hour, and in the last 24. */
  readonly takenLastHour: number;
  readonly takenLastDay: number;
  /** Turns of bots in a row in the place of the message. */
  readonly botTurns: number;
}

/** What is known about the subject. Whatever is not asked for (`neededFacts`) may be absent. */
export interface RuleFacts {
  readonly now: number;
  /** When the event came to us. */
  readonly receivedAt: number;
  /** The app's own ids: that of its bot, and that by which other apps know it. */
  readonly botOpenId: string | undefined;
  readonly appId: string;
  /** Since when nothing was received when the event came, because the service itself was down or not connected. */
  readonly wasDownSince: number | undefined;
  /** The message was recalled, or the event erased, before it was decided about. */
  readonly isRecalled: boolean;
  /** A person has blocked the sender. */
  readonly isBlocked: boolean;
  /** `open_department_id`s of the sender, with those above; undefined when they are not known. */
  readonly departments: readonly string[] | undefined;
  /** By the id of the trigger. */
  readonly ofTriggers: ReadonlyMap<string, TriggerFacts>;
}

/** A trigger as it is tried: what is published of it or, in a dry run, any other version. */
export interface Candidate {
  readonly trigger: Pick<Trigger, 'id' | 'state' | 'isShadow'>;
  readonly version: number;
  readonly settings: TriggerSettings;
}

/** All that one check knows. */
export interface Case {
  readonly subject: Subject;
  readonly facts: RuleFacts;
  readonly own: TriggerFacts;
  readonly candidate: Candidate;
}

/** The same for a message. */
export interface MessageCase extends Case {
  readonly message: InboundMessage;
}

/** What holds for a trigger of which nothing is known. */
export const noFacts: TriggerFacts = {
  isPaired: false,
  followsThread: false,
  holdsSession: false,
  takenLastHour: 0,
  takenLastDay: 0,
  botTurns: 0,
};
