import { SandboxUseError } from '../../sandbox-use-error.ts';
import type { Im } from '../im.ts';
import type { SeenMessage } from '../transcript.ts';
import { Cast } from './cast.ts';
import type { PlayedChat } from './played-chat.ts';
import type { Players } from './players.ts';
import { readScript } from './read-script.ts';
import { ScriptError } from './script-error.ts';
import type { SayPlace, ScriptFault, Sought, Step } from './step.ts';

/** A script that has been played to its end. */
export interface Played {
  /** How many steps it had. */
  readonly steps: number;
  /** The chat in which it ended, as whoever did something last sees it. */
  readonly messages: readonly SeenMessage[];
  /** Every chat in which something was said, in the order of the script. */
  readonly chats: readonly PlayedChat[];
}

/** Buttons, bubbles and toasts are waited for, as a person would. */
const patienceMs = 10_000;

/** Plays a script. @throws ScriptError with its faults, or with the line where it went wrong */
export async function playScript(im: Im, people: Players, script: string): Promise<Played> {
  const steps = readScript(script);
  const stage = new Stage(im, people);
  for (const step of steps) await stage.play(step);
  return { steps: steps.length, messages: stage.messages(), chats: stage.chats() };
}

class Stage {
  readonly #im: Im;
  readonly #people: Players;
  readonly #cast: Cast;
  #as: string | undefined;
  #chat = 'direct';
  /** The chat as it was when a person did something last: what a bot has said or changed since is what is waited for. */
  #before: ReadonlyMap<string, string> = new Map();
  /** A card that was pressed may change in its place; after a message the answer is a new one. */
  #isPressed = false;
  #toasts = 0;
  /** Where something was said, and who sees it. */
  readonly #visited = new Map<string, { readonly chat: string; readonly as: string | undefined }>();

  constructor(im: Im, people: Players) {
    this.#im = im;
    this.#people = people;
    this.#cast = new Cast(im);
  }

  messages(): readonly SeenMessage[] {
    return this.#people.transcript(this.#chat, this.#doer());
  }

  chats(): readonly PlayedChat[] {
    return [...this.#visited.values()].map(({ chat, as }) => ({
      name: chat === 'direct' ? '' : (this.#im.chats.find(chat)?.name ?? ''),
      messages: this.#people.transcript(chat, as === undefined ? {} : { as }),
    }));
  }

  async play(step: Step): Promise<void> {
    try {
      await this.#do(step);
    } catch (reason) {
      if (!(reason instanceof SandboxUseError)) throw reason;
      // What people may not do is said in English only, as everywhere in the sandbox.
      const { message: text } = reason;
      const faults =
        reason instanceof ScriptError ? reason.faults : [{ line: step.line, message: { en: text, zh: text } }];
      throw new ScriptError(faults, this.chats());
    }
  }

  async #do(step: Step): Promise<void> {
    switch (step.kind) {
      case 'group':
        this.#people.addGroup({
          name: step.name,
          mode: step.mode,
          people: step.people.map((one) => this.#cast.idOf(one)),
        });
        return;
      case 'say':
        return this.#say(step, { text: this.#cast.named(step.text), names: true });
      case 'send':
        return this.#say(step, { [step.what]: { name: step.name } });
      case 'wait':
        return await this.#waitForBot(step, step.sought, step.withinMs);
      case 'toast':
        return await this.#waitForToast(step, step.sought);
      case 'press':
        return await this.#press(step, step.text, step.as);
      default:
        return await this.#doMore(step);
    }
  }

  async #doMore(step: Step): Promise<void> {
    switch (step.kind) {
      case 'tap':
        return await this.#tap(step, step.text, step.as);
      case 'react':
        return this.#people.react(this.#last(step).messageId, step.emoji, this.#doer(step.as));
      case 'unreact':
        return this.#people.unreact(this.#last(step).messageId, step.emoji, this.#doer(step.as));
      case 'edit': {
        const { messageId } = this.#lastOf(step, step.as);
        return this.#people.edit(messageId, { text: this.#cast.named(step.text), names: true });
      }
      case 'recall':
        return this.#people.recall(this.#lastOf(step, step.as).messageId, this.#doer());
      case 'menu':
        return this.#people.clickMenu(step.key, this.#doer(step.as));
      case 'open':
        this.#people.openChat(this.#doer(step.as));
        this.#chat = 'direct';
        this.#visit();
        return;
      default:
        return;
    }
  }

  #doer(as?: string): { readonly as?: string } {
    if (as !== undefined) this.#as = this.#cast.idOf(as);
    return this.#as === undefined ? {} : { as: this.#as };
  }

  #say(step: Step & { readonly as: string; readonly place: SayPlace }, said: object): void {
    const doer = this.#doer(step.as);
    const { place } = step;
    if (place.kind === 'direct') this.#chat = 'direct';
    if (place.kind === 'group') this.#chat = this.#groupNamed(step, place.name);
    const isAnswer = place.kind === 'reply' || place.kind === 'thread';
    const to = isAnswer
      ? { replyTo: this.#last(step).messageId, inThread: place.kind === 'thread' }
      : { chat: this.#chat };
    this.#people.say({ ...said, ...doer, ...to });
    this.#visit();
    this.#mark();
  }

  #visit(): void {
    const key = this.#chat === 'direct' ? `direct ${this.#as ?? ''}` : this.#chat;
    if (!this.#visited.has(key)) this.#visited.set(key, { chat: this.#chat, as: this.#as });
  }

  #groupNamed(step: Step, name: string): string {
    const found = this.#im.chats.all().findLast((chat) => chat.name === name && !chat.isDissolved);
    if (found !== undefined) return found.id;
    throw faultAt(step, {
      en: `There is no group "${name}"; make it with \`group "${name}" with ann, bob\``,
      zh: `没有群“${name}”；请先用 \`group "${name}" with ann, bob\` 创建`,
    });
  }

  #last(step: Step): SeenMessage {
    const last = this.messages().findLast(({ isRecalled }) => !isRecalled);
    if (last === undefined) throw faultAt(step, { en: 'Nothing has been said here yet', zh: '这里还没有消息' });
    return last;
  }

  #lastOf(step: Step, as: string | undefined): SeenMessage {
    const { as: id = '' } = this.#doer(as);
    const last = this.messages().findLast(({ isRecalled, from }) => !isRecalled && (id === '' || from.id === id));
    if (last !== undefined) return last;
    throw faultAt(step, { en: 'This person has said nothing here', zh: '此人在这里没有消息' });
  }

  #mark(isPressed = false): void {
    this.#isPressed = isPressed;
    this.#before = new Map(this.messages().map((message) => [message.messageId, wordsOf(message)]));
    this.#toasts = this.#im.toasts.length;
  }

  /** What the bot has said since. */
  #answers(): readonly SeenMessage[] {
    const isNew = (message: SeenMessage): boolean => {
      const before = this.#before.get(message.messageId);
      return before === undefined || (this.#isPressed && before !== wordsOf(message));
    };
    return this.messages().filter((message) => message.from.kind === 'bot' && !message.isRecalled && isNew(message));
  }

  async #waitForBot(step: Step, sought: Sought | undefined, withinMs: number): Promise<void> {
    const isThere = (): boolean =>
      this.#answers().some((message) => !isStreaming(message) && (sought?.fits(wordsOf(message)) ?? true));
    if (await this.#im.chats.changes.until(isThere, withinMs)) return;
    const said = this.#answers().map(wordsOf).join(' | ');
    const wanted = sought?.source ?? '';
    throw faultAt(step, {
      en: `The bot did not say ${wanted || 'anything'} within ${withinMs / 1_000} s${said === '' ? '' : `; it said: ${said}`}`,
      zh: `机器人在 ${withinMs / 1_000} 秒内没有说${wanted === '' ? '任何话' : ` ${wanted}`}${said === '' ? '' : `；它说的是：${said}`}`,
    });
  }

  async #waitForToast(step: Step, sought: Sought): Promise<void> {
    const seen = (): readonly string[] => this.#im.toasts.slice(this.#toasts).map(({ text }) => text);
    if (await this.#im.chats.changes.until(() => seen().some((text) => sought.fits(text)), patienceMs)) return;
    throw faultAt(step, {
      en: `There was no toast ${sought.source}; there were: ${seen().join(' | ')}`,
      zh: `没有出现提示 ${sought.source}；出现的有：${seen().join(' | ')}`,
    });
  }

  async #press(step: Step, text: string, as: string | undefined): Promise<void> {
    const doer = this.#doer(as);
    const find = (): SeenMessage | undefined => this.messages().findLast(({ card }) => card?.buttons.includes(text));
    await this.#im.chats.changes.until(() => find() !== undefined, patienceMs);
    const message = find();
    if (message === undefined) {
      const there = this.messages().flatMap(({ card }) => card?.buttons ?? []);
      throw faultAt(step, {
        en: `There is no button "${text}" here; there are: ${there.join(', ')}`,
        zh: `这里没有按钮“${text}”；现有：${there.join('、')}`,
      });
    }
    this.#mark(true);
    const { error } = await this.#people.press(message.messageId, { button: text, ...doer });
    if (error === undefined) return;
    throw faultAt(step, {
      en: `The app did not answer well to "${text}" (code ${error.code}): ${error.why}`,
      zh: `应用对“${text}”未正常响应（错误码 ${error.code}）：${error.why}`,
    });
  }

  async #tap(step: Step, text: string, as: string | undefined): Promise<void> {
    const doer = this.#doer(as);
    const isThere = (): boolean => this.messages().some(({ followUps }) => followUps.includes(text));
    if (!(await this.#im.chats.changes.until(isThere, patienceMs))) {
      throw faultAt(step, { en: `There is no bubble "${text}" here`, zh: `这里没有追问气泡“${text}”` });
    }
    this.#people.say({ ...doer, chat: this.#chat, text });
    this.#visit();
    this.#mark();
  }
}

function faultAt({ line }: Step, message: ScriptFault['message']): ScriptError {
  return new ScriptError([{ line, message }]);
}

function isStreaming({ card }: SeenMessage): boolean {
  return card?.isStreaming === true;
}

function wordsOf({ text, card }: SeenMessage): string {
  return card === undefined ? text : [card.title, card.markdown].filter((part) => part !== '').join('\n');
}
