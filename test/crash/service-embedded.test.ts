import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readFully } from '../../src/control/runs/run-pipeline.ts';
import type { RunningService } from '../../src/operations/serve/start-service.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/start-sandbox.ts';
import { alice } from '../support/receiving.ts';
import { ServiceFolder } from '../support/serving.ts';
import { addTenantPipeline, appOf, basesOf, startWholeService } from '../support/tenant-service.ts';
import { tablesOf } from '../support/truth.ts';

/** `npm run test:crash` asks for a hundred. */
const rounds = Number(process.env.CRASH_ROUNDS ?? 1);
const seed = Number(process.env.CRASH_SEED ?? 1);
const search = '/open-apis/bitable/v1/apps/:app_token/tables/:table_id/records/search';
const records = 2_000;

let folder: ServiceFolder;
let sandbox: Sandbox;
let service: RunningService;

beforeAll(async () => {
  folder = new ServiceFolder();
  sandbox = await startSandbox({ limits: 'off', users: 1, bases: [{ tables: 1, records }] });
  sandbox.faults.add({ path: search, kind: 'slow', delayMs: 200 });
  service = await startWholeService(folder, { data: folder.data });
});
afterAll(async () => {
  await service.close();
  await sandbox.close();
  folder[Symbol.dispose]();
});

/** Between 0 and 1, the same for the same round. */
function chance(round: number): number {
  const mixed = Math.imul(round * 7919 + seed * 104_729, 2_654_435_761) >>> 0;
  return mixed / 2 ** 32;
}

function killPostgres(): void {
  const [pid] = readFileSync(join(folder.data, 'postgres/data/postmaster.pid'), 'utf8').split('\n');
  process.kill(Number(pid), 'SIGKILL');
}

test(`the Postgres of the service is killed at ${rounds} random instants: it is started again, and the run ends once`, {
  timeout: 120_000 + rounds * 120_000,
}, async () => {
  const { parts } = service;
  const { runs } = parts.store;
  const [app = ''] = sandbox.tenant.tables.appTokens;
  const table = sandbox.tenant.tables.tableIds(app)[0] ?? '';
  const { id, file } = await addTenantPipeline(parts, appOf(sandbox), { modules: basesOf(sandbox) });
  for (let round = 0; round < rounds; round++) {
    // The blow of the round before may be felt until now.
    await expect
      .poll(
        async () =>
          await runs.page({ limit: 1 }, {}).then(
            ({ total }) => total,
            () => -1,
          ),
      )
      .toBe(round);
    const run = await readFully(parts, alice, id);
    const state = async (): Promise<string | undefined> => (await runs.find(run.id).catch(() => undefined))?.state;
    await delay(chance(round) * 3_000);
    killPostgres();
    await expect.poll(state, { timeout: 100_000, interval: 50 }).toBe('succeeded');
    // The run may have ended before the blow was felt.
    const attempts = async (): Promise<string> =>
      await runs.attempts(run.id).then(
        (all) => all.map((attempt) => attempt.state).join(' '),
        () => 'the store is away',
      );
    await expect
      .poll(attempts, { timeout: 100_000, message: `round ${round}` })
      .toMatch(/^((lost|failed|cancelled) )*succeeded$/);
    const held = (await tablesOf(join(folder.path, file))).base_records?.rows ?? [];
    expect(new Set(held.map((row) => row.record_id)).size, `round ${round}`).toBe(held.length);
    const live = held.filter((row) => row._larkstream_deleted_at === null || row._larkstream_deleted_at === undefined);
    expect(live.length, `round ${round}`).toBe(sandbox.tenant.tables.recordCount(app, table));
    sandbox.tenant.tables.addRecord(app, table);
  }
  expect((await runs.page({ limit: 1 }, {})).total).toBe(rounds);
});
