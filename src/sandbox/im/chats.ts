import type { Directory } from '../people/directory.ts';
import { hash32, randomFor, scramble } from '../random.ts';
import type { ResolvedSandboxOptions } from '../sandbox-options.ts';
import { SandboxUseError } from '../sandbox-use-error.ts';
import { appIdsOf } from './bots.ts';
import { Changes } from './changes.ts';
import { type Chat, directChat, groupName, type NewGroup, newGroup } from './chat.ts';
import type { Author, ImMessage, MessageContent } from './message.ts';

/** A message that an app has sent, for tests that look at nothing else. */
export interface SentMessage {
  readonly messageId: string;
  readonly chatId: string;
  readonly appId: string;
  readonly type: string;
  /** As it is read: JSON as a text; of a card, the card. */
  readonly content: string;
  readonly sentAtMs: number;
}

/** What a new message is, beside what it says. */
export interface NewMessage {
  readonly chat: Chat;
  readonly author: Author;
  readonly said: MessageContent;
  readonly nowMs: number;
  /** What it answers to. */
  readonly parent?: ImMessage | undefined;
  /** The answer begins a topic below its parent. */
  readonly inThread?: boolean | undefined;
  readonly upperId?: string | undefined;
  readonly onlyFor?: string | undefined;
}

/** Everybody's groups and what was said there. The bots are in all groups that were there at the start but the last two. */
export class Chats {
  /** Whatever is said, changed or taken away in a chat, of bots and of people. */
  readonly changes: Changes = new Changes();
  readonly #options: ResolvedSandboxOptions;
  readonly #chats = new Map<string, Chat>();
  readonly #messages = new Map<string, ImMessage>();
  readonly #byChat = new Map<string, ImMessage[]>();
  readonly #parts = new Map<string, ImMessage[]>();
  /** The first message of each topic. */
  readonly #threads = new Map<string, ImMessage>();
  /** What is said after a restart is new to those who remember what was said before. */
  readonly #startSeed: number;
  #made = 0;

  constructor(options: ResolvedSandboxOptions, directory: Directory) {
    this.#options = options;
    this.#startSeed = hash32(options.seed, 'start', options.startedAtMs);
    const people = Array.from({ length: Math.min(directory.generated, 12) }, (_, at) => directory.personAt(at).openId);
    const bots = appIdsOf(options);
    for (let at = 0; at < options.chats; at++) {
      const mode = at % 3 === 1 ? 'topic' : 'group';
      this.#addFirst(
        { name: this.#nameAt(at), mode, isPublic: false, showsThreads: at % 3 === 2, people, bots },
        options.startedAtMs,
      );
    }
    for (const [name, isPublic] of [
      ['Board', false],
      ['Everybody 全员', true],
    ] as const) {
      this.#addFirst({ name, mode: 'group', isPublic, showsThreads: false, people, bots: [] }, options.startedAtMs);
    }
  }

  /** The first group, which all bots are in. */
  get chatId(): string {
    return this.#idAt(0);
  }

  /** What bots have said, in order. */
  get messages(): readonly SentMessage[] {
    return [...this.#messages.values()].flatMap(({ id: messageId, chatId, author, said, createdMs }) => {
      if (author.kind === 'user') return [];
      const content = said.card === undefined ? said.content : JSON.stringify(said.card);
      return [{ messageId, chatId, appId: author.appId, type: said.type, content, sentAtMs: createdMs }];
    });
  }

  all(): readonly Chat[] {
    return [...this.#chats.values()];
  }

  find(chatId: string): Chat | undefined {
    return this.#chats.get(chatId);
  }

  /** @throws SandboxUseError where there is none */
  require(chatId: string): Chat {
    const chat = this.#chats.get(chatId);
    if (chat === undefined) throw new SandboxUseError(`There is no chat ${chatId}; GET /sandbox/im/chats lists them`);
    return chat;
  }

  addGroup(wanted: NewGroup, nowMs: number): Chat {
    return this.#add(this.newId('oc_'), wanted, nowMs);
  }

  /** One that is there at each start. */
  #addFirst(wanted: NewGroup, nowMs: number): void {
    this.#add(this.#idAt(this.#chats.size), wanted, nowMs);
  }

  #add(id: string, wanted: NewGroup, nowMs: number): Chat {
    const chat = newGroup(id, wanted, nowMs);
    this.#chats.set(chat.id, chat);
    return chat;
  }

  /** The chat of a person with a bot; made when one of them writes for the first time. */
  direct(openId: string, appId: string, nowMs: number): Chat {
    const made = directChat(this.#options.seed, openId, appId, nowMs);
    const known = this.#chats.get(made.id);
    if (known !== undefined) return known;
    this.#chats.set(made.id, made);
    return made;
  }

  message(messageId: string): ImMessage | undefined {
    return this.#messages.get(messageId);
  }

  /** @throws SandboxUseError where there is none */
  requireMessage(messageId: string): ImMessage {
    const message = this.#messages.get(messageId);
    if (message === undefined) throw new SandboxUseError(`There is no message ${messageId}`);
    return message;
  }

  /** Everything in a chat, oldest first, without the parts of forwards. */
  said(chatId: string): readonly ImMessage[] {
    return this.#byChat.get(chatId) ?? [];
  }

  /** The parts of a forward, those of forwards within it too. */
  partsOf(messageId: string): readonly ImMessage[] {
    return (this.#parts.get(messageId) ?? []).flatMap((part) => [part, ...this.partsOf(part.id)]);
  }

  /** In a topic `root_id` and `parent_id` are its first message; elsewhere the first and the last of a chain of answers. */
  add({ chat, author, said, nowMs, parent, inThread = false, upperId, onlyFor }: NewMessage): ImMessage {
    if (parent !== undefined && inThread && parent.threadId === undefined) this.#beginThread(parent);
    const first = this.#threads.get(parent?.threadId ?? '');
    const message: ImMessage = {
      id: this.newId('om_'),
      chatId: chat.id,
      author,
      createdMs: nowMs,
      said,
      updatedMs: nowMs,
      edits: 0,
      isUpdated: false,
      recalledMs: undefined,
      rootId: first?.id ?? parent?.rootId ?? parent?.id,
      parentId: first?.id ?? parent?.id,
      threadId: parent?.threadId,
      upperId,
      onlyFor,
      reactions: [],
      followUps: [],
    };
    this.#messages.set(message.id, message);
    if (upperId !== undefined) {
      push(this.#parts, upperId, message);
      return message;
    }
    if (chat.mode === 'topic' && parent === undefined && onlyFor === undefined) this.#beginThread(message);
    chat.activeMs = nowMs;
    push(this.#byChat, chat.id, message);
    return message;
  }

  /** The first message of a topic. */
  firstOfThread(threadId: string): ImMessage | undefined {
    return this.#threads.get(threadId);
  }

  /** Unlike all others of this start, and those of other starts. */
  newId(prefix: string): string {
    this.#made++;
    const unlike = scramble(this.#made, this.#startSeed).toString(16).padStart(8, '0');
    return `${prefix}${unlike}${this.#random(prefix).hex(24)}`;
  }

  #beginThread(message: ImMessage): void {
    this.#made++;
    message.threadId = `omt_${this.#random('thread').hex(16)}`;
    this.#threads.set(message.threadId, message);
  }

  #random(kind: string): ReturnType<typeof randomFor> {
    return randomFor(this.#startSeed, kind, this.#made);
  }

  #nameAt(at: number): string {
    return groupName(at, randomFor(this.#options.seed, 'chat-name', at));
  }

  #idAt(at: number): string {
    const { seed } = this.#options;
    return `oc_${(at === 0 ? randomFor(seed, 'chat') : randomFor(seed, 'chat', at)).hex(32)}`;
  }
}

function push<T>(lists: Map<string, T[]>, key: string, item: T): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [item]);
  else list.push(item);
}
