import type { TestApi } from '../../../support/service-api.ts';
import { type GoodRequest, type GoodRequests, nothing } from './good-request.ts';

async function anUnusedKey({ parts }: TestApi): Promise<GoodRequest> {
  const { keys } = parts.resources;
  const [old] = keys.ids();
  keys.makeCurrent(keys.add());
  await parts.openVault(parts.store.secrets).rewrapAll();
  return { params: { id: old } };
}

async function anAddedKey({ parts }: TestApi): Promise<GoodRequest> {
  return { params: { id: parts.resources.keys.add() } };
}

/** The master keys. */
export const keyRequests: GoodRequests = {
  'GET /keys': nothing,
  'POST /keys/add': nothing,
  'POST /keys/rotate': nothing,
  'POST /keys/{id}/rotate': anAddedKey,
  'POST /keys/{id}/retire': anUnusedKey,
  'POST /keys/verify': nothing,
};
