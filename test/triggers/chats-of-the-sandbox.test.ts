import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { AnswerShow } from '../../src/model/triggers/answer-show.ts';
import type { InboundMessage } from '../../src/model/triggers/inbound-message.ts';
import type { SaidMessage, Target } from '../../src/model/triggers/messenger.ts';
import { sendFaultOf } from '../../src/model/triggers/send-faults.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/start-sandbox.ts';
import { readItems, withFetched } from '../../src/triggers/messages/read-items.ts';
import { type MessageReading, readEventMessage } from '../../src/triggers/messages/read-message.ts';
import { AnswerLook, plainShow } from '../../src/triggers/replies/answer-look.ts';
import { readPress } from '../../src/triggers/replies/buttons.ts';
import { composeAnswer } from '../../src/triggers/replies/compose-answer.ts';
import { afterFault, afterSuccess, operationOf } from '../../src/triggers/replies/stream/after-act.ts';
import { doAct, type StreamMessenger } from '../../src/triggers/replies/stream/do-act.ts';
import { nextAct } from '../../src/triggers/replies/stream/next-act.ts';
import {
  openStream,
  type StreamState,
  streamSetting,
  withText,
} from '../../src/triggers/replies/stream/stream-state.ts';
import { type JsonObject, readArray, readObject, readText } from '../../src/util/json.ts';
import { EventCatcher } from '../support/event-catcher.ts';
import { type CallAnswer, type CallOptions, SandboxCaller } from '../support/sandbox-caller.ts';

/** Messages and answers against a tenant that shares no code with those who read and write them. */

let sandbox: Sandbox;
let caller: SandboxCaller;
let nowMs = Date.UTC(2026, 8, 16, 4);
let botOpenId = '';

beforeAll(async () => {
  const approvals = { definitions: 1, instancesPerDay: 1 };
  sandbox = await startSandbox({ now: () => nowMs, limits: 'off', users: 5, approvals, bases: [] });
  sandbox.events.configure(sandbox.options.appId, { mode: 'webhook', url: 'http://127.0.0.1:9/' });
  caller = new SandboxCaller(sandbox);
  const { json } = await caller.call('GET', '/open-apis/bot/v3/info');
  botOpenId = readText(readObject(json, 'bot'), 'open_id') ?? '';
});

afterAll(() => sandbox.close());

const personAt = (at: number): { readonly openId: string; readonly name: string } =>
  sandbox.tenant.directory.personAt(at);

function reading(): MessageReading {
  const people = [0, 1, 2, 3].map(personAt);
  return {
    botOpenId,
    language: 'en',
    nameOf: (openId) => people.find((person) => person.openId === openId)?.name,
    chatKindOf: () => undefined,
    receivedAt: nowMs,
  };
}

/** The last message that the bot was told of. */
function heard(): InboundMessage {
  const event = readObject(sandbox.events.deliveryQueue(sandbox.options.appId).deliveries.at(-1)?.body ?? {}, 'event');
  const outcome = readEventMessage(event, reading());
  if (outcome.kind === 'fault') throw new Error(outcome.fault.en);
  return outcome.message;
}

describe('what people say', () => {
  test('to the bot in a group', () => {
    const { messageId, chatId } = sandbox.say({
      chat: 'group',
      mention: ['bot', personAt(1).openId],
      text: 'hello',
      as: personAt(2).openId,
    });
    expect(heard()).toMatchObject({
      id: messageId,
      chatId,
      chatKind: 'group',
      text: `@${personAt(1).name} hello`,
      mentionsBot: true,
      mentionsAll: false,
      sender: { openId: personAt(2).openId, name: personAt(2).name, kind: 'user' },
    });
  });

  test('of every kind, with what hangs on it', () => {
    const said = (what: Parameters<Sandbox['say']>[0]): InboundMessage => {
      sandbox.say(what);
      return heard();
    };
    expect(said({ text: 'hi' })).toMatchObject({ chatKind: 'direct', text: 'hi' });
    expect(said({ image: {} })).toMatchObject({ text: '[Image]', attachments: [{ kind: 'image', canDownload: true }] });
    expect(said({ file: { name: 'a.pdf', size: 10 } })).toMatchObject({
      text: '[File: a.pdf]',
      attachments: [{ kind: 'file' }],
    });
    expect(said({ audio: { durationMs: 2000 } })).toMatchObject({
      text: '[Voice message: 2 s]',
      attachments: [{ durationMs: 2000 }],
    });
    expect(said({ video: { name: 'v.mp4' } })).toMatchObject({
      text: '[Video: v.mp4]',
      attachments: [{ kind: 'video' }],
    });
    const content = [
      [{ tag: 'a', href: 'https://x.test', text: 'x' }],
      [{ tag: 'code_block', language: 'GO', text: 'x()' }],
    ];
    expect(said({ post: { title: 'T', content } }).text).toBe('**T**\n\n[x](https://x.test)\n```go\nx()\n```');
  });

  test('a forward within a forward is read with all that is in it', async () => {
    const inner = sandbox.say({ forward: [sandbox.say({ text: 'deep', as: personAt(1).openId }).messageId] });
    sandbox.say({ forward: [sandbox.say({ text: 'first', as: personAt(2).openId }).messageId, inner.messageId] });
    const message = heard();
    const { data } = await caller.call('GET', '/open-apis/im/v1/messages/:message_id', {
      params: { message_id: message.id },
    });
    const read = readItems(readArray(data, 'items'), message.id, reading());
    const { text } = withFetched(message, { forwarded: read?.forwarded });
    expect(text.split('\n')[0]).toBe('[Forwarded messages]');
    expect(text).toContain(`${personAt(2).name}: first`);
    expect(text).toContain(`${personAt(1).name}: deep`);
  });
});

class Refusal extends Error {
  readonly code: number;
  constructor({ code, text }: CallAnswer) {
    super(text);
    this.code = Number(code);
  }
}

async function call(method: 'POST' | 'PUT' | 'PATCH', path: string, options: CallOptions): Promise<JsonObject> {
  const answer = await caller.call(method, path, options);
  if (answer.code !== 0) throw new Refusal(answer);
  return answer.data;
}

const cards = '/open-apis/cardkit/v1/cards';
const asData = (card: unknown): JsonObject => ({ type: 'card_json', data: JSON.stringify(card) });
/** The calls of a messenger, without any cleverness. */
const messenger: StreamMessenger = {
  createCard: async (card) => readText(await call('POST', cards, { body: asData(card) }), 'card_id') ?? '',
  send: async (target, { type, content }, uuid): Promise<SaidMessage> => {
    if (target.kind !== 'chat') throw new Error('Not in this test');
    const body = { receive_id: target.chatId, msg_type: type, content: JSON.stringify(content), uuid };
    const data = await call('POST', '/open-apis/im/v1/messages', { query: { receive_id_type: 'chat_id' }, body });
    return { messageId: readText(data, 'message_id') ?? '', chatId: target.chatId, threadId: undefined };
  },
  writeElement: async ({ cardId: card_id, elementId: element_id, content, sequence, uuid }) => {
    const params = { card_id, element_id };
    await call('PUT', `${cards}/:card_id/elements/:element_id/content`, { params, body: { content, sequence, uuid } });
  },
  writeSettings: async ({ cardId: card_id, settings, sequence, uuid }) => {
    const body = { settings: JSON.stringify(settings), sequence, uuid };
    await call('PATCH', `${cards}/:card_id/settings`, { params: { card_id }, body });
  },
  replaceCard: async ({ cardId: card_id, card, sequence, uuid }) => {
    await call('PUT', `${cards}/:card_id`, { params: { card_id }, body: { card: asData(card), sequence, uuid } });
  },
  patchCard: async (message_id, card) => {
    await call('PATCH', '/open-apis/im/v1/messages/:message_id', {
      params: { message_id },
      body: { content: JSON.stringify(card) },
    });
  },
};

/** Says a text piece by piece in the group, each after so long. Gives what is seen of it. */
async function stream(
  uuid: string,
  texts: readonly string[],
  everyMs: number,
  show: AnswerShow = plainShow,
): Promise<readonly string[]> {
  const before = sandbox.people.transcript('group').length;
  const target: Target = { kind: 'chat', chatId: sandbox.tenant.chats.chatId };
  const setting = streamSetting(uuid, new AnswerLook(show));
  let state: StreamState = openStream({}, '', false, nowMs);
  for (const [index, text] of texts.entries()) {
    state = withText(state, text, index === texts.length - 1, nowMs);
    const until = index === texts.length - 1 ? nowMs + 600_000 : nowMs + everyMs;
    for (let next = nextAct(state, setting, nowMs); next.kind !== 'done'; next = nextAct(state, setting, nowMs)) {
      state = next.state;
      if (next.kind === 'act') {
        const { act } = next;
        try {
          state = afterSuccess(state, setting, await doAct(act, target, messenger), nowMs);
        } catch (error) {
          if (!(error instanceof Refusal)) throw error;
          state = afterFault(state, setting, sendFaultOf(operationOf(act), error.code, error.message), nowMs, 0.5);
        }
      } else if (next.until === undefined || next.until > until) {
        nowMs = Math.max(nowMs, until);
        break;
      } else nowMs = next.until;
    }
  }
  expect(nextAct(state, setting, nowMs)).toMatchObject({ kind: 'done', outcome: { kind: 'said' } });
  const seen = sandbox.people.transcript('group').slice(before);
  for (const { card } of seen) expect(card?.isStreaming).toBe(false);
  return seen.map(({ card, text }) => card?.markdown ?? text);
}

const owner = { turnId: 'turn_1', ownerOpenId: '' };
const yes = { id: 'yes', text: 'Yes', value: { answer: 1 }, style: 'primary', forEverybody: false } as const;

describe('what is answered', () => {
  test('all at once, calls the people whom it may call, and has buttons that only its person may press', async () => {
    const show: AnswerShow = {
      ...plainShow,
      people: [personAt(1)],
      buttons: [yes],
      owner: { ...owner, ownerOpenId: personAt(1).openId },
    };
    const text = `Hi @${personAt(1).name}, <at id=all></at> a < b`;
    const [part] = composeAnswer(text, { ...show, as: 'card', language: 'en' }).parts;
    if (part === undefined) throw new Error('Nothing is said');
    const target: Target = { kind: 'chat', chatId: sandbox.tenant.chats.chatId };
    const { messageId } = await messenger.send(target, part, 'u1');
    expect(sandbox.people.transcript('group').at(-1)?.card).toMatchObject({ buttons: ['Yes'], isStreaming: false });
    await using catcher = await EventCatcher.start();
    sandbox.events.configure(sandbox.options.appId, {
      mode: 'webhook',
      url: catcher.url,
      types: ['card.action.trigger'],
    });
    await sandbox.people.press(messageId, { button: 'Yes', as: personAt(1).openId });
    await sandbox.people.press(messageId, { button: 'Yes', as: personAt(2).openId });
    const presses = catcher.caught.map(({ body }) => readPress(readObject(body, 'event')));
    expect(presses).toMatchObject([
      { kind: 'pressed', turnId: 'turn_1', buttonId: 'yes', value: { answer: 1 }, messageId },
      { kind: 'refused', openId: personAt(2).openId },
    ]);
  });

  test('a stream of twelve minutes is complete in two cards, and closed', async () => {
    const texts = Array.from({ length: 73 }, (_, at) =>
      Array.from({ length: at + 1 }, (__, index) => `Minute ${index / 6}.`).join('\n\n'),
    );
    const seen = await stream('u2', texts, 10_000);
    expect(seen.length).toBe(2);
    expect(seen.join('\n\n').replaceAll(/\s+/g, ' ')).toBe(texts.at(-1)?.replaceAll(/\s+/g, ' '));
  });

  test('a long answer that streams is several cards, the last with its buttons', async () => {
    const lines = Array.from({ length: 900 }, (_, index) => `Line ${index}: ${'word '.repeat(12)}`.trim());
    const show: AnswerShow = { ...plainShow, buttons: [yes], owner };
    const seen = await stream('u3', [lines.slice(0, 10).join('\n\n'), lines.join('\n\n')], 1000, show);
    expect(seen.length).toBeGreaterThan(2);
    expect(seen.flatMap((text) => text.match(/Line \d+:/g) ?? [])).toEqual(lines.map((_, index) => `Line ${index}:`));
    expect(sandbox.people.transcript('group').at(-1)?.card?.buttons).toEqual(['Yes']);
  });

  test('more tables than a card may have', async () => {
    const table = (name: string): string => `| ${name} | b |\n| --- | --- |\n| 1 | 2 |`;
    const seen = await stream('u4', [['A', 'B', 'C', 'D', 'E'].map(table).join('\n\n')], 0);
    expect(seen.length).toBe(1);
    expect(seen[0]?.match(/```/g)).toHaveLength(4);
  });
});
