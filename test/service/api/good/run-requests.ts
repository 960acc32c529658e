import { newRun } from '../../../../src/model/service/new-run.ts';
import type { TestApi } from '../../../support/service-api.ts';
import { addPipeline } from '../../../support/service-runs.ts';
import type { Arrange, GoodRequest, GoodRequests } from './good-request.ts';

async function aPipeline({ parts }: TestApi): Promise<string> {
  const id = parts.newId('pl');
  await addPipeline(parts.store, id, { schedule: { kind: 'manual' } });
  return id;
}

async function aRun(it: TestApi): Promise<GoodRequest> {
  const { store, newId, clock } = it.parts;
  const id = newId('run');
  const pipelineId = await aPipeline(it);
  await store.runs.insert(newRun({ id, pipelineId, trigger: 'person', queuedAt: clock.now() }));
  return { params: { id } };
}

async function aRunThatHasEnded(it: TestApi): Promise<GoodRequest> {
  const run = await aRun(it);
  await it.parts.store.runs.askCancel(run.params?.id ?? '', it.clock.now());
  return run;
}

const ofPipeline =
  (body?: unknown): Arrange =>
  async (it) => ({ params: { id: await aPipeline(it) }, ...(body === undefined ? {} : { body }) });

/** Runs, and what begins them. */
export const runRequests: GoodRequests = {
  'GET /runs': async (it) => ({ ...(await aRun(it)), params: {} }),
  'GET /runs/{id}': aRun,
  'GET /runs/{id}/attempts': aRun,
  'GET /runs/{id}/log': aRun,
  'GET /runs/{id}/log/follow': aRun,
  'POST /runs/{id}/cancel': aRun,
  'POST /runs/{id}/retry': aRunThatHasEnded,
  'POST /pipelines/{id}/run': ofPipeline({ full: true }),
  'POST /pipelines/{id}/accept-deletes': ofPipeline(),
  'POST /pipelines/{id}/reset': ofPipeline({ streams: ['base_*', 'contact_users'] }),
};
