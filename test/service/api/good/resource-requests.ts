import { eachOf } from '../../../../src/model/service/page.ts';
import type { JsonObject } from '../../../../src/util/json.ts';
import type { Answer, TestApi } from '../../../support/service-api.ts';
import type { Arrange, GoodRequest, GoodRequests, Walker } from './good-request.ts';

const unique = (): string => crypto.randomUUID();

async function make(it: TestApi, { secret: as }: Walker, path: string, body: JsonObject): Promise<Answer> {
  return await it.call('POST', path, { as, body, headers: { 'idempotency-key': unique() } });
}

const app = (): JsonObject => ({
  name: unique(),
  region: 'feishu',
  appId: 'cli_a1b2c3d4e5f6a7b8',
  mode: 'webhook',
  secrets: { app_secret: 'app-secret-1', verification_token: 'token-1' },
});
const database = (): JsonObject => ({
  name: unique(),
  type: 'postgres',
  settings: { schema: 'lark' },
  secrets: { url: 'postgres://u:p@db.example.com/warehouse' },
});
const file = (): JsonObject => ({ name: unique(), type: 'csv', settings: { path: 'lake' } });

async function anIntegration(it: TestApi, walker: Walker): Promise<GoodRequest> {
  const { body } = await make(it, walker, '/integrations', app());
  return { params: { id: String(body.id) }, version: 1 };
}

async function aDatabase(it: TestApi, walker: Walker): Promise<GoodRequest> {
  const { body } = await make(it, walker, '/destinations', database());
  return { params: { id: String(body.id) }, version: 1 };
}

async function draft(it: TestApi, walker: Walker): Promise<JsonObject> {
  const integration = await make(it, walker, '/integrations', app());
  const destination = await make(it, walker, '/destinations', file());
  return {
    name: unique(),
    integrationId: integration.body.id,
    destinationId: destination.body.id,
    modules: { contact: {} },
    streams: { include: ['contact_*'] },
    schedule: { kind: 'every', minutes: 15 },
  };
}

async function aPipeline(it: TestApi, walker: Walker): Promise<GoodRequest & { readonly id: string }> {
  const { body } = await make(it, walker, '/pipelines', await draft(it, walker));
  return { id: String(body.id), params: { id: String(body.id) }, version: 1 };
}

/** A pipeline to which this has been done. */
const after =
  (...acts: readonly string[]): Arrange =>
  async (it, walker) => {
    const { id, params } = await aPipeline(it, walker);
    for (const act of acts) await make(it, walker, `/pipelines/${id}/${act}`, {});
    return params === undefined ? {} : { params };
  };

const withBody =
  (arrange: Arrange, body: JsonObject): Arrange =>
  async (it, walker) => ({ ...(await arrange(it, walker)), body });

/** One pipeline is active, or paused with all: all others rest, each by itself. */
const alone =
  (...acts: readonly string[]): Arrange =>
  async (it, walker) => {
    const { store, clock } = it.parts;
    for await (const other of eachOf((request) => store.pipelines.page(request, {}))) {
      const resting = { state: 'paused', pausedWhy: undefined, isPausedWithAll: false, dueAt: undefined } as const;
      if (other.state !== 'draft') await store.pipelines.update({ ...other, ...resting }, clock.now());
    }
    await after('activate')(it, walker);
    for (const act of acts) await make(it, walker, `/pipelines/${act}`, {});
    return {};
  };

const nothing: Arrange = async () => ({});
const steer = Object.fromEntries(
  ['disconnect', 'reconnect', 'refresh'].map((way) => [`POST /integrations/{id}/receiver/${way}`, anIntegration]),
);

/** The requests of integrations, destinations and pipelines. */
export const resourceRequests: GoodRequests = {
  'GET /catalogue': nothing,
  'GET /catalogue/triggers': nothing,
  'GET /integrations': nothing,
  'POST /integrations': async () => ({ body: app() }),
  'GET /integrations/{id}': anIntegration,
  'PATCH /integrations/{id}': async (it, walker) => ({
    ...(await anIntegration(it, walker)),
    body: {
      name: unique(),
      baseUrl: 'https://open.example.com',
      settings: { rate_limit_scale: 0.5 },
      secrets: { app_secret: 'app-secret-2' },
    },
  }),
  'PUT /integrations/{id}/secrets': withBody(anIntegration, { verification_token: 'token-2', overlapMinutes: 5 }),
  'PUT /integrations/{id}/mode': withBody(anIntegration, { mode: 'long_connection' }),
  'DELETE /integrations/{id}': anIntegration,
  'GET /integrations/{id}/receiver': anIntegration,
  'GET /integrations/{id}/users': anIntegration,
  'GET /integrations/{id}/departments': anIntegration,
  'GET /integrations/{id}/chats': anIntegration,
  'GET /integrations/{id}/scopes': anIntegration,
  'POST /integrations/{id}/look': withBody(anIntegration, { module: 'base', reference: 'bascnCMII2ORej2RItqpZZUNMIe' }),
  ...steer,
  'POST /integrations/{id}/test': anIntegration,
  'POST /integrations/{id}/scopes/apply': anIntegration,
  'POST /import': async () => ({
    body: {
      name: unique(),
      text: [
        'source:',
        '  region: lark',
        '  credentials: { app_id: cli_a1b2c3d4e5f6a7b8, app_secret: "$' + '{SECRET}" }',
        '  modules: { contact: }',
        'destination: { type: csv, path: lake }',
      ].join('\n'),
      variables: { SECRET: 'app-secret-1' },
    },
  }),
  'GET /export': nothing,
  'POST /apply': async () => ({
    body: {
      files: [
        { path: 'lake.yaml', text: `kind: destination\nname: ${unique()}\ntype: csv\nsettings: { path: lake }\n` },
      ],
    },
  }),
  'GET /destinations': nothing,
  'POST /destinations': async () => ({ body: database() }),
  'GET /destinations/{id}': aDatabase,
  'PATCH /destinations/{id}': async (it, walker) => ({
    ...(await aDatabase(it, walker)),
    body: { name: unique(), settings: { schema: 'other' } },
  }),
  'PUT /destinations/{id}/secrets': withBody(aDatabase, { url: 'postgres://u:p@db.example.com/other' }),
  'DELETE /destinations/{id}': aDatabase,
  'POST /destinations/{id}/test': async (it, walker) => {
    const { body } = await make(it, walker, '/destinations', file());
    return { params: { id: String(body.id) } };
  },
  'GET /pipelines': nothing,
  'POST /pipelines': async (it, walker) => ({ body: await draft(it, walker) }),
  'GET /pipelines/{id}': aPipeline,
  'GET /pipelines/{id}/history': aPipeline,
  'GET /pipelines/{id}/streams': aPipeline,
  'GET /pipelines/{id}/history/runs': aPipeline,
  'GET /pipelines/{id}/history/days': aPipeline,
  'PATCH /pipelines/{id}': withBody(aPipeline, { modules: { contact: {} }, schedule: { kind: 'manual' } }),
  'DELETE /pipelines/{id}': aPipeline,
  'POST /pipelines/{id}/activate': after(),
  'POST /pipelines/{id}/pause': withBody(after('activate'), { why: 'Maintenance' }),
  'POST /pipelines/{id}/resume': after('activate', 'pause'),
  'POST /pipelines/pause-all': withBody(alone(), { why: 'Maintenance' }),
  'POST /pipelines/resume-all': alone('pause-all'),
  'POST /pipelines/{id}/discover': after(),
  'POST /pipelines/{id}/preview': withBody(after(), { stream: 'contact_users' }),
  'POST /pipelines/{id}/plan': withBody(after(), { full: true }),
};
