import type { JsonObject } from '../../../../src/util/json.ts';
import type { TestApi } from '../../../support/service-api.ts';
import { type GoodRequest, type GoodRequests, nothing, unique, type Walker } from './good-request.ts';

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
};
