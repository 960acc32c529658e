import { expect, test } from 'vitest';
import { createAgent } from '../../src/handlers/function/agent.ts';
import type { HandlerRequest, HandlerTools, ReplyPart } from '../../src/model/triggers/handler.ts';
import { handlerRequest, handlerTools, textOf } from '../support/handler-requests.ts';

const agent = createAgent();
const log: string[] = [];
agent.use(async ({ request }, next) => {
  log.push(`before ${request.kind}`);
  await next();
  log.push('after');
});
agent.onMessage(/order (\d+)/g, async ({ matches, say, progress }) => {
  await progress('Looking');
  await say(`Order ${matches?.[1]}`);
  await say({ text: 'It is **late**', buttons: [{ id: 'cancel', text: 'Cancel' }] });
});
agent.onMessage('draw', async ({ write, replace }) => {
  await write('a');
  await write('b');
  await replace('all anew');
});
agent.onMessage('fail', () => {
  throw new Error('not today');
});
agent.onMessage('wait', ({ signal }) => new Promise((resolve) => signal.addEventListener('abort', () => resolve())));
agent.onMessage(({ say, user }) => say(`Hello ${user?.name}`));
agent.onEvent('im.chat.member.*', ({ event, say }) => say(event.type));
agent.onCardAction('cancel', ({ action, say }) => say(`${action.id} ${JSON.stringify(action.value)}`));

const ask = (given: Partial<HandlerRequest>, tools: HandlerTools = handlerTools()): Promise<ReplyPart[]> =>
  Array.fromAsync(agent.handler.handle(handlerRequest(given), tools));
const event = (type: string, body: NonNullable<HandlerRequest['event']>['body']): HandlerRequest['event'] => ({
  id: 'e1',
  type,
  createdAt: 0,
  body,
});

test('the first listener that fits answers, within the middleware', async () => {
  const parts = await ask({ text: 'Where is order 7?' });
  expect(parts.map(({ kind }) => kind)).toEqual(['progress', 'text', 'text', 'buttons']);
  expect(textOf(parts)).toBe('Order 7\n\nIt is **late**');
  expect(log.splice(0)).toEqual(['before message', 'after']);
  expect(textOf(await ask({ text: 'Where is order 7?' }))).toContain('Order 7');
  expect(textOf(await ask({ text: 'draw!' }))).toBe('all anew');
  expect(textOf(await ask({ text: 'hm' }))).toBe('Hello Ann');
});

test('events and buttons go to their own listeners', async () => {
  const added = 'im.chat.member.bot.added_v1';
  expect(textOf(await ask({ kind: 'event', messages: [], event: event(added, {}) }))).toBe(added);
  expect(await ask({ kind: 'event', messages: [], event: event('other', {}) })).toEqual([]);
  const pressed = { action: { value: { larkstream: 1, button: 'cancel', value: { order: 7 } } } };
  const press = { kind: 'card_action', messages: [], event: event('card.action.trigger', pressed) } as const;
  expect(textOf(await ask(press))).toBe('cancel {"order":7}');
});

test('what a listener throws is thrown, and who stops it does not wait', async () => {
  await expect(ask({ text: 'fail' })).rejects.toThrow('not today');
  const stop = new AbortController();
  const waiting = ask({ text: 'wait' }, handlerTools({ signal: stop.signal }));
  stop.abort(new Error('stopped by a person'));
  await expect(waiting).rejects.toThrow('stopped by a person');
});
