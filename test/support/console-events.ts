import { vi } from 'vitest';
import type { JsonObject } from '../../src/util/json.ts';
import type { ConsoleService, FilledThings } from './console-service.ts';

type Filled = Pick<ConsoleService, 'api' | 'sandbox'>;

/** Has the simulated tenant push an event. */
export function pushEvent({ sandbox }: Pick<Filled, 'sandbox'>, type: string, body: JsonObject): void {
  sandbox.events.publish(sandbox.tenantKey, { type, schema: '2.0', body });
}

/** Deeper than what is believed: such an event is dead at once. */
function deep(levels: number): JsonObject {
  return levels === 0 ? {} : { deeper: deep(levels - 1) };
}

/** Of a person, with the words of a message: so that it is found by them. */
const person = (words: string): JsonObject => ({ object: { open_id: 'ou_of_nobody', name: words } });

async function addChannel({ api }: Pick<Filled, 'api'>): Promise<string> {
  const { id } = await api.call('POST /alert-channels', {
    body: {
      name: 'Pager',
      kind: 'mail',
      settings: { host: '127.0.0.1', port: 1, security: 'none', from: 'a@example.com', to: ['b@example.com'] },
      kinds: ['disk.full'],
      quietHours: { from: '22:00', to: '07:00', zone: 'Asia/Shanghai' },
    },
  });
  return id;
}

/**
 * A live pipeline over a long connection, and what has come by it: an event that is done, one that nobody wants, one that is dead. Gives their ids
 * as `done_event`, `kept_event` and `dead_event`, that of the pipeline, and that of a channel of alerts, on which only a full disk is told.
 */
export async function fillEvents(service: Filled, things: FilledThings): Promise<FilledThings> {
  const { api, sandbox } = service;
  const { integration: id = '' } = things;
  sandbox.events.configure(sandbox.options.appId, { mode: 'long_connection' });
  const { version } = await api.call('GET /integrations/{id}', { params: { id } });
  await api.call('PUT /integrations/{id}/mode', { params: { id }, version, body: { mode: 'long_connection' } });
  const place = await api.call('POST /destinations', {
    body: { name: 'Live lake', type: 'duckdb', settings: { path: 'live.duckdb' } },
  });
  const follower = await api.call('POST /pipelines', {
    body: {
      name: 'Follower',
      integrationId: id,
      destinationId: place.id,
      modules: { contact: {} },
      schedule: { kind: 'live' },
    },
  });
  await api.call('POST /pipelines/{id}/activate', { params: { id: follower.id } });
  const long = { timeout: 120_000, interval: 100 };
  const receiving = () => api.call('GET /integrations/{id}/receiver', { params: { id } });
  await vi.waitUntil(async () => (await receiving()).state === 'connected', long);
  const follows = async () => {
    const { items } = await api.call('GET /runs', { query: { pipelineId: follower.id } });
    return items.some(({ progress }) => progress?.phase === 'streaming');
  };
  await vi.waitUntil(follows, long);
  pushEvent(service, 'contact.user.updated_v3', person('a printer is on fire'));
  pushEvent(service, 'im.message.receive_v1', { message: { chat_id: 'oc_of_nobody' } });
  pushEvent(service, 'contact.user.updated_v3', deep(120));
  const found: Record<string, string> = {};
  for (const state of ['done', 'kept', 'dead'] as const) {
    const first = async () => (await api.call('GET /events', { query: { state } })).items[0]?.id;
    found[`${state}_event`] = (await vi.waitUntil(first, long)) ?? '';
  }
  return { ...found, follower: follower.id, channel: await addChannel(service) };
}
