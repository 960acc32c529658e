import type { EventPublisher } from '../events/event-publisher.ts';
import type { App, Apps } from '../gateway/apps.ts';
import type { Directory } from '../people/directory.ts';
import { type Person, userIdTypes } from '../people/person.ts';
import type { ResolvedSandboxOptions } from '../sandbox-options.ts';
import { botName, botOpenId } from './bots.ts';
import { Cards } from './cards.ts';
import type { Chat } from './chat.ts';
import type { Chats } from './chats.ts';
import type { ContentChecks } from './content-checks.ts';
import type { WhoIs } from './mentions.ts';
import type { ImMessage } from './message.ts';
import { Pace } from './pace.ts';
import { refusal } from './refusals.ts';
import { Uploads } from './uploads.ts';

/** What messages of a tenant are made of. */
export interface ImParts {
  readonly options: ResolvedSandboxOptions;
  readonly apps: Apps;
  readonly tenantKey: string;
  readonly directory: Directory;
  readonly chats: Chats;
  readonly events: EventPublisher;
}

/** A short note that one person saw after pressing a button. */
export interface Toast {
  readonly openId: string;
  readonly messageId: string;
  readonly type: string;
  readonly text: string;
  readonly atMs: number;
}

/** Which token lets an app change a card once more after a callback, and how often it was used. */
export interface CallbackToken {
  readonly messageId: string;
  readonly appId: string;
  readonly createdMs: number;
  isAnswered: boolean;
  uses: number;
}

const enabled = 2;

/** Messages of one tenant: what is there, and what each app may see of it. */
export class Im {
  readonly parts: ImParts;
  readonly chats: Chats;
  readonly uploads: Uploads;
  readonly cards: Cards;
  readonly pace: Pace;
  /** Messages that were made by an app with a uuid. */
  readonly byUuid: Map<string, ImMessage> = new Map();
  readonly toasts: Toast[] = [];
  readonly tokens: Map<string, CallbackToken> = new Map();
  /** People whom no bot may write to (230013). */
  readonly unavailable: Set<string> = new Set();
  /** People who have stopped bots from writing to them (230053). */
  readonly stopped: Set<string> = new Set();

  constructor(parts: ImParts) {
    this.parts = parts;
    this.chats = parts.chats;
    const newId = (prefix: string): string => parts.chats.newId(prefix);
    this.uploads = new Uploads(newId);
    this.cards = new Cards(parts.options.switches, newId);
    this.pace = new Pace(parts.options);
  }

  /** The app of a call, with its bot switched on. `code` is what the page says where it is not. */
  bot(appId: string, code = 230006): App {
    const app = this.parts.apps.require(appId);
    if (app.botStatus !== enabled) throw refusal(code);
    return app;
  }

  /** Somebody by any id: a person who works here, or a bot. */
  readonly whoIs: WhoIs = (id) => {
    const person = this.person(id);
    if (person !== undefined) return { openId: person.openId, kind: 'user', name: person.name };
    const { options, apps } = this.parts;
    const app = apps.all().find(({ appId }) => appId === id || botOpenId(options, appId) === id);
    return app && { openId: botOpenId(options, app.appId), kind: 'bot', name: botName(options, app.appId) };
  };

  /** A person who works here. */
  person(id: string): Person | undefined {
    const { directory } = this.parts;
    const found = userIdTypes.map((type) => directory.byId(id, type)).find((person) => person !== undefined);
    return found === undefined || directory.isResigned(found.index) ? undefined : found;
  }

  /** What a content is checked against; without an app a person writes. */
  checks(appId: string | undefined, chat: Chat, nowMs: number): ContentChecks {
    return {
      appId,
      isDirect: chat.mode === 'p2p',
      uploads: this.uploads,
      cards: this.cards,
      whoIs: this.whoIs,
      isChat: (chatId) => this.chats.find(chatId) !== undefined,
      maxTables: this.parts.options.switches.imCardTables,
      nowMs,
    };
  }

  /** The chat of a message, when the bot is in it. */
  chatOf(message: ImMessage, appId: string, code = 230002): Chat {
    const chat = this.chats.require(message.chatId);
    if (!chat.bots.has(appId)) throw refusal(code);
    return chat;
  }

  /** A message that the bot can see. */
  seen(messageId: string | undefined, appId: string, codes: { missing?: number; outside?: number } = {}): ImMessage {
    const message = this.chats.message(messageId ?? '');
    if (message === undefined) throw refusal(codes.missing ?? 230001, 'invalid message_id');
    this.chatOf(message, appId, codes.outside);
    return message;
  }

  /** Who may write to whom, and how fast; refuses with the codes of im-v1/message/create. */
  admit(chat: Chat, appId: string): void {
    if (chat.isDissolved) throw refusal(232009);
    if (!chat.bots.has(appId)) throw refusal(230002);
    if (chat.isMuted) throw refusal(230035);
    if (chat.mode === 'p2p') this.admitPerson([...chat.people][0] ?? '');
    this.pace.take(chat.mode === 'p2p' ? `person ${chat.id}` : `chat ${chat.id}`);
  }

  /** Refuses a person who has left, has stopped bots, or is not among those whom the bot is for. */
  admitPerson(openId: string): void {
    if (this.person(openId) === undefined) throw refusal(230029);
    if (this.unavailable.has(openId)) throw refusal(230013);
    if (this.stopped.has(openId)) throw refusal(230053);
  }
}
