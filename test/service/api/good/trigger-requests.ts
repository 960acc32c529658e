import { must } from '../../../../src/model/errors.ts';
import type { JsonObject } from '../../../../src/util/json.ts';
import type { TestApi } from '../../../support/service-api.ts';
import { newIntegration } from '../../../support/service-things.ts';
import { type Arrange, type GoodRequest, type GoodRequests, nothing, unique, type Walker } from './good-request.ts';

/** Nothing listens there: a test of it fails at once, and says so. */
const hook = (): JsonObject => ({ name: unique(), kind: 'http', settings: { url: 'http://127.0.0.1:1/hook' } });
const model = (): JsonObject => ({
  name: unique(),
  kind: 'openai',
  settings: { baseUrl: 'http://127.0.0.1:1/v1', model: 'm' },
  secrets: { api_key: 'model-key-1' },
});

async function make(it: TestApi, { secret: as }: Walker, path: string, body: JsonObject): Promise<string> {
  const answer = await it.call('POST', path, { as, body, headers: { 'idempotency-key': crypto.randomUUID() } });
  return String(answer.body.id);
}

async function aHandler(it: TestApi, walker: Walker): Promise<GoodRequest> {
  return { params: { id: await make(it, walker, '/handlers', hook()) }, version: 1 };
}

async function onHandler(it: TestApi, walker: Walker): Promise<GoodRequest> {
  return { params: { id: await make(it, walker, '/handlers', hook()) } };
}

async function integrationOf(it: TestApi): Promise<string> {
  const id = it.parts.newId('in');
  await it.parts.store.integrations.insert(newIntegration(id, { mode: 'webhook' }));
  return id;
}

async function trigger(it: TestApi, walker: Walker): Promise<JsonObject> {
  const handlerId = await make(it, walker, '/handlers', hook());
  return { name: unique(), integrationId: await integrationOf(it), settings: { handlerId } };
}

async function aTrigger(it: TestApi, walker: Walker): Promise<GoodRequest> {
  return { params: { id: await make(it, walker, '/triggers', await trigger(it, walker)) }, version: 1 };
}

/** A trigger that was published, and rests where it is to be resumed. */
const published =
  (state: 'published' | 'paused', more: GoodRequest = {}): Arrange =>
  async (it, walker) => {
    const { params = {} } = await aTrigger(it, walker);
    const { triggers, triggerVersions } = it.parts.store;
    const before = must(await triggers.find(params.id ?? ''), 'The trigger');
    const now = it.clock.now();
    const at = { publishedAt: now, publishedBy: 'walker' };
    await triggerVersions.add({ triggerId: before.id, settings: before.draft, ...at });
    await triggers.update({ ...before, state, publishedVersion: 1 }, now);
    return { params, ...more };
  };

/** What was handed to a listener of the walker. */
async function listened(it: TestApi, walker: Walker): Promise<GoodRequest> {
  const { parts } = it;
  const { params = {} } = await aTrigger(it, walker);
  const [id, relayId, triggerId] = [parts.newId('li'), parts.newId('rl'), params.id ?? ''];
  const of = { id, triggerId, handlerId: undefined, accountId: walker.account.id, by: 'walker', from: [] };
  await parts.store.listeners.begin(of, 60_000);
  const body = await parts.bodies.seal({ kind: 'trigger', id: triggerId }, relayId, '{}');
  await parts.store.listeners.hand({ id: relayId, listenerId: id, turnId: parts.newId('tu'), body });
  return { params: { id }, body: { relayId, seq: 1, events: [{ event: 'done' }], isLast: true } };
}

/** Triggers and handlers. */
export const triggerRequests: GoodRequests = {
  'GET /handlers': nothing,
  'POST /handlers': async () => ({ body: hook() }),
  'GET /handlers/{id}': aHandler,
  'PATCH /handlers/{id}': async (it, walker) => ({ ...(await aHandler(it, walker)), body: { name: unique() } }),
  'PUT /handlers/{id}/secrets': async (it, walker) => ({
    params: { id: await make(it, walker, '/handlers', model()) },
    version: 1,
    body: { secrets: { api_key: 'model-key-2' } },
  }),
  'POST /handlers/{id}/signing-key': onHandler,
  'DELETE /handlers/{id}': aHandler,
  'POST /handlers/{id}/enable': onHandler,
  'POST /handlers/{id}/disable': onHandler,
  'POST /handlers/{id}/test': onHandler,

  'GET /triggers': nothing,
  'POST /triggers': async (it, walker) => ({ body: await trigger(it, walker) }),
  'GET /triggers/{id}': aTrigger,
  'PATCH /triggers/{id}': async (it, walker) => ({ ...(await aTrigger(it, walker)), body: { name: unique() } }),
  'POST /triggers/{id}/publish': aTrigger,
  'PUT /triggers/{id}/shadow': async (it, walker) => ({ ...(await aTrigger(it, walker)), body: { isShadow: true } }),
  'POST /triggers/{id}/restore': published('published', { version: 2, body: { number: 1 } }),
  'DELETE /triggers/{id}': aTrigger,
  'POST /triggers/{id}/check': async (it, walker) => ({ params: (await aTrigger(it, walker)).params ?? {} }),
  'POST /triggers/{id}/pause': published('published'),
  'POST /triggers/{id}/resume': published('paused'),
  'POST /triggers/{id}/move': published('published', { body: { position: 0 } }),
  'GET /triggers/{id}/versions': aTrigger,
  'GET /triggers/{id}/versions/{number}': async (it, walker) => {
    const { params } = await published('published')(it, walker);
    return { params: { ...params, number: '1' } };
  },
  'GET /triggers/{id}/diff': aTrigger,
  'POST /triggers/{id}/dry-run': async (it, walker) => ({
    params: (await aTrigger(it, walker)).params ?? {},
    body: { message: { text: 'How many days of leave do I have?' } },
  }),
  'POST /triggers/{id}/test': async (it, walker) => ({
    params: (await aTrigger(it, walker)).params ?? {},
    body: { text: 'How many days of leave do I have?' },
  }),
  'POST /triggers/{id}/listen': async (it, walker) => ({ params: (await aTrigger(it, walker)).params ?? {}, body: {} }),
  'POST /handlers/{id}/listen': async (it, walker) => {
    const settings = { name: 'shop' };
    return { params: { id: await make(it, walker, '/handlers', { name: unique(), kind: 'function', settings }) } };
  },
  'POST /listeners/{id}/answers': listened,
  'GET /triggers/{id}/pairing-code': aTrigger,
  'POST /triggers/{id}/pairing-code': async (it, walker) => ({ params: (await aTrigger(it, walker)).params ?? {} }),
};
