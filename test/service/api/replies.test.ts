import { beforeAll, expect, test } from 'vitest';
import type { ControlParts } from '../../../src/control/parts.ts';
import { ReplyDoor } from '../../../src/control/replies/reply-door.ts';
import { openRow, openSaid } from '../../../src/triggers/bodies/sealed-rows.ts';
import { type AskedTurn, askedTurn } from '../../support/asked-turn.ts';
import { type Answer, openTestApi, type TestApi } from '../../support/service-api.ts';
import { sharedPostgres } from '../../support/shared-postgres.ts';

const megabyte = 1024 * 1024;
let it: TestApi;
/** While there is one, files wait for it. */
let gate: PromiseWithResolvers<void> | undefined;
let waiting = 0;
beforeAll(async () => {
  const withUploads = (parts: ControlParts): ControlParts => {
    const uploads = {
      uploadImage: async (name: string) => `img_${name}`,
      uploadFile: async (name: string) => {
        waiting++;
        await gate?.promise;
        return `file_${name}`;
      },
    };
    const replies = new ReplyDoor({
      ...parts,
      vault: parts.openVault(parts.store.secrets),
      limits: { mostBytes: 4 * megabyte },
    });
    return { ...parts, replies, resources: { ...parts.resources, uploadsOf: async () => uploads } };
  };
  it = await openTestApi(await sharedPostgres(), { change: withUploads });
  return () => it[Symbol.asyncDispose]();
}, 120_000);

async function reply(handle: string, body: unknown, key?: string): Promise<Answer> {
  const headers = key === undefined ? {} : { 'idempotency-key': key };
  return await it.call('POST', `/replies/${handle}`, { body, headers });
}

/** What is to be said of a turn. */
async function saidOf({ turn }: AskedTurn) {
  const rows = await it.parts.store.outbox.ofTurn(turn.id);
  const opened = await Promise.all(rows.map((row) => openRow(it.parts.bodies, row)));
  return opened.flatMap((row) => (row === undefined ? [] : [row.act]));
}

async function historyOf({ session }: AskedTurn): Promise<readonly string[]> {
  const said = await it.parts.store.sessionMessages.last(session.id, { limit: 10 });
  return (await openSaid(it.parts.bodies, said)).map(({ role, text }) => `${role} ${text}`);
}

test('a program has the handle and nothing else: neither a cookie nor the headers of a browser; pages elsewhere have no more', async () => {
  const { handle } = await askedTurn(it.parts);
  const program = { 'sec-fetch-site': 'none' };
  const elsewhere = { origin: 'https://elsewhere.example', 'sec-fetch-site': 'cross-site' };
  for (const headers of [program, elsewhere])
    expect(await it.call('POST', `/replies/${handle}`, { body: { text: 'Done.' }, headers })).toMatchObject({
      status: 202,
    });
});

test('an answer comes later: with buttons, an image, a file and what may be said next; the session is alive and knows it', async () => {
  const asked = await askedTurn(it.parts);
  it.clock.advance(500);
  const content = Buffer.from('a').toString('base64');
  const body = {
    text: 'It is done.',
    buttons: [{ id: 'ok', text: 'OK', value: { a: [1] } }],
    attachments: [
      { kind: 'image', name: 'a.png', content },
      { kind: 'file', name: 'b.txt', content },
    ],
    followUps: ['And now?'],
  };
  const answer = await reply(asked.handle, body);
  expect([answer.status, answer.body]).toEqual([202, { isNew: true }]);
  const target = { kind: 'reply', messageId: asked.message.id, chatId: asked.message.chatId, inThread: false };
  expect(await saidOf(asked)).toMatchObject(
    expect.arrayContaining([
      expect.objectContaining({
        kind: 'stream',
        target,
        isFinal: true,
        text: expect.stringContaining('It is done.\n\n![a.png](img_a.png)'),
      }),
      expect.objectContaining({ kind: 'say', said: { type: 'file', content: { file_key: 'file_b.txt' } } }),
      expect.objectContaining({ kind: 'follow_ups', texts: ['And now?'] }),
    ]),
  );
  expect(await historyOf(asked)).toEqual([expect.stringContaining('assistant It is done.')]);
  const now = it.clock.now();
  const session = await it.parts.store.sessions.find(asked.session.id);
  expect(session).toMatchObject({ lastActiveAt: now, messageCount: 1 });
  expect(session?.expiresAt).toBeGreaterThan(now + 1_000);
});

test('a text that grows is one message; what follows it is another one', async () => {
  const asked = await askedTurn(it.parts);
  for (const text of ['It', 'It is', 'It is done']) await reply(asked.handle, { text, isFinal: false });
  expect(await saidOf(asked)).toMatchObject([{ kind: 'stream', text: 'It is done', isFinal: false }]);
  expect(await historyOf(asked)).toEqual([]);
  await reply(asked.handle, { text: 'It is done.' });
  expect(await saidOf(asked)).toMatchObject([{ text: 'It is done.', isFinal: true }]);
  it.clock.advance(1);
  await reply(asked.handle, { text: 'And this.' });
  expect((await saidOf(asked)).map((act) => ('text' in act ? act.text : ''))).toEqual(['It is done.', 'And this.']);
  expect(await historyOf(asked)).toEqual(['assistant It is done.', 'assistant And this.']);
});

test('an answer with a name is said once, however often it comes, also at once', async () => {
  const asked = await askedTurn(it.parts);
  const answers: string[] = [];
  for (let round = 0; round < 2; round++) {
    const all = Array.from({ length: 2 }, () => reply(asked.handle, { text: 'Once.' }, 'key-1'));
    answers.push(...(await Promise.all(all)).map(({ status, body }) => `${status} ${String(body.isNew)}`));
  }
  expect(answers.toSorted()).toEqual([...Array.from({ length: 3 }, () => '202 false'), '202 true']);
  expect(await saidOf(asked)).toMatchObject([{ text: 'Once.' }]);
  expect(await historyOf(asked)).toEqual(['assistant Once.']);
});

test('a handle that is none, whose time is over, or whose session was erased is unknown, in both languages and in the same words', async () => {
  const asked = await askedTurn(it.parts);
  const erased = await askedTurn(it.parts);
  await it.parts.store.erasing.eraseSession(erased.session.id);
  const unknown = [await reply('x', { text: 'a' }), await reply(`${asked.handle.slice(0, -2)}AA`, { text: 'a' })];
  unknown.push(await reply(erased.handle, { text: 'a' }));
  it.clock.advance(24 * 3_600_000);
  unknown.push(await reply(asked.handle, { text: 'a' }));
  for (const { status, body } of unknown) {
    const { requestId: _, ...problem } = body;
    expect([status, problem]).toEqual([404, { ...unknown[0]?.body, requestId: undefined }]);
  }
  const both = await it.call('POST', '/replies/x', { body: {}, headers: { 'accept-language': 'en, zh;q=0.5' } });
  expect(both.body).toMatchObject({
    detail: expect.stringContaining('handle'),
    zh: { detail: expect.stringContaining('replyHandle') },
  });
  expect(await saidOf(asked)).toEqual([]);
});

test('what was recalled or stopped is answered no more', async () => {
  const recalled = await askedTurn(it.parts);
  await it.parts.store.turns.recall(recalled.integrationId, recalled.message.id, it.clock.now());
  const stopped = await askedTurn(it.parts);
  await it.parts.store.turns.cancel(stopped.turn.id, it.clock.now());
  for (const [asked, words] of [
    [recalled, 'recalled'],
    [stopped, 'stopped'],
  ] as const) {
    const answer = await reply(asked.handle, { text: 'a' });
    expect([answer.status, answer.body.code]).toEqual([409, 'api.state.wrong']);
    expect(answer.body.detail).toContain(words);
    expect(await saidOf(asked)).toEqual([]);
  }
});

test('who has a handle writes so often a second, and may send more than strangers', async () => {
  const asked = await askedTurn(it.parts);
  const large = 'a'.repeat(100_000);
  expect((await reply('x', { text: large })).status).toBe(404);
  expect((await reply(asked.handle, { text: large, isFinal: false })).status).toBe(202);
  const refused: Answer[] = [];
  for (let at = 0; at < 40; at++) {
    const answer = await reply(asked.handle, { text: `${at}`, isFinal: false });
    if (answer.status === 429) refused.push(answer);
  }
  expect(refused).toHaveLength(11);
  expect(refused[0]?.headers.get('retry-after')).toBe('1');
  it.clock.advance(1_000);
  expect((await reply(asked.handle, { text: 'done' })).status).toBe(202);
});

/** Answers whose files wait until the gate is opened. */
async function holding(bytes: number, asked: readonly AskedTurn[], meanwhile: () => Promise<void>): Promise<void> {
  gate = Promise.withResolvers();
  const before = waiting;
  const attachments = [{ kind: 'file', name: 'a', content: 'A'.repeat(bytes) }];
  const held = asked.map(({ handle }) => reply(handle, { attachments }));
  try {
    await expect.poll(() => waiting - before).toBe(asked.length);
    await meanwhile();
  } finally {
    gate.resolve();
    gate = undefined;
  }
  for (const answer of held) expect((await answer).status).toBe(202);
}

test('while files of two answers of a turn are on their way, a third is told to wait; others are not', async () => {
  const [asked, other] = [await askedTurn(it.parts), await askedTurn(it.parts)];
  await holding(4, [asked, asked], async () => {
    const third = await reply(asked.handle, { text: 'a' });
    expect([third.status, third.body.code, third.headers.get('retry-after')]).toEqual([429, 'api.too.many', '1']);
    expect((await reply(other.handle, { text: 'a' })).status).toBe(202);
  });
  expect((await reply(asked.handle, { text: 'a' })).status).toBe(202);
});

test('bodies that are in memory at once are bounded together, until what is in them has gone', async () => {
  const [one, two, three] = [await askedTurn(it.parts), await askedTurn(it.parts), await askedTurn(it.parts)];
  const large = { text: 'a', attachments: [{ kind: 'file', name: 'a', content: 'A'.repeat(megabyte) }] };
  await holding(1.75 * megabyte, [one, two], async () => {
    const refused = await reply(three.handle, large);
    expect([refused.status, refused.body.code, refused.headers.get('retry-after')]).toEqual([429, 'api.too.many', '1']);
    expect((await reply(three.handle, { text: 'a' })).status).toBe(202);
  });
  expect((await reply(three.handle, large)).status).toBe(202);
});

test('a text is no longer than half a million characters', async () => {
  const { handle } = await askedTurn(it.parts);
  const answer = await reply(handle, { text: 'a'.repeat(500_001) });
  expect([answer.status, answer.body.code]).toEqual([400, 'api.input.invalid']);
});

test('fields with a slip of the pen, and files with a part, are refused', async () => {
  const { handle } = await askedTurn(it.parts);
  const file = { kind: 'file', name: 'a', content: 'YQ==' };
  for (const body of [{ txt: 'a' }, { text: 'a', isFinal: false, attachments: [file] }, { text: 'a', buttons: [{}] }]) {
    const answer = await reply(handle, body);
    expect([answer.status, answer.body.code]).toEqual([400, 'api.input.invalid']);
  }
});
