import type { Message } from '../../model/message.ts';
import type { OutboxAct, SendFacts } from '../../model/triggers/conversation.ts';
import type { Target } from '../../model/triggers/messenger.ts';
import type { SendEnd } from '../../model/triggers/session-tables.ts';
import { AnswerLook, plainShow } from '../replies/answer-look.ts';
import { afterFault, afterSuccess, operationOf } from '../replies/stream/after-act.ts';
import { doAct } from '../replies/stream/do-act.ts';
import { nextAct } from '../replies/stream/next-act.ts';
import {
  factsOf,
  openStream,
  type StreamAct,
  type StreamSetting,
  type StreamState,
  streamSetting,
  withText,
} from '../replies/stream/stream-state.ts';
import { findOwn } from './find-own.ts';
import type { LimitKey } from './send-limits.ts';
import { placeKey, type SendTools } from './send-tools.ts';

type StreamRow = Extract<OutboxAct, { kind: 'stream' }>;

const noStream: Message = { en: 'It is no stream any more', zh: '该消息已不是流式消息' };

/** So many numbers of a card are noted ahead: whoever goes on after a crash begins after them. */
const numbersAhead = 25;

/** Lets a message grow until its text is final. Left by `StoppedError`; what was noted last is where the next one goes on. */
export class StreamSending {
  readonly #tools: SendTools;
  readonly #target: Target;
  #state: StreamState;
  /** As the row has them. */
  #noted: SendFacts;
  #lastError: unknown;
  /** Its turn to write to the card has come. */
  #mayWrite = false;

  constructor(tools: SendTools, target: Target, act: StreamRow) {
    this.#tools = tools;
    this.#target = target;
    this.#noted = tools.held.now.stored.done;
    this.#state = openStream(this.#noted, act.text, act.isFinal, tools.storeTime());
  }

  /** Where it has come to. */
  get facts(): SendFacts {
    return factsOf(this.#state);
  }

  /** Until it is said, or cannot be. */
  async run(): Promise<SendEnd> {
    const tools = this.#tools;
    const lost = await this.#lookBack();
    if (lost !== undefined) return lost;
    for (;;) {
      tools.stopped();
      const { stored, row } = tools.held.now;
      if (row.act.kind !== 'stream') return { state: 'failed', done: this.facts, lastError: noStream };
      const setting = streamSetting(row.uuid, new AnswerLook(row.act.show ?? plainShow), tools.parts.streamLimits);
      this.#state = withText(this.#state, row.act.text, row.act.isFinal, tools.storeTime());
      const next = nextAct(this.#state, setting, tools.storeTime());
      if (next.kind === 'act' && next.act.kind === 'write' && !this.#mayWrite) {
        // Before the text is taken: what is said while it waits goes along.
        await tools.turn(cardKeys(next.act), 'app_cards');
        this.#mayWrite = true;
        continue;
      }
      this.#state = next.state;
      if (next.kind === 'act') await this.#do(next.act, setting);
      else if (next.kind === 'wait') await this.#wait(next.until, stored.revision);
      else if (next.outcome.kind === 'failed') return tools.refused(next.outcome.fault, this.#lastError, this.facts);
      else return { state: 'sent', done: this.facts, revision: stored.revision };
    }
  }

  async #wait(until: number | undefined, revision: number): Promise<void> {
    const { held } = this.#tools;
    if (held.now.stored.revision === revision) await this.#tools.until(until, true);
  }

  async #do(act: StreamAct, setting: StreamSetting): Promise<void> {
    const tools = this.#tools;
    await this.#note();
    this.#mayWrite = false;
    tools.keys = keysOf(act, this.#target);
    if (tools.keys.length > 0) await tools.turn(tools.keys);
    else if (act.kind !== 'write') await tools.turn(cardKeys(act), undefined);
    tools.stopped();
    try {
      const result = await doAct(act, this.#target, tools.messenger);
      this.#state = afterSuccess(this.#state, setting, result, tools.storeTime());
    } catch (error) {
      this.#lastError = error;
      const fault = tools.judge(operationOf(act), error);
      this.#state = afterFault(this.#state, setting, fault, tools.storeTime(), tools.parts.random());
    }
    await this.#note();
  }

  /** Before the next call, and what it gave: a number is used once, a card is known before it is sent. */
  async #note(): Promise<void> {
    const facts = factsOf(this.#state);
    const { sequence } = facts;
    const isCovered = sequence === undefined || sequence < (this.#noted.sequence ?? 0);
    if (isCovered && isSame({ ...facts, sequence: 0 }, { ...this.#noted, sequence: 0 })) return;
    const { outbox, held } = this.#tools.parts;
    const ahead = sequence === undefined ? facts : { ...facts, sequence: sequence + numbersAhead };
    if (!(await outbox.note(held.fence, ahead))) held.leave();
    this.#noted = ahead;
    this.#tools.stopped();
  }

  /** Of a stream whose message may have been said more than an hour ago, without anybody having noted it. */
  async #lookBack(): Promise<SendEnd | undefined> {
    const tools = this.#tools;
    if (this.#state.messageId !== undefined || !tools.mayBeForgotten) return undefined;
    const { row, stored } = tools.held.now;
    if (this.#target.kind === 'person' || row.act.kind !== 'stream') return undefined;
    try {
      const others = await tools.idsOfTurn();
      const history = await tools.messenger.said(this.#target, stored.createdAt);
      const own = findOwn(history, { target: this.#target, said: undefined, others })[this.#state.part];
      if (own === undefined) return undefined;
      const facts = { ...this.#noted, messageId: own.messageId };
      this.#state = openStream(facts, row.act.text, row.act.isFinal, tools.storeTime());
      return undefined;
    } catch (error) {
      return tools.refused(tools.judge('send', error), error, this.#noted);
    }
  }
}

function isSame(one: SendFacts, other: SendFacts): boolean {
  const { way, part, from, cardId, messageId, begunAt } = other;
  const isPlace = one.part === part && one.from === from && one.way === way;
  return isPlace && one.cardId === cardId && one.messageId === messageId && one.begunAt === begunAt;
}

function cardKeys(act: StreamAct): readonly LimitKey[] {
  return 'cardId' in act ? [{ kind: 'card', id: act.cardId }] : [];
}

/** Of what is said to people. Writes to cards have limits of their own; those of each of their calls the client keeps. */
function keysOf(act: StreamAct, target: Target): readonly LimitKey[] {
  if (act.kind === 'send') return [placeKey(target)];
  return act.kind === 'patch' ? [{ kind: 'message', id: act.messageId }] : [];
}
