import { randomBytes } from 'node:crypto';
import { chmodSync, existsSync, mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { useSetupLink } from '../../control/accounts/setup-links.ts';
import { asCaller } from '../../control/accounts/sign-in.ts';
import { createToken, usualTokenDays } from '../../control/accounts/tokens.ts';
import { createDestination } from '../../control/destinations/create-destination.ts';
import type { NewDestination } from '../../control/destinations/make-destination.ts';
import { createIntegration } from '../../control/integrations/create-integration.ts';
import { receiverStatus } from '../../control/integrations/receiver-status.ts';
import { found } from '../../control/outcomes.ts';
import type { ControlParts } from '../../control/parts.ts';
import { createPipeline } from '../../control/pipelines/create-pipeline.ts';
import { rest } from '../../model/clock.ts';
import type { Logger } from '../../model/logger.ts';
import { Secret } from '../../model/secret.ts';
import type { Caller } from '../../model/service/caller.ts';
import { memberRoles } from '../../model/service/member.ts';
import type { Schedule } from '../../model/service/schedule.ts';
import { closeAfter, closeAll } from '../../util/close-all.ts';
import type { JsonObject } from '../../util/json.ts';
import { makeFolder } from '../../util/make-folder.ts';
import type { SandboxInfo } from '../sandbox/sandbox-info.ts';
import { startSandboxThread } from '../sandbox/start-sandbox-thread.ts';
import { makeKeyFile } from '../serve/master-keys.ts';
import { type RunningService, startService } from '../serve/start-service.ts';
import { defaultWorkerLimits } from '../serve/start-worker.ts';
import type { DemoAgent } from './agent/agent-server.ts';
import { makeDemoDatabase } from './agent/demo-tables.ts';
import { openBot } from './agent/open-bot.ts';
import { demoSchemas } from './agent/table-questions.ts';
import { type Begun, begin, type DemoRun, follow, haveEnded } from './first-runs.ts';

interface ServiceDemoOptions {
  /** Of what is kept; when absent, one among the temporary files that goes with the demo. */
  readonly folder?: string | undefined;
  readonly port: number;
  /** A bot answers in the chats of the company, from tables in a Postgres. */
  readonly hasBot?: boolean;
  readonly version: string;
  readonly logger: Logger;
  /** As in `startService`: a person is told what takes the first seconds. */
  readonly onMaking?: (folder: string) => void;
}

/** A simulated company and a service that follows it. */
export interface ServiceDemo {
  readonly info: SandboxInfo;
  readonly service: RunningService;
  readonly folder: string;
  /** The same where it stays when the demo is closed. */
  readonly keptIn: string | undefined;
  readonly login: string;
  /** Where a person writes to the bot; undefined where there is none. */
  readonly chatUrl: string | undefined;
  /** Of the simulated service alone: it is shown. */
  readonly password: string;
  /** For a terminal: it may do all that the account may. */
  readonly token: string;
  /** Gives each of the first runs when it has ended; then the live pipeline begins, too. Ends early when the signal comes. */
  firstRuns(signal: AbortSignal): AsyncGenerator<DemoRun>;
  close(): Promise<void>;
}

const tenant = {
  limits: 'off',
  users: 120,
  departments: 18,
  records: 1_000,
  approvals: { definitions: 2, instancesPerDay: 6, days: 14 },
  changesPerSecond: 2,
} as const;

const login = 'demo';
const pollMs = 200;
const botPatienceMs = 60_000;
const asked: Caller = {
  kind: 'setup',
  id: undefined,
  name: 'larkstream demo',
  role: 'admin',
  accountId: undefined,
  address: undefined,
  requestId: undefined,
};

/** Starts both, with an account, an integration, two pipelines whose first runs have begun and one that is to be live. */
export async function openServiceDemo(options: ServiceDemoOptions): Promise<ServiceDemo> {
  const folder =
    options.folder === undefined ? mkdtempSync(join(tmpdir(), 'larkstream-demo-')) : resolve(options.folder);
  const keptIn = options.folder === undefined ? undefined : folder;
  makeFolder(folder);
  // As root, the Postgres of the service runs as another user, who must be able to enter.
  if (process.getuid?.() === 0) chmodSync(folder, 0o711);
  const keys = join(folder, 'keys');
  if (!existsSync(keys)) makeKeyFile(keys, randomBytes);
  const sandbox = startSandboxThread(tenant);
  const starting = startService({
    ...options,
    host: '127.0.0.1',
    roles: memberRoles,
    proxies: [],
    limits: { ...defaultWorkerLimits, slots: 2 },
    allowPrivateHosts: true,
    allowBaseUrl: true,
    filesRoot: folder,
    data: join(folder, `service-${Date.now().toString(36)}`),
    environment: { LARKSTREAM_KEYS_FILE: keys, ...codeCache() },
    // All of them are made up, and shown.
    hide: () => {},
  });
  let bot: DemoAgent | undefined;
  const close = (): Promise<void> =>
    closeAll(
      () => bot?.close(),
      () => closeStarted(starting),
      () => closeStarted(sandbox),
      () => (keptIn === undefined ? rm(folder, { recursive: true, force: true, maxRetries: 3 }) : undefined),
    );
  try {
    const [{ info }, service] = await Promise.all([sandbox, starting]);
    const { parts } = service;
    const entered = await enter(service);
    const tables = options.hasBot === true ? await makeDemoDatabase(parts.resources.eventStore) : undefined;
    const { begun, integrationId } = await fill(parts, info, tables);
    if (tables !== undefined) {
      const signal = AbortSignal.timeout(botPatienceMs);
      bot = await openBot({ parts, asked, integrationId, tables, areRead: () => haveEnded(parts, begun), signal });
      await untilHeard(parts, integrationId, signal);
    }
    const firstRuns = (signal: AbortSignal) => follow(parts, asked, begun, signal);
    const chatUrl = bot === undefined ? undefined : `${info.url}/chat`;
    return { info, service, folder, keptIn, login, chatUrl, ...entered, firstRuns, close };
  } catch (thrown) {
    return await closeAfter(thrown, close);
  }
}

/** What is written before the long connection is there would be pushed again a quarter of a minute later, or not at all. */
async function untilHeard(parts: ControlParts, integrationId: string, signal: AbortSignal): Promise<void> {
  const integration = found(await parts.store.integrations.find(integrationId), 'integration', integrationId);
  while ((await receiverStatus(parts, integration)).state !== 'connected') {
    await rest(parts.clock, pollMs, signal);
    signal.throwIfAborted();
  }
}

/** What did not start needs no closing. */
async function closeStarted(starting: Promise<{ close(): Promise<void> }>): Promise<void> {
  const started = await starting.catch(() => undefined);
  await started?.close();
}

/** What this process has compiled already, the processes of runs need not compile again. */
function codeCache(): NodeJS.ProcessEnv {
  const { NODE_COMPILE_CACHE } = process.env;
  return NODE_COMPILE_CACHE === undefined ? {} : { NODE_COMPILE_CACHE };
}

/** Makes the account, and what a terminal shows for it. */
async function enter({ parts, setupLink }: RunningService): Promise<Pick<ServiceDemo, 'password' | 'token'>> {
  const password = randomBytes(9).toString('base64url');
  const [, secret = ''] = (setupLink?.url ?? '').split('#token=');
  const made = { secret, password, login, name: 'Demo', agent: undefined, oldSecret: undefined };
  const { account } = await useSetupLink(parts, asked, made);
  const wanted = { name: 'larkstream demo', role: 'admin', days: usualTokenDays } as const;
  const { text: token } = await createToken(parts, asCaller(account, asked), wanted);
  return { password, token };
}

interface DemoPipeline {
  readonly name: string;
  readonly schema: string;
  readonly modules: JsonObject;
  readonly schedule: Schedule;
}

function pipelinesFor({ approvalCodes, appTokens, startDate }: SandboxInfo): readonly DemoPipeline[] {
  return [
    {
      name: 'People and attendance',
      schema: demoSchemas.people,
      modules: { contact: {}, attendance: { start_date: startDate } },
      schedule: { kind: 'every', minutes: 15 },
    },
    {
      name: 'Approvals',
      schema: demoSchemas.approvals,
      modules: { approval: { approval_codes: [...approvalCodes], start_date: startDate } },
      schedule: { kind: 'every', minutes: 60 },
    },
    {
      name: 'Bases, live',
      schema: demoSchemas.bases,
      modules: { base: { tables: appTokens.map((token) => ({ app_token: token })) } },
      schedule: { kind: 'live' },
    },
  ];
}

interface Filled {
  readonly integrationId: string;
  readonly begun: readonly Begun[];
}

async function fill(parts: ControlParts, info: SandboxInfo, tables: Secret | undefined): Promise<Filled> {
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
  const begun: Begun[] = [];
  for (const [at, { name, schema, ...given }] of pipelinesFor(info).entries()) {
    const destination = await createDestination(parts, asked, { name, ...placeOf(at, schema, tables) });
    const { id } = await createPipeline(parts, asked, {
      ...given,
      name,
      integrationId: integration.id,
      tenantKey: undefined,
      destinationId: destination.id,
      streams: {},
    });
    begun.push({ id, name, runId: given.schedule.kind === 'live' ? undefined : await begin(parts, asked, id) });
  }
  return { begun, integrationId: integration.id };
}

/** A file is held by whoever writes it; a bot asks while a live pipeline writes. */
function placeOf(
  at: number,
  schema: string,
  tables: Secret | undefined,
): Pick<NewDestination, 'type' | 'settings' | 'secrets'> {
  return tables === undefined
    ? { type: 'duckdb', settings: { path: `demo-${at + 1}.duckdb` }, secrets: {} }
    : { type: 'postgres', settings: { schema }, secrets: { url: tables } };
}
