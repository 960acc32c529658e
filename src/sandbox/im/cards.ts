import { isObject, type JsonObject, readObject, readText, tryParseJson } from '../../util/json.ts';
import { checkEntity, findElement, maxCardBytes } from './card-json.ts';
import { cardRefusal, refusal } from './refusals.ts';

/** A card that lives apart from the message that shows it (cardkit-v1). */
export interface CardEntity {
  readonly id: string;
  readonly appId: string;
  readonly createdMs: number;
  json: JsonObject;
  messageId: string | undefined;
  /** The highest sequence of all operations. */
  sequence: number;
  /** Since when it streams; undefined when it does not. */
  streamingSinceMs: number | undefined;
  /** A person is clicking until then. */
  busyUntilMs: number;
  /** Operations that were done, by uuid. */
  readonly done: Map<string, string>;
}

/** What every operation on a card carries. */
export interface CardOperation {
  readonly cardId: string;
  readonly appId: string;
  readonly sequence: number;
  readonly uuid: string | null;
  /** What is done, to tell a repetition from something else with the same uuid. */
  readonly what: string;
  readonly nowMs: number;
}

/** What the documentation leaves open about cards. */
export interface CardSwitches {
  readonly imCardTables: number | null;
  readonly imStreamingEnds: 'timeout' | 'closed' | 'silent';
}

const streamingMs = 10 * 60_000;
const lifeMs = 14 * 86_400_000;
const maxSequence = 2_147_483_647;
const textTags = ['markdown', 'plain_text', 'lark_md'];

/** Cards of CardKit: each is sent once, and every operation carries a higher number than all before. */
export class Cards {
  readonly #cards = new Map<string, CardEntity>();
  readonly #switches: CardSwitches;
  readonly #newId: (prefix: string) => string;

  constructor(switches: CardSwitches, newId: (prefix: string) => string) {
    this.#switches = switches;
    this.#newId = newId;
  }

  find(cardId: string): CardEntity | undefined {
    return this.#cards.get(cardId);
  }

  /** Keeps a new card (cardkit-v1/card/create). */
  create(text: string, appId: string, nowMs: number): CardEntity {
    const json = this.#checked(text);
    const card: CardEntity = {
      id: this.#newId('').replace(/\D/g, '7').slice(0, 19),
      appId,
      createdMs: nowMs,
      json,
      messageId: undefined,
      sequence: 0,
      streamingSinceMs: streams(json) ? nowMs : undefined,
      busyUntilMs: 0,
      done: new Map(),
    };
    this.#cards.set(card.id, card);
    return card;
  }

  /** The content of a card that is about to be sent; people send none. */
  toBeSent(cardId: string, appId: string | undefined, nowMs: number): JsonObject {
    const card = this.#cards.get(cardId);
    if (card === undefined) throw cardRefusal(200740, 'the card entity does not exist');
    if (card.appId !== appId) throw cardRefusal(300311, 'no permission to use this card');
    if (nowMs - card.createdMs > lifeMs) throw cardRefusal(200750, 'the card entity has expired');
    if (card.messageId !== undefined) throw cardRefusal(200861, 'the card entity has been sent');
    return card.json;
  }

  /** The whole text of an element, as far as it is written (cardkit-v1/card-element/content). */
  write(operation: CardOperation, elementId: string, content: string): void {
    this.#operate(operation, (card) => {
      if (this.#isOver(card, operation.nowMs)) return;
      const element = findElement(card.json, elementId);
      if (element === undefined) throw refusal(300313, `element ${elementId} does not exist`);
      const text = isObject(element.text) ? element.text : element;
      if (!textTags.includes(readText(text, 'tag') ?? '')) throw refusal(300310);
      const before = text.content;
      text.content = content;
      if (Buffer.byteLength(JSON.stringify(card.json)) <= maxCardBytes) return;
      text.content = before ?? '';
      throw refusal(200860);
    });
  }

  /** New settings. Without a `config` around them they change nothing, as users report (cardkit-v1/card/settings). */
  settings(operation: CardOperation, text: string): void {
    this.#operate(operation, (card) => {
      const settings = tryParseJson(text);
      if (!isObject(settings)) throw refusal(300122);
      if (!isObject(settings.config)) return;
      if (settings.config.update_multi === false) throw refusal(300302);
      card.json = { ...card.json, config: { ...readObject(card.json, 'config'), ...settings.config } };
      this.#follow(card, operation.nowMs);
    });
  }

  /** Any change of its elements: what comes of it must be a card again (cardkit-v1/card-element). */
  change(operation: CardOperation, changed: (card: JsonObject) => JsonObject): void {
    this.#operate(operation, (card) => {
      card.json = this.#checked(JSON.stringify(changed(card.json)));
      this.#follow(card, operation.nowMs);
    });
  }

  /** All of it anew (cardkit-v1/card/update). */
  replace(operation: CardOperation, text: string): void {
    this.#operate(operation, (card) => {
      card.json = this.#checked(text);
      this.#follow(card, operation.nowMs);
    });
  }

  /** Whether it streams still. */
  isStreaming({ streamingSinceMs }: CardEntity, nowMs: number): boolean {
    return streamingSinceMs !== undefined && nowMs - streamingSinceMs < streamingMs;
  }

  #checked(text: string): JsonObject {
    const json = tryParseJson(text);
    if (!isObject(json)) throw refusal(200220, 'the card is no JSON');
    const fault = checkEntity(text, this.#switches.imCardTables, json);
    if (fault !== undefined) throw fault;
    return json;
  }

  /** A repetition with the same uuid succeeds; what fails uses up no number. */
  #operate({ cardId, appId, sequence, uuid, what, nowMs }: CardOperation, change: (card: CardEntity) => void): void {
    const card = this.#cards.get(cardId);
    if (card === undefined) throw refusal(200740);
    if (card.appId !== appId) throw refusal(300311);
    if (nowMs - card.createdMs > lifeMs) throw refusal(200750);
    const signature = `${sequence} ${what}`;
    const done = uuid === null ? undefined : card.done.get(uuid);
    if (done === signature) return;
    if (done !== undefined) throw refusal(200770);
    if (sequence < 1 || sequence > maxSequence) throw refusal(10002, 'sequence');
    if (nowMs < card.busyUntilMs) throw refusal(200810);
    if (sequence <= card.sequence) throw refusal(300317);
    change(card);
    card.sequence = sequence;
    if (uuid !== null) card.done.set(uuid, signature);
  }

  /** True when a write goes nowhere without a word; throws when it is refused. */
  #isOver(card: CardEntity, nowMs: number): boolean {
    if (card.streamingSinceMs === undefined) throw refusal(300309);
    if (this.isStreaming(card, nowMs)) return false;
    if (this.#switches.imStreamingEnds === 'silent') return true;
    throw refusal(this.#switches.imStreamingEnds === 'timeout' ? 200850 : 300309);
  }

  /** The ten minutes begin anew whenever streaming is switched on. */
  #follow(card: CardEntity, nowMs: number): void {
    if (!streams(card.json)) card.streamingSinceMs = undefined;
    else if (!this.isStreaming(card, nowMs)) card.streamingSinceMs = nowMs;
  }
}

function streams(card: JsonObject): boolean {
  return readObject(card, 'config').streaming_mode === true;
}
