import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { createDestination } from '../src/control/destinations/create-destination.ts';
import { activatePipeline } from '../src/control/pipelines/activate-pipeline.ts';
import { createPipeline } from '../src/control/pipelines/create-pipeline.ts';
import { runPipeline } from '../src/control/runs/run-pipeline.ts';
import { systemClock } from '../src/model/clock.ts';
import { Secret } from '../src/model/secret.ts';
import type { RunningService } from '../src/operations/serve/start-service.ts';
import { PostgresServer } from '../test/support/postgres-server.ts';
import { addIntegration, alice, push, startReceiving } from '../test/support/receiving.ts';
import { ServiceFolder, Serving } from '../test/support/serving.ts';
import { missed, type Section, verdict, whole } from './report.ts';
import { smallTenant, TenantProcess } from './tenant-process.ts';

const secrets = { verificationToken: 'token-1', encryptKey: 'key-1' };
const patienceMs = 60_000;
const warming = 2_000;

/** Webhooks through the port of the service, in one process with everything else, while it runs a pipeline. */
export async function serveWebhook({ quick }: { readonly quick: boolean }): Promise<Section> {
  await using server = await PostgresServer.start();
  await using tenant = await TenantProcess.start({ ...smallTenant, bases: [{ tables: 6, records: 50_000 }] });
  tenant.standBack();
  using folder = new ServiceFolder();
  const url = await server.newDatabase();
  const person = await startReceiving(folder, url, systemClock, []);
  const reached = ['--store', url, '--allow-base-url', '--allow-private-hosts'];
  const serving = await Serving.begin(reached, folder.env);
  try {
    const { appId, appSecret, url: baseUrl, bases } = tenant.facts;
    const app = { app_secret: new Secret(appSecret), verification_token: new Secret('token-1') };
    const { id } = await addIntegration(person, {
      appId,
      baseUrl,
      secrets: { ...app, encrypt_key: new Secret(secrets.encryptKey) },
    });
    await until(async () => (await push(serving, id, { appId })) === 200);
    const load = { url: `${serving.url}/api/lark/webhook/${id}`, appId, ...secrets, perSecond: 1_000, connections: 64 };
    // A service at work, not one that has just begun: its code is compiled as it is used.
    await pushAll({ ...load, events: warming });
    const events = quick ? 4_000 : 20_000;
    // A list counts to ten thousand only.
    const stored = async () =>
      (await person.parts.store.events.types(appId)).reduce((sum, { count }) => sum + count, 0);
    const measured = async (): Promise<Pushed & { readonly stored: number }> => {
      const before = await stored();
      const found = await pushAll({ ...load, events });
      return { ...found, stored: (await stored()) - before };
    };
    const alone = { ...(await measured()), beside: 'no run' };
    const run = await begin(person, { integrationId: id, url, bases: bases.map(({ appToken }) => appToken) });
    const find = async () => await person.parts.store.runs.find(run);
    await until(async () => ((await find())?.progress?.rows ?? 0) > 0);
    const busy = { ...(await measured()), beside: `a run, ${(await find())?.state} at the end` };
    return toSection([alone, busy], events);
  } finally {
    await serving.stop();
    await person.close();
  }
}

function toSection(
  found: readonly (Pushed & { readonly stored: number; readonly beside: string })[],
  events: number,
): Section {
  const ms = (value: number): string => `${value.toFixed(1)} ms`;
  const lines = found.map((one) => {
    const perSecond = one.acknowledged / one.seconds;
    const missing = missed([
      { what: 'events/s', value: perSecond, atLeast: 990 },
      { what: 'p99', value: one.p99, atMost: 20 },
      { what: 'stored', value: one.stored, atLeast: events },
    ]);
    const figures = [whole(one.stored), whole(perSecond), ms(one.p50), ms(one.p99), ms(one.max)];
    return { row: [one.beside, ...figures, verdict(missing)], isMissed: missing.length > 0 };
  });
  return {
    name: 'serve-webhook',
    title: 'Webhook events through the port of the service, 1,000/s (targets: p99 ≤ 20 ms, none lost)',
    columns: ['beside', 'stored', 'events/s', 'p50', 'p99', 'max', 'target'],
    rows: lines.map(({ row }) => row),
    figures: found.map((one) => ({ ...one })),
    misses: lines.filter(({ isMissed }) => isMissed).length,
  };
}

async function begin(
  { parts }: RunningService,
  {
    integrationId,
    url,
    bases,
  }: { readonly integrationId: string; readonly url: string; readonly bases: readonly string[] },
): Promise<string> {
  const destination = await createDestination(parts, alice, {
    name: 'tables',
    type: 'postgres',
    settings: { schema: 'lark' },
    secrets: { url: new Secret(url) },
  });
  const pipeline = await createPipeline(parts, alice, {
    name: 'bases',
    integrationId,
    tenantKey: undefined,
    destinationId: destination.id,
    modules: { base: { tables: bases.map((token) => ({ app_token: token })) } },
    streams: {},
    schedule: { kind: 'manual' },
  });
  await activatePipeline(parts, alice, pipeline.id);
  return (await runPipeline(parts, alice, pipeline.id)).id;
}

interface Pushed {
  readonly acknowledged: number;
  readonly seconds: number;
  readonly p50: number;
  readonly p99: number;
  readonly max: number;
}

/** By a process of its own. */
async function pushAll(load: object): Promise<Pushed> {
  const script = fileURLToPath(new URL('event-load.ts', import.meta.url));
  const made = spawn(process.execPath, [script, JSON.stringify(load)], { stdio: ['ignore', 'pipe', 'inherit'] });
  let text = '';
  made.stdout.on('data', (chunk) => (text += chunk));
  await once(made, 'close');
  return JSON.parse(text);
}

async function until(isThere: () => Promise<boolean>): Promise<void> {
  const end = Date.now() + patienceMs;
  while (!(await isThere())) {
    if (Date.now() > end) throw new Error('What the benchmark waits for does not come');
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
