import type { MemberRole } from '../../../../src/model/service/member.ts';
import type { TestApi } from '../../../support/service-api.ts';
import { type GoodRequest, type GoodRequests, nothing } from './good-request.ts';

async function aWorker({ parts }: TestApi): Promise<GoodRequest> {
  const id = parts.newId('mem');
  const now = parts.clock.now();
  const roles: readonly MemberRole[] = ['worker'];
  const member = { id, host: 'host', pid: 7, programVersion: '1.0.0', roles, slots: 4 };
  await parts.store.members.join({ ...member, startedAt: now, drainingSince: undefined });
  return { params: { id } };
}

/** Processes of the service, and how the whole of it does. */
export const workerRequests: GoodRequests = {
  'GET /overview': nothing,
  'GET /schedules': nothing,
  'GET /workers': nothing,
  'GET /rates': nothing,
  'POST /workers/{id}/drain': aWorker,
  'POST /workers/{id}/undrain': aWorker,
};
