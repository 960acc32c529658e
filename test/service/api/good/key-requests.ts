import { rewrapAll } from '../../../../src/control/keys/rewrap-all.ts';
import type { TestApi } from '../../../support/service-api.ts';
import { type GoodRequest, type GoodRequests, nothing } from './good-request.ts';

/** The workers that other requests were about hold no keys, and would be waited for by a clock that nobody moves. */
async function withoutWorkers({ parts: { store } }: TestApi): Promise<GoodRequest> {
  for (const { id } of await store.members.list()) await store.members.leave(id);
  return {};
}

async function anUnusedKey(it: TestApi): Promise<GoodRequest> {
  await withoutWorkers(it);
  const { parts } = it;
  const { keys } = parts.resources;
  const [old] = keys.ids();
  keys.makeCurrent(keys.add());
  await rewrapAll(parts);
  return { params: { id: old } };
}

async function anAddedKey(it: TestApi): Promise<GoodRequest> {
  await withoutWorkers(it);
  return { params: { id: it.parts.resources.keys.add() } };
}

/** The master keys. */
export const keyRequests: GoodRequests = {
  'GET /keys': nothing,
  'POST /keys/add': nothing,
  'POST /keys/rotate': withoutWorkers,
  'POST /keys/{id}/rotate': anAddedKey,
  'POST /keys/{id}/retire': anUnusedKey,
  'POST /keys/verify': nothing,
};
