import type { TestApi } from '../../../support/service-api.ts';
import { type GoodRequest, type GoodRequests, nothing } from './good-request.ts';

async function anAlert({ parts }: TestApi): Promise<GoodRequest> {
  const { store, newId, clock } = parts;
  const id = newId('al');
  const message = { en: 'It failed', zh: '失败' };
  const about = { kind: 'run.failed', subjectKind: 'pipeline', subjectId: newId('pl') } as const;
  await store.alerts.open({ id, ...about, message, openedAt: clock.now() });
  return { params: { id } };
}

/** Alerts. */
export const alertRequests: GoodRequests = {
  'GET /alerts': nothing,
  'GET /alerts/{id}': anAlert,
  'POST /alerts/{id}/silence': async (it) => ({ ...(await anAlert(it)), body: { until: '2026-03-02T08:00:00Z' } }),
};
