import { Client } from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { acceptDeletes, runPipeline } from '../../src/control/runs/run-pipeline.ts';
import type { ServiceRun } from '../../src/model/service/service-run.ts';
import type { RunningService } from '../../src/operations/serve/start-service.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/start-sandbox.ts';
import type { PostgresDatabases } from '../support/postgres-server.ts';
import { alice } from '../support/receiving.ts';
import { ServiceFolder } from '../support/serving.ts';
import { sharedPostgres } from '../support/shared-postgres.ts';
import { addTenantPipeline, appOf, basesOf, startWholeService } from '../support/tenant-service.ts';

const patience = { timeout: 120_000 };

let folder: ServiceFolder;
let server: PostgresDatabases;
let sandbox: Sandbox;
let service: RunningService;
let pipelineId: string;
/** A pipeline into a Postgres where another session holds its lock from the beginning. */
let locked: { readonly id: string; readonly place: string; readonly holder: Client };

beforeAll(async () => {
  folder = new ServiceFolder();
  sandbox = await startSandbox({
    limits: 'off',
    users: 12,
    approvals: { definitions: 1, instancesPerDay: 0, days: 1 },
    bases: [{ tables: 1, records: 5 }],
    events: { mode: 'long_connection' },
  });
  server = await sharedPostgres();
  const store = await server.newDatabase();
  service = await startWholeService(folder, { store });
  locked = await addLocked(store);
  const made = await addTenantPipeline(service.parts, appOf(sandbox), {
    modules: { contact: {} },
    schedule: { kind: 'live' },
  });
  pipelineId = made.id;
}, 120_000);
afterAll(async () => {
  await service.close();
  await sandbox.close();
  folder[Symbol.dispose]();
});

/** Its attempts wait for the lock while the first test works. What has failed is due again at once. */
async function addLocked(store: string): Promise<typeof locked> {
  await server.query(
    store,
    `CREATE FUNCTION long_ago() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN NEW.seen_at := NEW.seen_at - 3600000; RETURN NEW; END';
     CREATE TRIGGER long_ago BEFORE UPDATE ON larkstream.attempts FOR EACH ROW WHEN (NEW.state = 'failed') EXECUTE FUNCTION long_ago()`,
  );
  const place = await server.newDatabase();
  const holder = new Client({ connectionString: place });
  await holder.connect();
  const source = `${new URL(sandbox.url).host}/${sandbox.options.appId}`;
  await holder.query('SELECT pg_advisory_lock(hashtextextended($1, 0))', [`larkstream lark ${source} base`]);
  const schedule = { kind: 'live' } as const;
  const modules = basesOf(sandbox);
  const { id } = await addTenantPipeline(service.parts, appOf(sandbox), { modules, schedule, postgres: place });
  return { id, place, holder };
}

const runOf = async (id: string): Promise<ServiceRun | undefined> => await service.parts.store.runs.find(id);
const openAlerts = async (): Promise<string[]> => {
  const { items } = await service.parts.store.alerts.page({ limit: 10 }, { isOpen: true });
  return items.flatMap(({ kind, subjectId }) => (subjectId === pipelineId ? [`${kind} ${subjectId}`] : []));
};

/** The live run that follows events now, once its first read has ended. */
async function following(): Promise<ServiceRun> {
  let found: ServiceRun | undefined;
  const look = async (): Promise<string | undefined> => {
    found = (await service.parts.store.runs.page({ limit: 1 }, { pipelineId, state: 'running', trigger: 'live' }))
      .items[0];
    return found?.cancelAskedAt === undefined ? found?.progress?.phase : undefined;
  };
  await expect.poll(look, patience).toBe('streaming');
  if (found === undefined) throw new Error('No live run');
  return found;
}

/** Does what is asked in the place of the live run, of which both runs, the log and one line of the audit tell. */
async function doneMeanwhile(begin: () => Promise<ServiceRun>): Promise<ServiceRun | undefined> {
  const { store } = service.parts;
  const live = await following();
  const asked = await begin();
  expect(await runOf(asked.id)).toMatchObject({
    options: asked.options,
    state: expect.stringMatching(/queued|running/),
  });
  expect((await runOf(live.id))?.next?.id).toBe(asked.id);
  await expect.poll(async () => (await runOf(asked.id))?.finishedAt, patience).toBeDefined();
  // What the live one has held open was free when this one began.
  expect(await store.runs.attempts(asked.id)).toHaveLength(1);
  expect(await runOf(live.id)).toMatchObject({ state: 'cancelled', attempt: 1 });
  const lines = await store.runs.lines(live.id, { afterSeq: 0, limit: 1_000 });
  expect(lines.map(({ message }) => message.en).join('\n')).toContain(`so that run ${asked.id}, which Alice`);
  const { items } = await store.audit.page({ limit: 10 }, { objectId: asked.id });
  expect(items).toMatchObject([{ detail: { pipelineId, endedRunId: live.id } }]);
  return await runOf(asked.id);
}

test('what a person asks of a live pipeline is done in the place of its live run; deletes that its reads hold are told until they are accepted', async () => {
  const { parts } = service;
  await following();
  const streams = ['contact_departments', 'contact_user_departments', 'contact_users'];
  const [person] = sandbox.tenant.directory.people();
  sandbox.tenant.setContactRange({ users: [person?.openId ?? ''], departments: [], groups: [] });
  const read = await doneMeanwhile(() => runPipeline(parts, alice, pipelineId));
  expect(read).toMatchObject({ state: 'incomplete', trigger: 'person' });
  const held = [`deletes.held ${pipelineId}`];
  expect(await openAlerts()).toEqual(held);
  expect((await following()).progress?.heldDeletes).toEqual(streams);
  expect(await openAlerts()).toEqual(held);
  const accepted = await doneMeanwhile(() => acceptDeletes(parts, alice, pipelineId));
  expect(accepted).toMatchObject({ state: 'succeeded', trigger: 'person' });
  expect((await following()).progress?.heldDeletes).toEqual([]);
  expect(await openAlerts()).toEqual([]);
});

test('of one whose destination stays locked people are told once, whatever number of attempts fails, and once that it follows events again', async () => {
  const { store } = service.parts;
  const { id, place, holder } = locked;
  const [run] = (await store.runs.page({ limit: 1 }, { pipelineId: id })).items;
  if (run === undefined) throw new Error('No live run');
  const failed = async (): Promise<number> =>
    (await store.runs.attempts(run.id)).filter(({ state }) => state === 'failed').length;
  const told = async () =>
    (await store.alerts.page({ limit: 10 }, {})).items.filter(({ subjectId }) => subjectId === id);
  await expect.poll(failed, patience).toBeGreaterThanOrEqual(4);
  const [attempt] = await store.runs.attempts(run.id);
  expect(attempt).toMatchObject({ state: 'failed', error: { code: 'destination.locked' } });
  expect(await told()).toMatchObject([{ kind: 'run.failed', recoveredAt: undefined }]);
  await holder.end();
  await expect.poll(async () => (await runOf(run.id))?.progress?.phase, patience).toBe('streaming');
  await expect
    .poll(async () => (await told()).map(({ recoveredAt }) => typeof recoveredAt), patience)
    .toEqual(['number']);
  expect(await server.query(place, 'SELECT count(*)::int FROM lark.base_records')).toEqual([[5]]);
});
