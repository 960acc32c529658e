import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../../src/sandbox/start-sandbox.ts';
import type { JsonObject } from '../../src/util/json.ts';
import { findingsOf, type Look, openContext, openPage, type WatchedPage } from '../support/browser.ts';
import { EventCatcher } from '../support/event-catcher.ts';
import { SandboxCaller } from '../support/sandbox-caller.ts';

/** What people see on the chat page of the sandbox, in a real browser. */

let sandbox: Sandbox;
let watched: Omit<WatchedPage, typeof Symbol.asyncDispose>;
const opened: (() => Promise<void>)[] = [];

beforeAll(async () => {
  const small = { users: 6, approvals: { definitions: 1, instancesPerDay: 1 }, bases: [], limits: 'off' } as const;
  sandbox = await startSandbox({ ...small, events: { mode: 'long_connection' } });
});
afterAll(() => sandbox.close());
afterEach(async () => {
  for (const close of opened.splice(0)) await close();
});

const openId = (at: number): string => sandbox.tenant.directory.personAt(at).openId;
const nameOf = (at: number): string => sandbox.tenant.directory.personAt(at).name;
const group = (): string => sandbox.tenant.chats.chatId;

async function look(place: string, { language = 'en', ...look }: Look = {}): Promise<Page> {
  const context = await openContext(sandbox.url, language);
  opened.push(() => context.close());
  watched = await openPage(context, sandbox.url, look);
  await watched.page.goto(`${sandbox.url}/chat#${place}`);
  await watched.page.waitForSelector('.chats button', { state: 'attached' });
  return watched.page;
}

/** The bot does something over the API. */

async function bot(
  method: 'POST' | 'PUT' | 'PATCH',
  path: string,
  body: JsonObject,
  query?: Record<string, string>,
): Promise<JsonObject> {
  const { data } = await new SandboxCaller(sandbox).call(method, `/open-apis${path}`, {
    body,
    ...(query && { query }),
  });
  return data;
}

const cardOf = (elements: readonly JsonObject[], streams = false): JsonObject => ({
  schema: '2.0',
  config: { streaming_mode: streams, update_multi: true },
  body: { elements: [...elements] },
});

test('a person writes to the bot, and a card of its grows while it streams', async () => {
  const page = await look(`as=${openId(0)}`);
  await page.click('.chats li:first-child button');
  await page.getByLabel('Message', { exact: true }).fill('How many wait?');
  await page.keyboard.press('Enter');
  await page.waitForSelector('.message.mine >> text=How many wait?');
  const asked = sandbox.people.transcript('direct').at(-1)?.messageId ?? '';
  const data = JSON.stringify(cardOf([{ tag: 'markdown', element_id: 'answer', content: '' }], true));
  const { card_id } = await bot('POST', '/cardkit/v1/cards', { type: 'card_json', data });
  const content = JSON.stringify({ type: 'card', data: { card_id: String(card_id) } });
  const { message_id } = await bot('POST', `/im/v1/messages/${asked}/reply`, { msg_type: 'interactive', content });
  await page.waitForSelector('.message.card.streaming');
  const path = `/cardkit/v1/cards/${String(card_id)}`;
  await bot('PUT', `${path}/elements/answer/content`, { content: '**12**', sequence: 1 });
  await page.waitForSelector('.card-body strong >> text=12');
  await bot('PUT', `${path}/elements/answer/content`, { content: '**12** of `20`', sequence: 2 });
  await page.waitForSelector('.card-body code >> text=20');
  await bot('PATCH', `${path}/settings`, { settings: '{"config":{"streaming_mode":false}}', sequence: 3 });
  await page.waitForSelector('.message.card:not(.streaming)');
  const followUps = [{ content: 'And whose?' }];
  await bot('POST', `/im/v1/messages/${String(message_id)}/push_follow_up`, { follow_ups: followUps });
  await page.click('.bubbles button');
  await page.waitForSelector('.message.mine >> text=And whose?');
  expect(watched.faults).toEqual([]);
});

test('in a group: mentions, topics, reactions, edits and recalls, as several people', async () => {
  const page = await look(`as=${openId(1)}&chat=${group()}`);
  const text = page.getByLabel('Message', { exact: true }).first();
  await text.pressSequentially(`@${nameOf(2).slice(0, 1)}`);
  await page.click(`.menu button >> text=${nameOf(2)}`);
  await text.pressSequentially('look @bo');
  await text.press('Escape');
  await text.pressSequentially('t');
  await text.press('Escape');
  await text.press('Enter');
  await page.waitForSelector(`.message.mine .at >> text=@${nameOf(2)}`);
  expect(sandbox.people.transcript('group').at(-1)?.text).toBe(`@${nameOf(2)} look @Sandbox bot`);
  const said = sandbox.people.transcript('group').at(-1)?.messageId ?? '';
  await page.click(`[data-id=${said}] .acts button >> text=Edit`);
  await text.fill('changed');
  await page.click('.writer button >> text=Save');
  await page.waitForSelector(`[data-id=${said}] .head >> text=edited`);
  await page.click(`[data-id=${said}] .acts button >> text=Thread`);
  await page.locator('.thread textarea').fill('in the topic');
  await page.keyboard.press('Enter');
  await page.waitForSelector('.thread .message >> text=in the topic');
  await page.waitForSelector('.chat .to-thread >> text=1 reply');
  await page.keyboard.press('Escape');
  await page.click(`[data-id=${said}] .acts button >> text=React`);
  await page.click('dialog button[aria-label=THUMBSUP]');
  await page.waitForSelector(`[data-id=${said}] .reactions [aria-pressed=true]`);
  sandbox.people.react(said, 'THUMBSUP', { as: openId(2) });
  await page.waitForSelector(`[data-id=${said}] .reactions >> text=2`);
  await page.click(`[data-id=${said}] .acts button >> text=Recall`);
  await page.waitForSelector(`[data-id=${said}] >> text=recalled a message`);
  await page.click('.who');
  await page.getByLabel('Search people by name').fill(nameOf(3));
  await page.click(`dialog li button >> text=${nameOf(3)}`);
  await page.waitForSelector(`.who .name >> text=${nameOf(3)}`);
  expect(watched.faults).toEqual([]);
});

test('buttons ask the app, and a card for one person is for this one only', async () => {
  await using app = await EventCatcher.start();
  app.answer = JSON.stringify({ toast: { type: 'success', content: 'Here is more' } });
  sandbox.events.configure(sandbox.options.appId, { mode: 'webhook', url: app.url });
  const elements = [
    { tag: 'button', text: { tag: 'plain_text', content: 'More' }, behaviors: [{ type: 'callback', value: {} }] },
  ];
  const body = { receive_id: group(), msg_type: 'interactive', content: JSON.stringify(cardOf(elements)) };
  await bot('POST', '/im/v1/messages', body, { receive_id_type: 'chat_id' });
  const card = { elements: [{ tag: 'div', text: { tag: 'plain_text', content: 'for your eyes' } }] };
  const { message_id } = await bot('POST', '/ephemeral/v1/send', {
    chat_id: group(),
    open_id: openId(1),
    msg_type: 'interactive',
    card,
  });
  const other = await look(`as=${openId(2)}&chat=${group()}`);
  await other.click('.card-body button >> text=More');
  await other.waitForSelector('.toast.success >> text=Here is more');
  app.status = 500;
  await other.click('.card-body button >> text=More');
  await other.waitForSelector('.toast.error >> text=200671');
  expect(await other.getByText('for your eyes').count()).toBe(0);
  const page = await look(`as=${openId(1)}&chat=${group()}`);
  await page.waitForSelector('.message >> text=for your eyes');
  await page.waitForSelector('text=Only you can see this');
  await bot('POST', '/ephemeral/v1/delete', { message_id: String(message_id) });
  await expect.poll(() => page.getByText('for your eyes').count()).toBe(0);
  expect(watched.faults).toEqual([]);
});

test('whatever a message holds is shown, and none of it runs', async () => {
  const hostile = '<img src=x onerror="window.ran=1"><script>window.ran=1</script>';
  const at = (said: JsonObject): JsonObject => ({ receive_id: group(), ...said });
  sandbox.say({ chat: 'group', text: hostile });
  sandbox.say({ chat: 'group', file: { name: `${hostile}.html`, bytes: Buffer.from(hostile) } });
  sandbox.say({
    chat: 'group',
    post: { title: hostile, content: [[{ tag: 'a', text: hostile, href: 'javascript:window.ran=1' }]] },
  });
  sandbox.say({ chat: 'group', raw: { type: 'location', content: { name: hostile } } });
  sandbox.say({ chat: 'group', raw: { type: 'unheard_of', content: hostile } });
  const markdown = {
    tag: 'markdown',
    content: `${hostile} [x](javascript:window.ran=1) ![x](javascript:x) <a href="javascript:window.ran=1">y</a>`,
  };
  const content = JSON.stringify({
    ...cardOf([markdown]),
    header: { template: '"><script>', title: { tag: 'plain_text', content: hostile } },
  });
  await bot('POST', '/im/v1/messages', at({ msg_type: 'interactive', content }), { receive_id_type: 'chat_id' });
  const page = await look(`as=${openId(0)}&chat=${group()}`);
  await page.waitForSelector('.card-head');
  expect(await page.getByText('window.ran=1').count()).toBeGreaterThanOrEqual(6);
  expect(await page.evaluate('window.ran')).toBeUndefined();
  expect(await page.locator('a[href^="javascript"], .message script, .message [onerror]').count()).toBe(0);
  const [key = ''] = /file_v3_\w+/.exec(await page.content()) ?? [];
  const file = await fetch(`${sandbox.url}/chat/file?key=${key}`);
  expect(file.headers.get('content-disposition')).toMatch(/^attachment/);
  expect(file.headers.get('content-type')).toBe('application/octet-stream');
});

test.each([
  ['en', 'light', 1280],
  ['zh', 'dark', 1280],
  ['zh', 'light', 390],
  ['en', 'dark', 390],
] as const)('in %s, %s, %i pixels wide: nothing to find fault with', async (language, theme, width) => {
  const page = await look(`as=${openId(0)}&chat=${group()}`, { language, theme, width });
  await page.waitForSelector('.message');
  expect(await findingsOf(page)).toEqual([]);
  expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true);
  if (width < 500) await page.click('.back');
  await page.waitForSelector(`nav >> text=${language === 'zh' ? '单聊' : 'Direct chat'}`);
  await page.click(`.bar a >> text=${language === 'zh' ? 'English' : '中文'}`);
  await page.waitForSelector(`nav >> text=${language === 'zh' ? 'Direct chat' : '单聊'}`);
});

test('the page is for this machine, and nothing but its own files is given', async () => {
  for (const name of ['..%2fchat-page.ts', '../chat-page.ts', 'tsconfig.json', 'nothing.ts', 'live?as=nobody'])
    expect((await fetch(`${sandbox.url}/chat/${name}`)).status).toBe(404);
  const page = await fetch(`${sandbox.url}/chat`, { headers: { 'accept-language': 'zh-CN' } });
  expect(page.headers.get('content-security-policy')).toContain("default-src 'none'");
  expect(await page.text()).toContain('<html lang="zh-CN">');
});
