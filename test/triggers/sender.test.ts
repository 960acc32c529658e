import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { OpenPlatformMessenger } from '../../src/messenger/open-platform-messenger.ts';
import { Secret } from '../../src/model/secret.ts';
import type { OutboxAct } from '../../src/model/triggers/conversation.ts';
import type { Messenger } from '../../src/model/triggers/messenger.ts';
import { OpenPlatformClient } from '../../src/open-platform/open-platform-client.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/start-sandbox.ts';
import { usualRates } from '../../src/triggers/outbox/send-limits.ts';
import { Sender } from '../../src/triggers/outbox/sender.ts';
import type { SenderTable } from '../../src/triggers/outbox/sender-ports.ts';
import type { JsonObject } from '../../src/util/json.ts';
import { MemoryOutbox, openBodies } from '../support/memory-outbox.ts';
import { areRequestsUnderWay } from '../support/requests-under-way.ts';
import { SkippingClock } from '../support/skipping-clock.ts';

/** The sender over real sockets, against the simulated tenant; time jumps from one wait to the next. */

const clock = new SkippingClock(Date.UTC(2026, 8, 16, 4), areRequestsUnderWay);
let sandbox: Sandbox;
let client: OpenPlatformClient;
let messenger: OpenPlatformMessenger;
let table: MemoryOutbox;
let ann: string;
let made = 0;

beforeAll(async () => {
  sandbox = await startSandbox({
    now: () => clock.now(),
    arrivalNow: () => clock.now(),
    users: 5,
    approvals: { definitions: 1, instancesPerDay: 1 },
    bases: [],
  });
  const { appId, appSecret } = sandbox.options;
  const credentials = { appId, appSecret: new Secret(appSecret) };
  client = new OpenPlatformClient({ region: 'feishu', baseUrl: sandbox.url, credentials, clock, random: () => 0.5 });
  messenger = new OpenPlatformMessenger({ client, language: 'en' });
  ann = sandbox.tenant.directory.personAt(0).openId;
});

beforeEach(() => {
  table = new MemoryOutbox();
  sandbox.faults.clear();
});

afterAll(async () => {
  await client.close();
  await sandbox.close();
});

function newGroup(): string {
  made += 1;
  return sandbox.people.addGroup({ name: `Group ${made}` });
}

const toChat = (chatId: string): JsonObject => ({ kind: 'chat', chatId });
const saying = (target: JsonObject, text: string): OutboxAct => ({
  kind: 'say',
  target,
  said: { type: 'text', content: { text } },
});
const streaming = (target: JsonObject, text: string, isFinal: boolean) =>
  ({ kind: 'stream', target, text, isFinal }) as const;

/** What bots have said in a chat, as a person sees it. */
function said(chatId: string): readonly string[] {
  return sandbox.people
    .transcript(chatId, { as: ann })
    .filter(({ from }) => from.kind === 'bot')
    .map(({ text, card }) => card?.markdown ?? text);
}

function newSender(
  outbox: SenderTable = table,
  by: Messenger = messenger,
  leaseMs = 30_000,
  rates = usualRates,
): Sender {
  made += 1;
  return new Sender({
    outbox,
    bodies: openBodies,
    messengerOf: () => Promise.resolve(by),
    storeNow: () => Promise.resolve(clock.now()),
    holder: `sender ${made}`,
    clock,
    random: () => 0.5,
    leaseMs,
    rates,
  });
}

async function untilDone(isDone: () => boolean = () => table.open === 0): Promise<void> {
  for (let step = 0; step < 2_000 && !isDone(); step += 1) await clock.sleep(500);
  expect(isDone()).toBe(true);
}

/** Sends what is there, to its end. */
async function sendAll(): Promise<void> {
  const stop = new AbortController();
  const running = newSender().run(stop.signal);
  await untilDone();
  stop.abort();
  await running;
}

describe('messages', () => {
  test('of one chat obey its five a second, and their order; others do not wait for them', async () => {
    const [one, other] = [newGroup(), newGroup()];
    const texts = Array.from({ length: 40 }, (_, index) => `Message ${index}`);
    for (const text of texts) table.add(`row ${text}`, one, saying(toChat(one), text));
    table.add('other', other, saying(toChat(other), 'Hello'));
    const before = clock.now();
    await sendAll();
    expect(said(one)).toEqual(texts);
    expect(said(other)).toEqual(['Hello']);
    expect(sandbox.stats().endpoints['/open-apis/im/v1/messages']?.throttled ?? 0).toBe(0);
    expect(clock.now() - before).toBeLessThan(15_000);
  });

  test('that Lark has done, but whose answer was lost, are not said twice', async () => {
    const chat = newGroup();
    sandbox.faults.add({ path: '/open-apis/im/v1/messages', kind: 'lost-answer', times: 2 });
    table.add('lost', chat, saying(toChat(chat), 'Once'), { createdAt: clock.now() });
    await sendAll();
    expect(said(chat)).toEqual(['Once']);
    expect(table.row('lost')).toMatchObject({ state: 'sent', attempts: 3 });
  });

  test('whose end the store does not take hold up no stop for long', async () => {
    const chat = newGroup();
    table.add('unkept', chat, saying(toChat(chat), 'Said'), { createdAt: clock.now() });
    let tries = 0;
    const outbox: SenderTable = {
      claim: (claim) => table.claim(claim),
      extend: (fences, until) => table.extend(fences, until),
      note: (fence, facts) => table.note(fence, facts),
      ofTurn: (id) => table.ofTurn(id),
      nextDueAt: () => table.nextDueAt(),
      end: () => {
        tries += 1;
        return Promise.reject(new Error('The store is away'));
      },
    };
    const stop = new AbortController();
    const running = newSender(outbox).run(stop.signal);
    await untilDone(() => tries > 1);
    stop.abort();
    const before = clock.now();
    await running;
    expect(clock.now() - before).toBeLessThan(10_000);
    // Nothing was forgotten: whoever comes next says it under the same uuid.
    await sendAll();
    expect(said(chat)).toEqual(['Said']);
  });

  test('of which nobody knows for more than an hour are sought in the chat', async () => {
    const chat = newGroup();
    const createdAt = clock.now();
    await messenger.send({ kind: 'chat', chatId: chat }, { type: 'text', content: { text: 'Once' } }, 'forgotten');
    clock.advance(2 * 3_600_000);
    const act = saying(toChat(chat), 'Once');
    table.add('forgotten', chat, act, { createdAt, attempts: 1 });
    table.add('new', chat, saying(toChat(chat), 'Other'), { createdAt, attempts: 1 });
    await sendAll();
    expect(said(chat)).toEqual(['Once', 'Other']);
  });

  test.each([
    [230011, 'recalled', (id: string) => sandbox.people.recall(id, { as: ann })],
    [230020, 'too many at once, for an hour', undefined],
  ])('%i: %s', async (code, _, before) => {
    const chat = newGroup();
    const { messageId } = sandbox.say({ chat, as: ann, text: 'A question' });
    before?.(messageId);
    const path = '/open-apis/im/v1/messages/:message_id/reply';
    if (before === undefined) sandbox.faults.add({ path, kind: 'code-in-400', code });
    const target = { kind: 'reply', messageId, chatId: chat, inThread: false };
    table.add('answer', chat, saying(target, 'An answer'), {
      createdAt: clock.now() - (before === undefined ? 3_595_000 : 0),
    });
    await sendAll();
    expect(table.row('answer')).toMatchObject({
      state: before === undefined ? 'failed' : 'given_up',
      lastError: { en: expect.stringContaining(`(${code})`), zh: expect.stringContaining(`（${code}）`) },
    });
    expect(said(chat)).toEqual([]);
  });

  test('that are no card for Lark are said as text', async () => {
    const chat = newGroup();
    const table11310 = '| a |\n| --- |\n| 1 |\n\n'.repeat(9);
    const body = { elements: [{ tag: 'markdown', content: `Sums\n\n${table11310}` }] };
    const card = { schema: '2.0', config: { update_multi: true }, body };
    table.add('card', chat, { kind: 'say', target: toChat(chat), said: { type: 'interactive', content: card } });
    await sendAll();
    expect(said(chat)).toHaveLength(1);
    expect(said(chat)[0]).toMatch(/^Sums/);
    expect(table.row('card')?.state).toBe('sent');
  });
});

describe('other acts', () => {
  test('a reaction is put and taken away, an answer is recalled, suggestions stand below it', async () => {
    const { messageId, chatId } = sandbox.say({ as: ann, text: 'A question' });
    const lane = chatId;
    const turn = { turnId: 'turn' };
    const target = { kind: 'reply', messageId, chatId, inThread: false };
    table.add('react', lane, { kind: 'react', messageId, emoji: 'OnIt' }, turn);
    table.add('say', lane, saying(target, 'An answer'), turn);
    table.add('more', lane, { kind: 'follow_ups', ofTurn: 'turn', texts: ['And?'] }, turn);
    table.add('unreact', lane, { kind: 'unreact', messageId, emoji: 'OnIt' }, turn);
    await sendAll();
    const [question, answer] = sandbox.people.transcript(chatId, { as: ann }).slice(-2);
    expect(question?.reactions).toEqual([]);
    expect(table.row('react')?.done.reactionId).toBeDefined();
    expect(answer).toMatchObject({ text: 'An answer', followUps: ['And?'] });
    table.add('recall', lane, { kind: 'recall', messageId: answer?.messageId ?? '' });
    table.add('recall again', lane, { kind: 'recall', messageId: answer?.messageId ?? '' });
    await sendAll();
    expect(table.row('recall again')?.state).toBe('sent');
    expect(sandbox.people.transcript(chatId, { as: ann }).at(-1)?.isRecalled).toBe(true);
  });

  test('a card for one person is not sent twice when its answer is lost', async () => {
    const chat = newGroup();
    sandbox.faults.add({ path: '/open-apis/ephemeral/v1/send', kind: 'lost-answer', times: 1 });
    const card = { schema: '2.0', body: { elements: [{ tag: 'markdown', content: 'Only you' }] } };
    table.add('one', chat, { kind: 'ephemeral', chatId: chat, openId: ann, card });
    await sendAll();
    expect(table.row('one')?.state).toBe('given_up');
    expect(said(chat)).toEqual(['Only you']);
  });
});

/** What dies: after so many calls nothing answers any more, to whoever asks. */
class Life {
  #callsLeft: number;

  constructor(calls: number) {
    this.#callsLeft = calls;
  }

  get isOver(): boolean {
    return this.#callsLeft <= 0;
  }

  /** The calls of an object, the last of which is perhaps done, without anybody hearing of it. */
  of<T extends object>(target: T, doesLast: boolean): T {
    return new Proxy(target, {
      get: (_, name) => {
        const method: unknown = Reflect.get(target, name, target);
        if (typeof method !== 'function') return method;
        return async (...given: unknown[]): Promise<unknown> => {
          this.#callsLeft -= 1;
          if (this.#callsLeft > 0) return await Reflect.apply(method, target, given);
          if (this.#callsLeft === 0 && doesLast) await Reflect.apply(method, target, given);
          return await new Promise(() => {});
        };
      },
    });
  }
}

test('whoever is killed at whatever call: all is said once, in order, and every stream ends', async () => {
  const chats = Array.from({ length: 3 }, newGroup);
  const words = (count: number): string => Array.from({ length: count }, (_, index) => `word${index}`).join(' ');
  const createdAt = clock.now();
  for (const chat of chats) {
    for (const text of ['A', 'B']) table.add(`${chat} ${text}`, chat, saying(toChat(chat), text), { createdAt });
    table.add(`${chat} s`, chat, streaming(toChat(chat), '', false), { createdAt });
    for (const text of ['C', 'D']) table.add(`${chat} ${text}`, chat, saying(toChat(chat), text), { createdAt });
  }
  const writing = (async () => {
    for (let count = 1; count <= 10; count += 1) {
      await clock.sleep(1_000);
      for (const chat of chats) table.write(`${chat} s`, streaming(toChat(chat), words(count), count === 10));
    }
  })();
  let seed = 7;
  for (let kills = 0; table.open > 0 && kills < 60; kills += 1) {
    seed = (seed * 48_271) % 2_147_483_647;
    const life = new Life(5 + (seed % 60));
    const by = life.of<Messenger>(messenger, seed % 2 === 0);
    void newSender(life.of<SenderTable>(table, seed % 3 === 0), by, 3_000).run(new AbortController().signal);
    await untilDone(() => table.open === 0 || life.isOver);
  }
  await writing;
  expect(table.open).toBe(0);
  for (const chat of chats) expect(said(chat)).toEqual(['A', 'B', words(10), 'C', 'D']);
});

test('a stream is seen while it grows, and given back by whoever is asked to stop', async () => {
  const chat = newGroup();
  table.add('s', chat, streaming(toChat(chat), 'One', false));
  const stop = new AbortController();
  const running = newSender().run(stop.signal);
  await untilDone(() => said(chat).length > 0);
  expect(said(chat)).toEqual(['One']);
  table.write('s', streaming(toChat(chat), 'One two', false));
  await untilDone(() => said(chat)[0] === 'One two');
  stop.abort();
  await running;
  expect(table.row('s')).toMatchObject({ state: 'queued', done: { messageId: expect.stringMatching(/^om_/) } });
  table.write('s', streaming(toChat(chat), 'One two three', true));
  await sendAll();
  expect(said(chat)).toEqual(['One two three']);
});

test('texts of cards of an app come evenly, each with all that was said while it waited', async () => {
  const chats = Array.from({ length: 4 }, newGroup);
  for (const chat of chats) table.add(`${chat} s`, chat, streaming(toChat(chat), '0', false));
  const writes: { readonly at: number; readonly content: string; readonly newest: string }[] = [];
  let newest = '0';
  const counting: Messenger = new Proxy(messenger, {
    get: (of, name) => {
      const value = Reflect.get(of, name);
      if (typeof value !== 'function') return value;
      return (...given: [{ readonly content: string }]) => {
        if (name === 'writeElement') writes.push({ at: clock.now(), content: given[0].content, newest });
        return value.apply(of, given);
      };
    },
  });
  const stop = new AbortController();
  const running = newSender(table, counting, 30_000, { ...usualRates, app_cards: 1 }).run(stop.signal);
  for (let count = 1; count <= 80; count += 1) {
    await clock.sleep(200);
    newest = `${newest} ${count}`;
    for (const chat of chats) table.write(`${chat} s`, streaming(toChat(chat), newest, count === 80));
  }
  await untilDone();
  stop.abort();
  await running;
  for (const chat of chats) expect(said(chat)).toEqual([newest]);
  const times = writes.map(({ at }) => at);
  for (const at of times) expect(times.filter((other) => other >= at && other < at + 900).length).toBe(1);
  // No older than what a look at the table may be.
  for (const write of writes) expect(write.newest.length - write.content.length).toBeLessThanOrEqual(12);
});
