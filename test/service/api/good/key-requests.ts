import type { TestApi } from '../../../support/service-api.ts';
import { type GoodRequest, type GoodRequests, nothing } from './good-request.ts';

async function anUnusedKey({ parts }: TestApi): Promise<GoodRequest> {
  const { keys } = parts.resources;
  const [old] = keys.ids();
  keys.add();
  await parts.openVault(parts.store.secrets).rewrapAll();
  return { params: { id: old } };
}

/** The master keys. */
export const keyRequests: GoodRequests = {
  'GET /keys': nothing,
  'POST /keys/rotate': nothing,
  'POST /keys/{id}/retire': anUnusedKey,
  'POST /keys/verify': nothing,
};
