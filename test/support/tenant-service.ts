import { randomBytes } from 'node:crypto';
import { createDestination } from '../../src/control/destinations/create-destination.ts';
import { createIntegration } from '../../src/control/integrations/create-integration.ts';
import type { ControlParts } from '../../src/control/parts.ts';
import { activatePipeline } from '../../src/control/pipelines/activate-pipeline.ts';
import { createPipeline } from '../../src/control/pipelines/create-pipeline.ts';
import { silentLogger } from '../../src/model/logger.ts';
import { Secret } from '../../src/model/secret.ts';
import { memberRoles } from '../../src/model/service/member.ts';
import type { Schedule } from '../../src/model/service/schedule.ts';
import { type RunningService, type ServeOptions, startService } from '../../src/operations/serve/start-service.ts';
import { defaultWorkerLimits } from '../../src/operations/serve/start-worker.ts';
import type { Sandbox } from '../../src/sandbox/start-sandbox.ts';
import type { JsonObject } from '../../src/util/json.ts';
import { alice } from './receiving.ts';
import type { ServiceFolder } from './serving.ts';

/** A whole service within this process; only its runs and its Postgres are others. */
export async function startWholeService(
  folder: ServiceFolder,
  given: Partial<ServeOptions> = {},
): Promise<RunningService> {
  return await startService({
    environment: folder.env,
    hide: () => undefined,
    host: '127.0.0.1',
    port: 0,
    roles: memberRoles,
    proxies: [],
    limits: defaultWorkerLimits,
    allowPrivateHosts: true,
    allowBaseUrl: true,
    filesRoot: folder.path,
    version: '0.0.0',
    logger: silentLogger,
    ...given,
  });
}

/** Where an app is, and what proves it. */
interface TenantApp {
  readonly url: string;
  readonly region: 'feishu' | 'lark';
  readonly app: { readonly appId: string; readonly appSecret: string };
}

/** The first app of a sandbox. */
export const appOf = ({ url, options }: Sandbox): TenantApp => ({ url, region: options.region, app: options });

interface TenantPipeline {
  readonly modules: JsonObject;
  readonly schedule?: Schedule;
  /** Of the documented limits; 0: as fast as can be. */
  readonly scale?: number;
  /** The address of a Postgres to write to, in the place of a file. */
  readonly postgres?: string;
}

/** The Bases of the tenant. */
export function basesOf({ tenant }: Sandbox): JsonObject {
  return { base: { tables: tenant.tables.appTokens.map((token) => ({ app_token: token })) } };
}

/** An active pipeline that reads the tenant of the sandbox into a DuckDB file below the folder of the service, unless it is told where else. */
export async function addTenantPipeline(
  parts: ControlParts,
  { url, region, app }: TenantApp,
  { modules, schedule = { kind: 'manual' }, scale = 0, postgres }: TenantPipeline,
): Promise<{ readonly id: string; readonly file: string }> {
  const name = randomBytes(6).toString('hex');
  const { id: integrationId } = await createIntegration(parts, alice, {
    name,
    region,
    baseUrl: url,
    kind: 'custom_app',
    appId: app.appId,
    mode: schedule.kind === 'live' ? 'long_connection' : 'none',
    settings: { rate_limit_scale: scale },
    secrets: { app_secret: new Secret(app.appSecret) },
  });
  const file = `${name}.duckdb`;
  const place =
    postgres === undefined
      ? { type: 'duckdb', settings: { path: file }, secrets: {} }
      : { type: 'postgres', settings: {}, secrets: { url: new Secret(postgres) } };
  const destination = await createDestination(parts, alice, { name, ...place });
  const of = { integrationId, tenantKey: undefined, destinationId: destination.id };
  const { id } = await createPipeline(parts, alice, { ...of, name, modules, schedule, streams: {} });
  await activatePipeline(parts, alice, id);
  return { id, file };
}
