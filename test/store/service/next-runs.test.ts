import { afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { newRun } from '../../../src/model/service/new-run.ts';
import type { RunTrigger, ServiceRun } from '../../../src/model/service/service-run.ts';
import { randomFor } from '../../../src/sandbox/random.ts';
import type { PostgresDatabases } from '../../support/postgres-server.ts';
import { newServiceStore, type OpenedStore } from '../../support/service-store.ts';
import { newIntegration, newPipeline } from '../../support/service-things.ts';
import { sharedPostgres } from '../../support/shared-postgres.ts';

let server: PostgresDatabases;
let opened: OpenedStore;
beforeAll(async () => {
  server = await sharedPostgres();
});
beforeEach(async () => {
  opened = await newServiceStore(server);
  // Two of one app: they have its limits together.
  for (const [id, appId] of [
    ['in_1', 'cli_0000000000000001'],
    ['in_2', 'cli_0000000000000001'],
    ['in_3', 'cli_0000000000000003'],
  ] as const) {
    await opened.store.integrations.insert(newIntegration(id, { appId }));
  }
});
afterEach(() => opened[Symbol.asyncDispose]());

const triggers: readonly RunTrigger[] = ['schedule', 'catch-up', 'person', 'retry'];
const isPersons = (trigger: RunTrigger): boolean => trigger === 'person' || trigger === 'retry';

interface Waiting {
  readonly run: ServiceRun;
  readonly budget: string;
}

async function add(at: number, of: { budget: readonly [string, string]; trigger: RunTrigger; queuedAt: number }) {
  const [integrationId, tenantKey] = of.budget;
  const { store } = opened;
  await store.pipelines.insert(newPipeline(`pl_${at}`, { integrationId, tenantKey }));
  const run = newRun({ id: `run_${at}`, pipelineId: `pl_${at}`, trigger: of.trigger, queuedAt: of.queuedAt });
  expect(await store.runs.insert(run)).toBe(true);
  const app = (await store.integrations.find(integrationId))?.appId ?? '';
  return { run, budget: `${app} ${tenantKey}` };
}

test.each([1, 2, 3])(
  'of each app and tenant wait the next of a schedule, the next of a person, and all that were tried (%i)',
  async (seed) => {
    const random = randomFor(seed, 'next-runs');
    const waiting: Waiting[] = [];
    const tried = new Set<string>();
    for (let at = 0; at < 60; at++) {
      const budget = [random.pick(['in_1', 'in_2', 'in_3']), random.pick(['one', 'two', 'three'])] as const;
      const one = await add(at, { budget, trigger: random.pick(triggers), queuedAt: random.between(1, 40) });
      waiting.push(one);
      if (random.chance(0.8)) continue;
      await opened.store.runs.beginAttempt(one.run.id, 'w1', 50);
      await opened.store.runs.endAttempt(one.run.id, 1, { state: 'requeue', attemptState: 'failed', now: 51 });
      tried.add(one.run.id);
    }
    const isBefore = (one: ServiceRun, other: ServiceRun): boolean =>
      one.queuedAt < other.queuedAt || (one.queuedAt === other.queuedAt && one.id < other.id);
    const isNext = ({ run, budget }: Waiting): boolean =>
      waiting.every(
        (other) =>
          other.budget !== budget ||
          tried.has(other.run.id) ||
          isPersons(other.run.trigger) !== isPersons(run.trigger) ||
          !isBefore(other.run, run),
      );
    const expected = waiting.filter((one) => tried.has(one.run.id) || isNext(one)).map(({ run }) => run.id);
    const found = (await opened.store.runs.waiting(1_000)).map(({ id }) => id);
    expect(found.toSorted()).toEqual(expected.toSorted());
  },
);

test('however many of one tenant have waited for longer, the others are among the first', async () => {
  const noisy = ['in_3', 'noisy'] as const;
  for (let at = 0; at < 50; at++) await add(at, { budget: noisy, trigger: 'schedule', queuedAt: at });
  for (const [at, tenant] of ['one', 'two'].entries()) {
    await add(100 + at, { budget: ['in_3', tenant], trigger: 'schedule', queuedAt: 1_000 + at });
  }
  const first = (await opened.store.runs.waiting(3)).map(({ id }) => id);
  expect(first).toEqual(['run_0', 'run_100', 'run_101']);
});
