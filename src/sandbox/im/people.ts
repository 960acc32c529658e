import type { JsonObject } from '../../util/json.ts';
import { ApiFailure } from '../route.ts';
import { SandboxUseError } from '../sandbox-use-error.ts';
import { botName } from './bots.ts';
import type { Chat } from './chat.ts';
import { readContent } from './content.ts';
import type { Im } from './im.ts';
import { aboutChat, idsOfAuthor, messageScopes, publishRecall, tellBots } from './im-events.ts';
import { type Author, isSameAuthor } from './message.ts';
import { type Press, type Pressed, press } from './press.ts';
import { react, unreact } from './reaction-routes.ts';
import type { Said, SaidMessage } from './said.ts';
import { authorOf, chatByName, named, say } from './say.ts';
import { type Played, playScript } from './script/play-script.ts';
import { type SeenMessage, transcript } from './transcript.ts';

/** A new group; everybody in it by open_id, the first person owns it. */
export interface GroupWanted {
  readonly name: string;
  /** `group` when left out. */
  readonly mode?: 'group' | 'topic';
  readonly isPublic?: boolean;
  readonly showsThreads?: boolean;
  /** The first three people of the company when left out. */
  readonly people?: readonly string[];
  /** Ids of apps; the tenant's own app when left out. */
  readonly bots?: readonly string[];
}

/** A chat, for those who look for one. */
export interface ChatSeen {
  readonly chatId: string;
  readonly mode: string;
  readonly name: string;
  readonly people: readonly string[];
  readonly bots: readonly string[];
  readonly isDissolved: boolean;
}

/** Who does it, by open_id; the first person of the company when left out. */
export interface Doer {
  readonly as?: string;
}

/** What people do in chats. Each tells the bots that may know of it, as the platform does. Chats go by id, or as `Said.chat` names them. */
export class ChatPeople {
  readonly #im: Im;
  readonly #now: () => number;

  /** @internal Made with the sandbox. */
  constructor(im: Im, now: () => number) {
    this.#im = im;
    this.#now = now;
  }

  /** Writes a message. */
  say(said: Said): SaidMessage {
    const { id: messageId, chatId, threadId } = say(this.#im, said, this.#now());
    return { messageId, chatId, threadId };
  }

  /** Changes what a person has written. No event tells of it: who wants to know reads the message again. */
  edit(messageId: string, change: Pick<Said, 'text' | 'names' | 'post'>): void {
    const message = this.#im.chats.requireMessage(messageId);
    const chat = this.#im.chats.require(message.chatId);
    const { text, post } = named(this.#im, chat, change);
    const [type, content] = post === undefined ? ['text', { text: text ?? '' }] : ['post', post];
    message.said = readContent(type, JSON.stringify(content), this.#im.checks(undefined, chat, this.#now()));
    message.updatedMs = this.#now();
    message.isUpdated = true;
    message.edits++;
    this.#im.chats.changes.tell();
  }

  /** Takes a message back: its author, or the owner of the group. */
  recall(messageId: string, { as }: Doer = {}): void {
    const message = this.#im.chats.requireMessage(messageId);
    if (message.recalledMs !== undefined) return;
    const who = as === undefined ? message.author : authorOf(this.#im, as);
    const isOwner = who.kind === 'user' && this.#im.chats.require(message.chatId).ownerId === who.openId;
    const isAuthor = isSameAuthor(who, message.author);
    if (!isAuthor && !isOwner)
      throw new SandboxUseError('Only the author and the owner of the group take a message back');
    message.recalledMs = this.#now();
    message.updatedMs = message.recalledMs;
    publishRecall(this.#im, message, isAuthor ? 'message_owner' : 'group_owner');
  }

  /** Puts an emoji below a message. */
  react(messageId: string, emoji: string, { as }: Doer = {}): void {
    const by = authorOf(this.#im, as);
    this.#asUse(() => react(this.#im, this.#im.chats.requireMessage(messageId), { emoji, by, nowMs: this.#now() }));
  }

  /** Takes it away again. */
  unreact(messageId: string, emoji: string, { as }: Doer = {}): void {
    const by = authorOf(this.#im, as);
    const message = this.#im.chats.requireMessage(messageId);
    const reaction = message.reactions.find((other) => other.emoji === emoji && isSameAuthor(other.by, by));
    if (reaction === undefined) throw new SandboxUseError(`There is no ${emoji} of this person below ${messageId}`);
    unreact(this.#im, message, reaction, this.#now());
  }

  /** Presses a button of a card, and waits for the app's answer. */
  press(messageId: string, what: Press): Promise<Pressed> {
    return press(this.#im, this.#im.chats.requireMessage(messageId), what, this.#now);
  }

  /** Keeps a card busy, as somebody does who fills in its form: CardKit says 200810 until then. */
  touch(messageId: string, forMs: number): void {
    const { cardId } = this.#im.chats.requireMessage(messageId).said;
    const card = cardId === undefined ? undefined : this.#im.cards.find(cardId);
    if (card === undefined) throw new SandboxUseError(`The message ${messageId} shows no card of CardKit`);
    card.busyUntilMs = this.#now() + forMs;
  }

  /**
   * Plays a conversation, one step a line (`ann in "Ops": @bot hello`, `wait for bot /pattern/`, `press "More"`): docs/how-to/play-with-a-bot.md.
   * @throws SandboxUseError with the line and what is wrong there
   */
  play(script: string): Promise<Played> {
    return playScript(this.#im, this, script);
  }

  /** Opens the chat with a bot (bot_p2p_chat_entered). */
  openChat({ as, to = this.#im.parts.options.appId }: Doer & { readonly to?: string } = {}): string {
    const who = this.#person(as);
    const chat = this.#im.chats.direct(who.openId, this.#im.parts.apps.require(to).appId, this.#now());
    const last = this.#im.chats.said(chat.id).at(-1);
    const body = {
      chat_id: chat.id,
      operator_id: idsOfAuthor(this.#im, who),
      ...(last && { last_message_id: last.id, last_message_create_time: String(Math.floor(last.createdMs)) }),
    };
    tellBots(this.#im, chat, { type: 'im.chat.access_event.bot_p2p_chat_entered_v1', body }, []);
    return chat.id;
  }

  /** Chooses an entry of a bot's menu. */
  clickMenu(eventKey: string, { as, to = this.#im.parts.options.appId }: Doer & { readonly to?: string } = {}): void {
    const who = this.#person(as);
    const chat = this.#im.chats.direct(who.openId, this.#im.parts.apps.require(to).appId, this.#now());
    const operator = {
      operator_name: this.#im.person(who.openId)?.name ?? '',
      operator_id: idsOfAuthor(this.#im, who),
    };
    const body = { operator, event_key: eventKey, timestamp: Math.floor(this.#now() / 1000) };
    tellBots(this.#im, chat, { type: 'application.bot.menu_v6', body }, []);
  }

  /** Reads everything that a bot has written to a person (message_read). */
  read({ as, to = this.#im.parts.options.appId }: Doer & { readonly to?: string } = {}): void {
    const who = this.#person(as);
    const chat = this.#im.chats.direct(who.openId, to, this.#now());
    const ids = this.#im.chats.said(chat.id).flatMap(({ id, author }) => (author.kind === 'app' ? [id] : []));
    const reader = {
      reader_id: idsOfAuthor(this.#im, who),
      read_time: String(Math.floor(this.#now())),
      tenant_key: this.#im.parts.tenantKey,
    };
    const body = { reader, message_id_list: ids };
    tellBots(this.#im, chat, { type: 'im.message.message_read_v1', body }, ['im:message', 'im:message:readonly']);
  }

  /** Makes a group; the bots that are in it are told. Gives its id. */
  addGroup({ name, mode = 'group', isPublic = false, showsThreads = false, people, bots }: GroupWanted): string {
    const { directory, options } = this.#im.parts;
    const first = Array.from({ length: Math.min(3, directory.generated) }, (_, at) => directory.personAt(at).openId);
    const members = people ?? first;
    const chat = this.#im.chats.addGroup(
      { name, mode, isPublic, showsThreads, people: members, bots: [] },
      this.#now(),
    );
    for (const appId of bots ?? [options.appId]) this.addBot(chat.id, appId);
    return chat.id;
  }

  /** Brings a bot into a group. */
  addBot(chat: string, appId: string = this.#im.parts.options.appId, { as }: Doer = {}): void {
    const found = chatByName(this.#im, chat);
    found.bots.add(this.#im.parts.apps.require(appId).appId);
    this.#tellOfBot(found, appId, 'added', as);
  }

  /** Takes a bot out of a group. */
  removeBot(chat: string, appId: string = this.#im.parts.options.appId, { as }: Doer = {}): void {
    const found = chatByName(this.#im, chat);
    this.#tellOfBot(found, appId, 'deleted', as);
    found.bots.delete(appId);
  }

  /** Brings people into a group. */
  addPeople(chat: string, openIds: readonly string[], { as }: Doer = {}): void {
    const found = chatByName(this.#im, chat);
    for (const openId of openIds) found.people.add(this.#person(openId).openId);
    this.#tellOfPeople(found, openIds, 'added', as);
  }

  /** Takes people out of a group; `withdrawn` for an invitation that is taken back. */
  removePeople(
    chat: string,
    openIds: readonly string[],
    { as, isWithdrawn = false }: Doer & { readonly isWithdrawn?: boolean } = {},
  ): void {
    const found = chatByName(this.#im, chat);
    for (const openId of openIds) found.people.delete(openId);
    this.#tellOfPeople(found, openIds, isWithdrawn ? 'withdrawn' : 'deleted', as);
  }

  /** Gives a group another name or description. */
  updateChat(chat: string, change: { readonly name?: string; readonly description?: string }, { as }: Doer = {}): void {
    const found = chatByName(this.#im, chat);
    const before = { name: found.name, description: found.description };
    const after = { ...before, ...change };
    found.name = after.name;
    found.description = after.description;
    const { name: _, i18n_names: __, ...about } = aboutChat(this.#im, found, this.#person(as));
    const body = { ...about, before_change: before, after_change: after };
    tellBots(this.#im, found, { type: 'im.chat.updated_v1', body }, ['im:chat', 'im:chat:read', 'im:chat:readonly']);
  }

  /** Ends a group. */
  disband(chat: string, { as }: Doer = {}): void {
    const found = chatByName(this.#im, chat);
    found.isDissolved = true;
    const body = aboutChat(this.#im, found, this.#person(as));
    tellBots(this.#im, found, { type: 'im.chat.disbanded_v1', body }, ['im:chat', 'im:chat:read', 'im:chat:readonly']);
  }

  /** Lets nobody but the owner write (230035), or everybody again. */
  mute(chat: string, isMuted: boolean): void {
    chatByName(this.#im, chat).isMuted = isMuted;
  }

  /** A person whom no bot may write to (230013), who has stopped them (230053), or neither. */
  refuseBots(openId: string, how: 'unavailable' | 'stopped' | 'no'): void {
    this.#im.unavailable.delete(openId);
    this.#im.stopped.delete(openId);
    if (how === 'unavailable') this.#im.unavailable.add(openId);
    if (how === 'stopped') this.#im.stopped.add(openId);
  }

  /** Every chat, those with one person too. */
  chats(): readonly ChatSeen[] {
    return this.#im.chats.all().map(({ id: chatId, mode, name, people, bots, isDissolved }) => {
      return { chatId, mode, name, people: [...people], bots: [...bots], isDissolved };
    });
  }

  /** What people see of a chat; `direct` is the one of `as` with the tenant's own bot. */
  transcript(chat = 'direct', { as }: Doer = {}): readonly SeenMessage[] {
    const nowMs = this.#now();
    const direct = (): Chat => this.#im.chats.direct(this.#person(as).openId, this.#im.parts.options.appId, nowMs);
    return transcript(this.#im, chat === 'direct' ? direct() : chatByName(this.#im, chat), { as, nowMs });
  }

  #person(as: string | undefined): Extract<Author, { kind: 'user' }> {
    const who = authorOf(this.#im, as);
    if (who.kind !== 'user') throw new SandboxUseError('Only people do this');
    return who;
  }

  /** The bot that it is about is told. */
  #tellOfBot(chat: Chat, appId: string, what: 'added' | 'deleted', as: string | undefined): void {
    const body = aboutChat(this.#im, chat, this.#person(as));
    const only: Chat = { ...chat, bots: new Set([appId]) };
    tellBots(this.#im, only, { type: `im.chat.member.bot.${what}_v1`, body }, messageScopes.botMembers);
  }

  #tellOfPeople(
    chat: Chat,
    openIds: readonly string[],
    what: 'added' | 'deleted' | 'withdrawn',
    as: string | undefined,
  ): void {
    const users = openIds.map((openId): JsonObject => {
      const tenant_key = this.#im.parts.tenantKey;
      const name = this.#im.parts.directory.byId(openId, 'open_id')?.name ?? botName(this.#im.parts.options, openId);
      return { name, tenant_key, user_id: idsOfAuthor(this.#im, { kind: 'user', openId }) };
    });
    const body = { ...aboutChat(this.#im, chat, this.#person(as)), users };
    const scopes = ['im:chat', 'im:chat.members:read', 'im:chat:readonly'];
    tellBots(this.#im, chat, { type: `im.chat.member.user.${what}_v1`, body }, scopes);
  }

  /** What the platform would refuse is a wrong use of the sandbox here. */
  #asUse(act: () => unknown): void {
    try {
      act();
    } catch (reason) {
      throw reason instanceof ApiFailure ? new SandboxUseError(reason.message) : reason;
    }
  }
}
