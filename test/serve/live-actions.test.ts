import { afterAll, beforeAll, expect, test } from 'vitest';
import { acceptDeletes, runPipeline } from '../../src/control/runs/run-pipeline.ts';
import type { ServiceRun } from '../../src/model/service/service-run.ts';
import type { RunningService } from '../../src/operations/serve/start-service.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/start-sandbox.ts';
import { alice } from '../support/receiving.ts';
import { ServiceFolder } from '../support/serving.ts';
import { sharedPostgres } from '../support/shared-postgres.ts';
import { addTenantPipeline, appOf, startWholeService } from '../support/tenant-service.ts';

const patience = { timeout: 120_000 };

let folder: ServiceFolder;
let sandbox: Sandbox;
let service: RunningService;
let pipelineId: string;

beforeAll(async () => {
  folder = new ServiceFolder();
  sandbox = await startSandbox({
    limits: 'off',
    users: 12,
    approvals: { definitions: 1, instancesPerDay: 0, days: 1 },
    events: { mode: 'long_connection' },
  });
  service = await startWholeService(folder, { store: await (await sharedPostgres()).newDatabase() });
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

const runOf = async (id: string): Promise<ServiceRun | undefined> => await service.parts.store.runs.find(id);
const openAlerts = async (): Promise<string[]> => {
  const { items } = await service.parts.store.alerts.page({ limit: 10 }, { isOpen: true });
  return items.map(({ kind, subjectId }) => `${kind} ${subjectId}`);
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
