import { vi } from 'vitest';
import { Agent } from './bot-service.ts';
import type { ConsoleService, FilledThings } from './console-service.ts';

/** What the handler refuses for good: a turn is dead by it. */
export const refusedWord = 'impossible';

/** Under load a process takes its time. */
const long = { timeout: 120_000, interval: 100 };

/** A handler that says again what was said, but for what it refuses. */
export async function startConsoleAgent(): Promise<Agent> {
  return await Agent.start((turn, response) => {
    const text = String(turn.text ?? '');
    if (text.includes(refusedWord)) response.writeHead(422, { 'content-type': 'text/plain' }).end('No such thing');
    else response.writeHead(200, { 'content-type': 'text/plain' }).end(`re: ${text}`);
  });
}

/**
 * A published trigger with a handler, over the long connection that is there, and what people have said: a question that was answered, one that the
 * handler refuses, and words in a group that were not for the bot. Gives `trigger`, `handler`, `session`, `dead_turn`, `person`, and the events
 * `taken_event` and `refused_event`.
 */
export async function fillChats(service: ConsoleService, things: FilledThings, { url }: Agent): Promise<FilledThings> {
  const { api, sandbox } = service;
  const { integration: integrationId = '' } = things;
  const handler = await api.call('POST /handlers', { body: { name: 'Echo', kind: 'http', settings: { url } } });
  const { id, version } = await api.call('POST /triggers', {
    body: { name: 'Questions', integrationId, settings: { handlerId: handler.id } },
  });
  await api.call('POST /triggers/{id}/publish', { params: { id }, version });
  const turnOf = async (state: 'answered' | 'dead') =>
    (await api.call('GET /turns', { query: { triggerId: id, state } })).items[0];
  sandbox.say({ text: 'Where is my laptop?' });
  const answered = await vi.waitUntil(() => turnOf('answered'), long);
  sandbox.say({ text: `Do the ${refusedWord}` });
  const dead = await vi.waitUntil(() => turnOf('dead'), long);
  const chat = sandbox.people.addGroup({ name: 'Printers' });
  sandbox.people.say({ chat, text: 'Who has moved the printer?' });
  const heard = async () => {
    const { items } = await api.call('GET /events', { query: { integrationId, chatId: chat } });
    return items.find(({ type, state }) => type === 'im.message.receive_v1' && state === 'done');
  };
  const refused = await vi.waitUntil(heard, long);
  const { items } = await api.call('GET /events', { query: { type: 'im.message.receive_v1', state: 'done' } });
  const people = await api.call('GET /integrations/{id}/people', { params: { id: integrationId } });
  return {
    ...{ trigger: id, handler: handler.id, session: answered.sessionId ?? '', dead_turn: dead.id },
    ...{ refused_event: refused.id, taken_event: items.at(-1)?.id ?? '' },
    person: people.items[0]?.openId ?? '',
  };
}
