import type { Clock } from '../../model/clock.ts';
import type { Language } from '../../model/message.ts';
import type { Random } from '../../model/random.ts';
import type { Integration } from '../../model/service/integration.ts';
import type { ServiceStore } from '../../model/service/service-store.ts';
import type { ContactPerson } from '../../model/triggers/contact-person.ts';
import type { Session, Trigger, TriggerVersion, Turn } from '../../model/triggers/conversation.ts';
import type { Handler } from '../../model/triggers/handler.ts';
import type { ChatKind } from '../../model/triggers/inbound-message.ts';
import type { Messenger } from '../../model/triggers/messenger.ts';
import type { Provision } from '../../model/triggers/provision.ts';
import type { BodyVault } from '../../model/triggers/sealed-text.ts';
import type { LarkUser } from '../../model/triggers/tables.ts';
import type { Tally } from '../../model/triggers/tally.ts';
import type { StoredTurn, TurnFence, TurnHold } from '../../model/triggers/turn-table.ts';
import { newId } from '../../util/new-id.ts';
import type { WhoAsks } from '../relay/ask-listener.ts';
import type { Definitions } from './definitions.ts';
import type { TellMoved } from './moved.ts';

/** What is asked of the platform, in the name of an app in a tenant. What cannot be found out is undefined. */
export interface FlowApp {
  readonly messenger: Pick<Messenger, 'botOpenId' | 'read' | 'download' | 'uploadImage' | 'uploadFile'>;
  /** What Contact knows of somebody. */
  personOf(openId: string): Promise<ContactPerson | undefined>;
  chatKindOf(chatId: string): Promise<ChatKind | undefined>;
  chatNameOf(chatId: string): Promise<string | undefined>;
  /** Of something that came late: since when nothing was received when it was sent, because the service was down or not connected. */
  downSince(late: { readonly sentAt: number; readonly receivedAt: number }): Promise<number | undefined>;
}

/** Who works on the turns of a trigger. */
export interface FlowHandler {
  readonly handler: Handler;
  /** It takes what is said while it works (`HandlerRequest.kind` `steer`). For others such a message waits. */
  readonly takesSteering: boolean;
  /** Tells its own ids of people. */
  readonly provision?: Provision | undefined;
}

/** In which session who speaks, as was read a moment ago. */
export interface Speaks {
  readonly session: Session | undefined;
  readonly user: LarkUser | undefined;
}

/** Who works on turns in this process: what nothing stands before is begun without being looked for. */
export interface OwnWorker {
  /** How it holds a new turn; undefined when it works no more, or has enough. */
  holding(now: number): TurnHold | undefined;
  /** Works on a turn that was added as held by it; it is committed. */
  begin(stored: StoredTurn, speaks?: Speaks): Promise<void>;
  /** It may have been added as held by it, and nobody has begun it: it is given back when it is there. */
  doubt(fence: TurnFence): void;
  /** There may be a turn that is due. */
  wake(): void;
}

/** What the flow runs on: ports only. */
export interface FlowParts {
  readonly store: ServiceStore;
  readonly known: Definitions;
  readonly bodies: BodyVault;
  readonly clock: Clock;
  readonly random: Random;
  /** Unguessable, for ids. */
  readonly bytes: (count: number) => Uint8Array;
  readonly worker?: OwnWorker;
  appOf(integration: Integration, tenantKey: string): Promise<FlowApp>;
  /** Undefined when there is none any more, or it is disabled. */
  handlerOf(handlerId: string): Promise<FlowHandler | undefined>;
  /** Who listens to a trigger, for these people and chats, in the place of its handler; undefined: nobody does. */
  listenerOf(triggerId: string, who: WhoAsks): Promise<Handler | undefined>;
  /** Whether this is the code by which people pair themselves with the trigger. */
  isPairingCode(triggerId: string, code: string): Promise<boolean>;
  /** Hears of each session and turn that has moved, for those who look at it. */
  readonly tellMoved?: TellMoved | undefined;
  /** With it an answer comes later; undefined: none may. */
  replyHandleOf(turn: Pick<Turn, 'id'>): string | undefined;
  /** Counts what happens; absent: nobody does. */
  readonly tally?: Tally | undefined;
}

/** A trigger as it was when the event was decided about. */
export interface Taker {
  readonly trigger: Trigger;
  readonly version: TriggerVersion;
}

/** A new id of this kind. */
export function idOf(parts: Pick<FlowParts, 'bytes'>, kind: 'tu' | 'se' | 'cv', now: number): string {
  return newId(kind, now, parts.bytes);
}

/** What an app speaks where nothing is known of a person. */
export function languageOf({ region }: Pick<Integration, 'region'>): Language {
  return region === 'feishu' ? 'zh' : 'en';
}
