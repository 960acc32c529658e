import type { TestApi } from '../../../support/service-api.ts';
import { type GoodRequest, type GoodRequests, nothing, type Walker } from './good-request.ts';

async function anAlert({ parts }: TestApi): Promise<GoodRequest> {
  const { store, newId, clock } = parts;
  const id = newId('al');
  const message = { en: 'It failed', zh: '失败' };
  const about = { kind: 'run.failed', subjectKind: 'pipeline', subjectId: newId('pl') } as const;
  await store.alerts.open({ id, ...about, message, openedAt: clock.now() });
  return { params: { id } };
}

const unique = (): string => crypto.randomUUID();
/** Nothing listens there: a test of it fails at once, and says so. */
const mail = () => ({
  name: unique(),
  kind: 'mail',
  settings: { host: '127.0.0.1', port: 1, security: 'none', from: 'a@example.com', to: ['b@example.com'] },
  secrets: { password: 'mail-password-1' },
  quietHours: { from: '22:00', to: '07:00', zone: 'Asia/Shanghai' },
});

async function aChannel(it: TestApi, { secret: as }: Walker): Promise<GoodRequest> {
  const headers = { 'idempotency-key': unique() };
  const { body } = await it.call('POST', '/alert-channels', { as, body: mail(), headers });
  return { params: { id: String(body.id) }, version: 1 };
}

/** Alerts, and where they are told. */
export const alertRequests: GoodRequests = {
  'GET /alerts': nothing,
  'GET /alerts/{id}': anAlert,
  'POST /alerts/{id}/acknowledge': async (it) => ({ ...(await anAlert(it)), body: {} }),
  'GET /alert-channels': nothing,
  'POST /alert-channels': async () => ({ body: mail() }),
  'GET /alert-channels/{id}': aChannel,
  'PATCH /alert-channels/{id}': async (it, walker) => ({ ...(await aChannel(it, walker)), body: { language: 'zh' } }),
  'PUT /alert-channels/{id}/secrets': async (it, walker) => ({
    ...(await aChannel(it, walker)),
    body: { password: 'mail-password-2' },
  }),
  'DELETE /alert-channels/{id}': aChannel,
  'POST /alert-channels/{id}/test': async (it, walker) => {
    const { params } = await aChannel(it, walker);
    return params === undefined ? {} : { params };
  },
  'POST /alerts/{id}/silence': async (it) => ({ ...(await anAlert(it)), body: { until: '2026-03-02T08:00:00Z' } }),
};
