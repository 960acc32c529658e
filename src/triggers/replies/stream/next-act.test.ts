import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { SendFacts } from '../../../model/triggers/conversation.ts';
import type { ReplyButton } from '../../../model/triggers/handler.ts';
import { sendFaultOf } from '../../../model/triggers/send-faults.ts';
import { isObject, type JsonObject, readObject, readObjects, readText } from '../../../util/json.ts';
import { AnswerLook } from '../answer-look.ts';
import { bytesAsSent } from '../cards.ts';
import { afterFault, afterSuccess, operationOf } from './after-act.ts';
import { nextAct } from './next-act.ts';
import {
  factsOf,
  openStream,
  type StreamAct,
  type StreamLimits,
  type StreamState,
  streamSetting,
  withText,
} from './stream-state.ts';

const agree: ReplyButton = { id: 'ok', text: 'OK', value: { a: 1 }, style: 'primary', forEverybody: false };

function lookOf(buttons: readonly ReplyButton[] = []): AnswerLook {
  const owner = { turnId: 'turn', ownerOpenId: 'ou_ann' };
  return new AnswerLook({ people: [], mayCallEverybody: false, images: [], title: undefined, buttons, owner });
}

interface SeenCard {
  text: string;
  isStreaming: boolean;
  hasSummary: boolean;
  hasButtons: boolean;
  sequence: number;
  streamingSince: number;
  writes: number[];
}

interface SeenMessage {
  readonly kind: 'card' | 'json' | 'text';
  readonly card: SeenCard;
}

/** What of Lark a stream has to do with: cards, messages by uuid, the rules that refuse. */
class Lark {
  readonly cards = new Map<string, SeenCard>();
  readonly messages = new Map<string, SeenMessage>();
  readonly byUuid = new Map<string, string>();
  readonly acts: StreamAct['kind'][] = [];
  streamingMs = 600_000;
  mostTables = 3;
  /** What 230099 says. */
  brokenBy = 11310;
  hasCardKit = true;

  do(act: StreamAct, now: number): { readonly cardId?: string; readonly messageId?: string } | number {
    this.acts.push(act.kind);
    switch (act.kind) {
      case 'create': {
        if (!this.hasCardKit) return 99991672;
        const cardId = `card${this.cards.size + 1}`;
        this.cards.set(cardId, seen(act.card, now));
        return { cardId };
      }
      case 'send':
        return this.#send(act.said.type, act.said.content, act.uuid, now);
      case 'patch': {
        const message = this.messages.get(act.messageId);
        if (message === undefined) return 230110;
        const { writes } = message.card;
        Object.assign(message.card, seen(act.card, now), { writes: [...writes, now] });
        return {};
      }
      default:
        return this.#change(act, now);
    }
  }

  #send(
    type: string,
    content: Readonly<Record<string, unknown>>,
    uuid: string,
    now: number,
  ): { messageId: string } | number {
    const before = this.byUuid.get(uuid);
    if (before !== undefined) return { messageId: before };
    const data = content.data;
    const card = isObject(data) ? this.cards.get(readText(data, 'card_id') ?? '') : undefined;
    const text = typeof content.text === 'string' ? content.text : undefined;
    if (bytesAsSent(content) > 30_000) return 230025;
    const json = JSON.parse(JSON.stringify(content));
    if (card === undefined && text === undefined && tablesOf(seen(json, now).text) > this.mostTables) return 230099;
    const messageId = `om_${this.messages.size + 1}`;
    const isText = text !== undefined;
    const plain = {
      text: text ?? '',
      isStreaming: false,
      hasSummary: true,
      hasButtons: false,
      sequence: 0,
      streamingSince: now,
      writes: [],
    };
    const kind = isText ? 'text' : card === undefined ? 'json' : 'card';
    expect(type).toBe(isText ? 'text' : 'interactive');
    this.messages.set(messageId, { kind, card: card ?? (isText ? plain : seen(json, now)) });
    this.byUuid.set(uuid, messageId);
    return { messageId };
  }

  #change(act: Extract<StreamAct, { readonly cardId: string }>, now: number): Record<string, never> | number {
    const card = this.cards.get(act.cardId);
    if (card === undefined) return 200740;
    expect(act.uuid.length).toBeLessThanOrEqual(64);
    if (act.sequence <= card.sequence) return 300317;
    if (card.isStreaming && now - card.streamingSince > this.streamingMs) card.isStreaming = false;
    if (act.kind === 'write' && !card.isStreaming) return 300309;
    card.sequence = act.sequence;
    if (act.kind === 'write') {
      expect(act.content).not.toBe('');
      card.text = act.content;
      card.writes.push(now);
    } else if (act.kind === 'settings') {
      const config = readObject(act.settings, 'config');
      card.isStreaming = config.streaming_mode === true;
      card.streamingSince = now;
      card.hasSummary ||= config.summary !== undefined;
    } else {
      const { text, isStreaming, hasSummary, hasButtons } = seen(act.card, now);
      Object.assign(card, { text, isStreaming, hasSummary, hasButtons });
    }
    return {};
  }

  texts(): readonly string[] {
    return [...this.messages.values()].map(({ card }) => card.text);
  }
}

function seen(card: JsonObject, now: number): SeenCard {
  const elements = readObjects(readObject(card, 'body'), 'elements');
  const config = readObject(card, 'config');
  return {
    text:
      elements.flatMap((element) => (element.tag === 'markdown' ? (readText(element, 'content') ?? '') : []))[0] ?? '',
    isStreaming: config.streaming_mode === true,
    hasSummary: config.summary !== undefined,
    hasButtons: elements.some(({ tag }) => tag === 'column_set'),
    sequence: 0,
    streamingSince: now,
    writes: [],
  };
}

function tablesOf(markdown: string): number {
  return markdown.match(/^\|[-| ]+\|$/gm)?.length ?? 0;
}

type Luck = 'works' | 'crashes' | 'lost' | 'lost_done' | number;

/** Drives a stream over a time that is told: what is said when, what each act meets. */
class Drive {
  readonly lark = new Lark();
  readonly setting;
  state: StreamState;
  facts: SendFacts = {};
  now = 1_000_000;
  stepMs = 0;

  constructor(look = lookOf(), limits: Partial<StreamLimits> = {}) {
    this.setting = streamSetting('u'.repeat(50), look, limits);
    this.state = openStream({}, '', false, this.now);
  }

  say(text: string, isFinal = false): this {
    this.state = withText(this.state, text, isFinal, this.now);
    return this;
  }

  /** Goes on until nothing happens before `until`. */
  run(until: number, luck: (act: StreamAct) => Luck = () => 'works'): this {
    for (let steps = 0; ; steps += 1) {
      expect(steps).toBeLessThan(5_000);
      const next = nextAct(this.state, this.setting, this.now);
      this.state = next.state;
      if (next.kind === 'done') return this;
      if (next.kind === 'wait') {
        expect(next.until === undefined || next.until > this.now).toBe(true);
        if (next.until === undefined || next.until > until) {
          this.now = Math.max(this.now, until);
          return this;
        }
        this.now = next.until;
        continue;
      }
      this.#meet(next.act, luck(next.act));
      this.now += this.stepMs;
    }
  }

  #meet(act: StreamAct, luck: Luck): void {
    const result = typeof luck === 'number' ? luck : luck === 'lost' ? {} : this.lark.do(act, this.now);
    const { text, isFinal } = this.state;
    if (luck === 'lost' || luck === 'lost_done') this.#lost();
    else if (luck === 'crashes') this.state = openStream(this.facts, text, isFinal, this.now);
    else if (typeof result === 'number') this.#refused(act, result);
    else {
      this.state = afterSuccess(this.state, this.setting, result, this.now);
      this.facts = factsOf(this.state);
    }
  }

  #refused(act: StreamAct, code: number): void {
    const words = code === 230099 ? `ErrCode: ${this.lark.brokenBy}` : '';
    const fault = sendFaultOf(operationOf(act), code, words);
    this.state = afterFault(this.state, this.setting, { ...fault, isUnknown: false }, this.now, 0.5);
    this.facts = factsOf(this.state);
  }

  #lost(): void {
    const fault = { action: 'retry', concerns: 'message', why: { en: 'x', zh: 'x' }, isUnknown: true } as const;
    this.state = afterFault(this.state, this.setting, fault, this.now, 0.5);
    this.facts = factsOf(this.state);
  }
}

const words = (count: number): string => Array.from({ length: count }, (_, index) => `word${index}`).join(' ');
const paragraphs = (count: number): string =>
  Array.from({ length: count }, (_, index) => `Line ${index} ${words(20)}.`).join('\n\n');
/** Between two messages there is no space to compare. */
const flat = (texts: readonly string[]): string => texts.join('').replaceAll(/\s+/g, '');

describe('a short answer', () => {
  test('that is complete at once is one message', () => {
    const drive = new Drive().say('Hello').say('Hello there', true);
    drive.run(drive.now + 1000);
    expect(drive.lark.acts).toEqual(['send']);
    expect(drive.state.outcome).toEqual({ kind: 'said' });
    expect([...drive.lark.messages.values()][0]).toMatchObject({
      kind: 'json',
      card: { text: 'Hello there', hasSummary: true },
    });
  });

  test('that grows is seen 300 ms after its first word, and closed with a summary', () => {
    const drive = new Drive(lookOf([agree]));
    const began = drive.now;
    drive.say('One').run(began + 299);
    expect(drive.lark.acts).toEqual([]);
    drive.run(began + 300);
    expect(drive.lark.acts).toEqual(['create', 'send']);
    expect(drive.lark.texts()).toEqual(['One']);
    drive.say('One two').run(began + 1000);
    drive.say('One two three', true).run(began + 2000);
    expect(drive.lark.acts).toEqual(['create', 'send', 'write', 'write', 'settings', 'replace']);
    const [card] = drive.lark.cards.values();
    expect(card).toMatchObject({ text: 'One two three', isStreaming: false, hasSummary: true, hasButtons: true });
  });

  test('without words is no message, with buttons only it is one', () => {
    const nothing = new Drive().say(' \n', true).run(2_000_000);
    expect(nothing.state.outcome).toEqual({ kind: 'nothing' });
    const buttons = new Drive(lookOf([agree])).say('', true).run(2_000_000);
    expect(buttons.lark.acts).toEqual(['send']);
    expect([...buttons.lark.messages.values()][0]?.card.hasButtons).toBe(true);
  });
});

test('writes are 150 ms apart, however fast it is said', () => {
  const drive = new Drive();
  for (let index = 1; index < 200; index += 1) drive.say(words(index)).run(drive.now + 10);
  drive.say(words(200), true).run(drive.now + 5000);
  const [card] = drive.lark.cards.values();
  const gaps = card?.writes.slice(1).map((at, index) => at - (card.writes[index] ?? 0)) ?? [];
  expect(gaps.length).toBeGreaterThan(5);
  expect(Math.min(...gaps)).toBeGreaterThanOrEqual(150);
  expect(card?.text).toBe(words(200));
});

test('a stream of twelve minutes is complete, and no card is older than ten minutes when it ends', () => {
  const drive = new Drive();
  let text = '';
  for (let second = 0; second < 720; second += 5) {
    text += `Five seconds after ${second} have passed.${second % 20 === 0 ? '\n\n' : ' '}`;
    drive.say(text).run(drive.now + 5000);
  }
  drive.say(text, true).run(drive.now + 5000);
  expect(drive.lark.messages.size).toBe(2);
  expect(flat(drive.lark.texts())).toBe(flat([text]));
  for (const card of drive.lark.cards.values()) expect(card).toMatchObject({ isStreaming: false, hasSummary: true });
});

test('a stream that is silent for long is closed before Lark does it, and goes on in another card', () => {
  const drive = new Drive().say('Begin.');
  drive.run(drive.now + 3_000_000);
  expect([...drive.lark.cards.values()]).toMatchObject([{ text: 'Begin.', isStreaming: false, hasSummary: true }]);
  drive.say('Begin. End.', true).run(drive.now + 5000);
  expect(flat(drive.lark.texts())).toBe('Begin.End.');
});

test('code that is too large for a card is closed and goes on in the next', () => {
  const code = Array.from({ length: 1500 }, (_, index) => `print("line ${index}")`).join('\n');
  const drive = new Drive();
  drive.say('Here:\n\n```python\n').run(drive.now + 400);
  drive.say(`Here:\n\n\`\`\`python\n${code}\n\`\`\`\n\nDone.`, true).run(drive.now + 10_000);
  const texts = drive.lark.texts();
  expect(texts.length).toBeGreaterThan(1);
  for (const text of texts) expect(text.match(/^```/gm)?.length).toBe(2);
  expect(texts[1]).toMatch(/^```python\nprint\(/);
  expect(flat(texts.map((text) => text.replaceAll(/^```.*$/gm, '')))).toBe(flat([`Here: ${code} Done.`]));
});

describe('refusals', () => {
  const grown = (): Drive => {
    const drive = new Drive().say('One');
    return drive.run(drive.now + 1000);
  };
  const once = (kind: StreamAct['kind'], luck: Luck): ((act: StreamAct) => Luck) => {
    let isLeft = true;
    return (act) => {
      if (!isLeft || act.kind !== kind) return 'works';
      isLeft = false;
      return luck;
    };
  };

  test.each([
    ['the number was too low', 300317],
    ['somebody presses a button', 200810],
    ['Lark was busy', 11232],
    ['the app calls too often', 99991400],
    ['nobody knows, and it was done', 'lost_done' as const],
    ['nobody knows, and it was not done', 'lost' as const],
    ['the process died', 'crashes' as const],
    ['the streaming has timed out', 200850],
    ['the streaming is closed', 300309],
  ])('of a write: %s', (_, luck) => {
    const drive = grown();
    drive.say('One two').run(drive.now + 30_000, once('write', luck));
    drive.say('One two three', true).run(drive.now + 60_000);
    expect(drive.state.outcome).toEqual({ kind: 'said' });
    expect([...drive.lark.cards.values()]).toMatchObject([
      { text: 'One two three', isStreaming: false, hasSummary: true },
    ]);
  });

  test.each(['create', 'send', 'settings', 'replace'] as const)('%s is lost or the process dies', (kind) => {
    for (const luck of ['lost', 'lost_done', 'crashes'] as const) {
      const drive = new Drive(lookOf([agree]));
      drive.say('One').run(drive.now + 30_000, once(kind, luck));
      drive.say('One two', true).run(drive.now + 60_000, once(kind, luck));
      expect(drive.lark.texts()).toEqual(['One two']);
      expect([...drive.lark.messages.values()][0]?.card).toMatchObject({
        isStreaming: false,
        hasSummary: true,
        hasButtons: true,
      });
    }
  });

  test('of CardKit: the whole card is sent again and again, 1500 ms apart', () => {
    const drive = new Drive(lookOf([agree]));
    drive.lark.hasCardKit = false;
    for (let index = 1; index < 60; index += 1) drive.say(words(index)).run(drive.now + 100);
    drive.say(words(60), true).run(drive.now + 10_000);
    expect(new Set(drive.lark.acts)).toEqual(new Set(['create', 'send', 'patch']));
    const [message] = drive.lark.messages.values();
    expect(message).toMatchObject({ kind: 'json', card: { text: words(60), hasButtons: true } });
    const writes = message?.card.writes ?? [];
    expect(Math.min(...writes.slice(1).map((at, index) => at - (writes[index] ?? 0)))).toBeGreaterThanOrEqual(1500);
  });

  test('of all cards: text, once it is complete', () => {
    const drive = new Drive().say('**One**');
    const noCards = (act: StreamAct): Luck =>
      act.kind === 'create' ? 99991672 : act.kind === 'send' && act.said.type === 'interactive' ? 200220 : 'works';
    drive.run(drive.now + 5000, noCards);
    expect(drive.lark.texts()).toEqual([]);
    drive.say('**One** two', true).run(drive.now + 5000, noCards);
    expect(drive.lark.texts()).toEqual(['One two']);
  });

  test('of more than two tables: the third is code', () => {
    const table = (name: string): string => `| ${name} | b |\n| --- | --- |\n| 1 | 2 |`;
    const drive = new Drive();
    drive.lark.mostTables = 2;
    drive.say(['A', 'B', 'C'].map(table).join('\n\n'), true).run(drive.now + 10_000);
    const [text = ''] = drive.lark.texts();
    expect(tablesOf(text)).toBe(2);
    expect(text).toContain('```');
  });

  test('of the thread: in the chat', () => {
    const places: string[] = [];
    const drive = new Drive().say('One', true);
    drive.run(drive.now + 5000, (act) => {
      if (act.kind === 'send') places.push(act.place);
      return act.kind === 'send' && act.place !== 'chat' ? 230071 : 'works';
    });
    expect(places).toEqual(['asked', 'no_thread', 'chat']);
    expect(drive.state.outcome).toEqual({ kind: 'said' });
  });

  test.each([
    ['the question was recalled', 230011, 'target'],
    ['the bot was removed', 230002, 'chat'],
  ])('%s: it is given up, and says why', (_, code, concerns) => {
    const drive = new Drive().say('One', true);
    drive.run(drive.now + 5000, () => code);
    expect(drive.state.outcome).toMatchObject({ kind: 'failed', fault: { action: 'give_up', concerns } });
    expect(drive.lark.acts).toEqual([]);
  });

  test('without an end: it is given up after some', () => {
    const drive = new Drive().say('One', true);
    drive.run(drive.now + 10_000_000, () => 11232);
    expect(drive.state.outcome).toMatchObject({ kind: 'failed', fault: { action: 'retry' } });
  });
});

test('a card that was said by somebody who then died is gone on with, even when the hour of its uuid is over', () => {
  const drive = new Drive().say('One');
  let isFirst = true;
  drive.lark.brokenBy = 200861;
  drive.run(drive.now + 1000, (act) => {
    if (act.kind !== 'send') return 'works';
    if (!isFirst) return 230099;
    isFirst = false;
    return 'crashes';
  });
  drive.say('One two', true).run(drive.now + 5000, (act) => (act.kind === 'send' ? 230099 : 'works'));
  expect(drive.lark.texts()).toEqual(['One two']);
  expect([...drive.lark.cards.values()]).toMatchObject([{ isStreaming: false, hasSummary: true }]);
});

test('another text instead replaces what is seen', () => {
  const drive = new Drive().say('Looking for it');
  drive.run(drive.now + 1000);
  drive.say('Found', true).run(drive.now + 5000);
  expect(drive.lark.texts()).toEqual(['Found']);
});

test('whatever fails and whoever dies, all is said once, in order, and every card is closed', () => {
  const luck = fc.constantFrom<Luck>(
    'works',
    'works',
    'works',
    'works',
    'lost',
    'lost_done',
    'crashes',
    300317,
    200810,
    11232,
    300309,
    230049,
  );
  const event = fc.record({ more: fc.integer({ min: 0, max: 40 }), ms: fc.integer({ min: 0, max: 120_000 }) });
  fc.assert(
    fc.property(
      fc.array(event, { minLength: 1, maxLength: 25 }),
      fc.array(luck, { maxLength: 60 }),
      fc.boolean(),
      (events, lucks, hasButtons) => {
        const drive = new Drive(lookOf(hasButtons ? [agree] : []), { mostBytes: 3_000 });
        drive.stepMs = 20;
        const full = paragraphs(120);
        let [at, met] = [0, 0];
        const meet = (act: StreamAct): Luck => {
          const next = lucks[met];
          met += 1;
          // Only what Lark can say of the act.
          const isOfCards = next === 300317 || next === 200810 || next === 300309;
          const isCard = act.kind === 'write' || act.kind === 'settings' || act.kind === 'replace';
          if (isOfCards && !isCard) return 'works';
          return next === 230049 && act.kind !== 'send' ? 'works' : (next ?? 'works');
        };
        for (const { more, ms } of events) {
          at = Math.min(full.length, at + more * 20);
          drive.say(full.slice(0, at)).run(drive.now + ms, meet);
        }
        const text = full.slice(0, at);
        drive.say(text, true).run(drive.now + 10_000_000, meet);
        expect(drive.state.outcome?.kind).toBe(text === '' && !hasButtons ? 'nothing' : 'said');
        expect(flat(drive.lark.texts())).toBe(flat([text]));
        const messages = [...drive.lark.messages.values()];
        for (const { card } of messages) {
          expect(card).toMatchObject({ isStreaming: false, hasSummary: true });
          expect(bytesAsSent(card.text)).toBeLessThan(3_200);
        }
        expect(messages.filter(({ card }) => card.hasButtons).length).toBe(hasButtons ? 1 : 0);
      },
    ),
    { numRuns: 40, seed: 20261128 },
  );
});
