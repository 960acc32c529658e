import { afterAll, beforeAll, expect, test } from 'vitest';
import { systemClock } from '../../src/model/clock.ts';
import { silentLogger } from '../../src/model/logger.ts';
import { newRun } from '../../src/model/service/new-run.ts';
import type { RunTable } from '../../src/model/service/service-run.ts';
import { Pulse } from '../../src/scheduler/pulse.ts';
import { addPipeline } from '../support/service-runs.ts';
import { newServiceStore, type OpenedStore } from '../support/service-store.ts';
import { sharedPostgres } from '../support/shared-postgres.ts';

let opened: OpenedStore;

beforeAll(async () => {
  opened = await newServiceStore(await sharedPostgres());
}, 120_000);
afterAll(() => opened[Symbol.asyncDispose]());

/** A live run at work, in its first attempt. */
async function begin(name: string): Promise<string> {
  const { store } = opened;
  await addPipeline(store, `pl_${name}`, { schedule: { kind: 'manual' } });
  const id = `run_${name}`;
  await store.runs.insert(newRun({ id, pipelineId: `pl_${name}`, trigger: 'live', queuedAt: Date.now() }));
  await store.runs.beginAttempt(id, 'here', Date.now());
  return id;
}

function pulseOf(heard: RunTable['heard']): Pulse {
  return new Pulse({ store: { runs: { heard } }, clock: systemClock, logger: silentLogger });
}

test('all that ask at once are told by one statement: who may go on, who is to end, and who was replaced', async () => {
  const { runs } = opened.store;
  const names = Array.from({ length: 50 }, (_, at) => `at_${at}`);
  const ids = await Promise.all(names.map(begin));
  const [cancelled = '', replaced = '', ended = ''] = ids;
  await runs.askCancel(cancelled, Date.now());
  const end = { attemptState: 'lost', now: Date.now() } as const;
  await runs.endAttempt(replaced, 1, { ...end, state: 'requeue' });
  await runs.beginAttempt(replaced, 'elsewhere', Date.now());
  await runs.endAttempt(ended, 1, { ...end, state: 'cancelled' });
  const asked: number[] = [];
  const pulse = pulseOf((attempts) => {
    asked.push(attempts.length);
    return runs.heard(attempts);
  });
  const beats = await Promise.all(ids.map((id) => pulse.beat(id, 1)));
  expect(asked).toEqual([50]);
  const told = new Map(ids.map((id, at) => [id, beats[at]]));
  expect(told.get(cancelled)).toEqual({ standing: 'noted', isCancelAsked: true });
  expect(told.get(replaced)).toEqual({ standing: 'overtaken', isCancelAsked: false });
  expect(told.get(ended)).toEqual({ standing: 'overtaken', isCancelAsked: false });
  for (const id of ids.slice(3)) expect(told.get(id)).toEqual({ standing: 'noted', isCancelAsked: false });
});

test('who is heard of is not lost, whoever works beside it', async () => {
  const { runs } = opened.store;
  const [heard, silent] = [await begin('heard'), await begin('silent')];
  await expect.poll(async () => (await runs.lost({ silentMs: 200, limit: 99 })).map(({ id }) => id)).toContain(heard);
  expect(await pulseOf((attempts) => runs.heard(attempts)).beat(heard, 1)).toMatchObject({ standing: 'noted' });
  const lost = (await runs.lost({ silentMs: 200, limit: 99 })).map(({ id }) => id);
  expect(lost).toContain(silent);
  expect(lost).not.toContain(heard);
});

test('a store that is away ends no run', async () => {
  const pulse = pulseOf(() => Promise.reject(new Error('away')));
  const unknown = { standing: 'unknown', isCancelAsked: false };
  expect(await Promise.all([pulse.beat('a', 1), pulse.beat('b', 1)])).toEqual([unknown, unknown]);
});
