import { randomBytes } from 'node:crypto';
import { chmodSync, existsSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { useSetupLink } from '../../control/accounts/setup-links.ts';
import { createDestination } from '../../control/destinations/create-destination.ts';
import { createIntegration } from '../../control/integrations/create-integration.ts';
import type { ControlParts } from '../../control/parts.ts';
import { activatePipeline } from '../../control/pipelines/activate-pipeline.ts';
import { createPipeline } from '../../control/pipelines/create-pipeline.ts';
import { runPipeline } from '../../control/runs/run-pipeline.ts';
import { rest } from '../../model/clock.ts';
import type { Logger } from '../../model/logger.ts';
import { Secret } from '../../model/secret.ts';
import type { Caller } from '../../model/service/caller.ts';
import { memberRoles } from '../../model/service/member.ts';
import type { Schedule } from '../../model/service/schedule.ts';
import type { ServiceRun } from '../../model/service/service-run.ts';
import { closeAfter, closeAll } from '../../util/close-all.ts';
import type { JsonObject } from '../../util/json.ts';
import { makeFolder } from '../../util/make-folder.ts';
import type { SandboxInfo } from '../sandbox/sandbox-info.ts';
import { startSandboxThread } from '../sandbox/start-sandbox-thread.ts';
import { makeKeyFile } from '../serve/master-keys.ts';
import { type RunningService, startService } from '../serve/start-service.ts';
import { defaultWorkerLimits } from '../serve/start-worker.ts';

interface ServiceDemoOptions {
  /** Of what is kept; a new one among the temporary files when absent. */
  readonly folder?: string | undefined;
  readonly port: number;
  readonly version: string;
  readonly logger: Logger;
  readonly signal: AbortSignal;
}

/** A simulated company and a service that follows it. */
export interface ServiceDemo {
  readonly info: SandboxInfo;
  readonly service: RunningService;
  readonly folder: string;
  readonly login: string;
  /** Of the simulated service alone: it is shown. */
  readonly password: string;
  /** The runs that were waited for. */
  readonly runs: readonly ServiceRun[];
  close(): Promise<void>;
}

const tenant = {
  limits: 'off',
  users: 120,
  departments: 18,
  records: 1_000,
  approvals: { definitions: 2, instancesPerDay: 12, days: 14 },
  changesPerSecond: 2,
} as const;

const login = 'demo';
const pollMs = 200;
const asked: Caller = {
  kind: 'setup',
  id: undefined,
  name: 'larkstream demo',
  role: 'admin',
  accountId: undefined,
  address: undefined,
  requestId: undefined,
};

/** Starts both, with an account, an integration, two pipelines that have run and one that is live. */
export async function openServiceDemo(options: ServiceDemoOptions): Promise<ServiceDemo> {
  const folder =
    options.folder === undefined ? mkdtempSync(join(tmpdir(), 'larkstream-demo-')) : resolve(options.folder);
  makeFolder(folder);
  // As root, the Postgres of the service runs as another user, who must be able to enter.
  if (process.getuid?.() === 0) chmodSync(folder, 0o711);
  const keys = join(folder, 'keys');
  if (!existsSync(keys)) makeKeyFile(keys, randomBytes);
  const sandbox = await startSandboxThread(tenant);
  let service: RunningService | undefined;
  try {
    service = await startService({
      ...options,
      host: '127.0.0.1',
      roles: memberRoles,
      proxies: [],
      limits: { ...defaultWorkerLimits, slots: 2 },
      allowPrivateHosts: true,
      allowBaseUrl: true,
      filesRoot: folder,
      data: join(folder, `service-${Date.now().toString(36)}`),
      environment: { LARKSTREAM_KEYS_FILE: keys },
      // All of them are made up, and shown.
      hide: () => {},
    });
    const { parts, setupLink } = service;
    const password = randomBytes(9).toString('base64url');
    const [, secret = ''] = (setupLink?.url ?? '').split('#token=');
    await useSetupLink(parts, asked, { secret, password, login, name: 'Demo', agent: undefined, oldSecret: undefined });
    const runs = await fill(parts, sandbox.info, options.signal);
    const close = closing(service, () => sandbox.close());
    return { info: sandbox.info, service, folder, login, password, runs, close };
  } catch (thrown) {
    return await closeAfter(
      thrown,
      () => service?.close(),
      () => sandbox.close(),
    );
  }
}

function closing(service: RunningService, closeSandbox: () => Promise<void>): () => Promise<void> {
  return () => closeAll(() => service.close(), closeSandbox);
}

interface DemoPipeline {
  readonly name: string;
  readonly modules: JsonObject;
  readonly schedule: Schedule;
}

function pipelinesFor({ approvalCodes, appTokens, startDate }: SandboxInfo): readonly DemoPipeline[] {
  return [
    {
      name: 'People and attendance',
      modules: { contact: {}, attendance: { start_date: startDate } },
      schedule: { kind: 'every', minutes: 15 },
    },
    {
      name: 'Approvals',
      modules: { approval: { approval_codes: [...approvalCodes], start_date: startDate } },
      schedule: { kind: 'every', minutes: 60 },
    },
    {
      name: 'Bases, live',
      modules: { base: { tables: appTokens.map((token) => ({ app_token: token })) } },
      schedule: { kind: 'live' },
    },
  ];
}

async function fill(parts: ControlParts, info: SandboxInfo, signal: AbortSignal): Promise<ServiceRun[]> {
  const integration = await createIntegration(parts, asked, {
    name: info.tenantName,
    region: info.region,
    baseUrl: info.url,
    kind: 'custom_app',
    appId: info.appId,
    mode: 'long_connection',
    settings: { rate_limit_scale: info.rateLimitScale },
    secrets: { app_secret: new Secret(info.appSecret) },
  });
  const begun: string[] = [];
  for (const [at, { name, ...given }] of pipelinesFor(info).entries()) {
    const destination = await createDestination(parts, asked, {
      name,
      type: 'duckdb',
      settings: { path: `demo-${at + 1}.duckdb` },
      secrets: {},
    });
    const { id } = await createPipeline(parts, asked, {
      ...given,
      name,
      integrationId: integration.id,
      tenantKey: undefined,
      destinationId: destination.id,
      streams: {},
    });
    await activatePipeline(parts, asked, id);
    if (given.schedule.kind !== 'live') begun.push((await runPipeline(parts, asked, id)).id);
  }
  return await untilEnded(parts, begun, signal);
}

/** What a person sees first has run. */
async function untilEnded(
  { store, clock }: ControlParts,
  ids: readonly string[],
  signal: AbortSignal,
): Promise<ServiceRun[]> {
  for (;;) {
    const runs = (await Promise.all(ids.map((id) => store.runs.find(id)))).filter((run) => run !== undefined);
    if (signal.aborted || runs.every(({ finishedAt }) => finishedAt !== undefined)) return runs;
    await rest(clock, pollMs, signal);
  }
}
