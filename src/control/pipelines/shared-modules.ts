import { schema } from '../../config/destinations/fields.ts';
import type { Secret } from '../../model/secret.ts';
import type { ServiceDestination } from '../../model/service/destination.ts';
import type { Pipeline } from '../../model/service/pipeline.ts';
import type { ServiceTables } from '../../model/service/service-store.ts';
import type { FieldFault } from '../field-faults.ts';
import type { ControlParts } from '../parts.ts';
import { databaseOf } from './database-of.ts';

/** Where it stands what writes where. */
export type SharedPlaceTables = Pick<ServiceTables, 'destinations' | 'integrations' | 'pipelines' | 'secrets'>;
/** What of a pipeline decides where it writes. */
export type Writer = Pick<Pipeline, 'id' | 'tenantKey' | 'schedule' | 'integrationId' | 'modules'>;

const limit = 200;

interface Writing {
  readonly pipeline: Writer;
  readonly destination: ServiceDestination;
}

/**
 * Whether a live pipeline and another one would write the same module of the same app into one schema. Addresses are secrets: those of two
 * destinations are opened and compared only where all else is the same.
 */
export async function sharedModuleFaults(
  { openVault }: Pick<ControlParts, 'openVault'>,
  tables: SharedPlaceTables,
  { pipeline, destination }: Writing,
): Promise<readonly FieldFault[]> {
  const items = await activeOfApp(tables, pipeline.integrationId);
  const vault = openVault(tables.secrets);
  // What does not open is not compared; its runs say so.
  const addressOf = async (ownerId: string): Promise<Secret | undefined> =>
    await vault.get({ ownerKind: 'destination', ownerId, name: 'url' }).catch(() => undefined);
  const isSame = async ({ destinationId }: Pipeline): Promise<boolean> => {
    if (destinationId === destination.id) return true;
    const other = destinationId === undefined ? undefined : await tables.destinations.find(destinationId);
    if (other?.type !== destination.type || schemaOf(other) !== schemaOf(destination)) return false;
    const [one, another] = [await addressOf(destination.id), await addressOf(other.id)];
    return one !== undefined && another !== undefined && databaseOf(one) === databaseOf(another);
  };
  const faults: FieldFault[] = [];
  for (const other of items) {
    if (other.id === pipeline.id || other.tenantKey !== pipeline.tenantKey) continue;
    const module = Object.keys(pipeline.modules).find((name) => name in other.modules);
    const isLive = other.schedule.kind === 'live';
    if (module === undefined || !(isLive || pipeline.schedule.kind === 'live') || !(await isSame(other))) continue;
    faults.push(moduleFault(module, other.name, isLive));
  }
  return faults;
}

/** Two integrations may hold one app: tables are locked by the app. */
async function activeOfApp(tables: SharedPlaceTables, integrationId: string): Promise<readonly Pipeline[]> {
  const integration = await tables.integrations.find(integrationId);
  if (integration === undefined) return [];
  const { appId, region } = integration;
  const { items: named } = await tables.integrations.page({ limit }, { search: appId, region });
  const found: Pipeline[] = [];
  for (const { id } of named.filter((one) => one.appId === appId)) {
    const { items } = await tables.pipelines.page({ limit }, { integrationId: id, state: 'active' });
    found.push(...items);
  }
  return found;
}

/** The tenants are the same. */
const schemaOf = ({ settings }: ServiceDestination): unknown => schema.safeParse(settings.schema).data;

function moduleFault(module: string, name: string, isLive: boolean): FieldFault {
  const message = isLive
    ? {
        en: `has the tables of ${module} that the live pipeline “${name}” keeps for itself: leave the module to it, or choose a destination with a schema of its own`,
        zh: `其中 ${module} 的表由实时管道“${name}”独占：请把该模块留给它，或选择使用另一个 schema 的目标`,
      }
    : {
        en: `has the tables of ${module} that “${name}” writes, which could not run any more while this one is live: leave the module to one of them, or choose a destination with a schema of its own`,
        zh: `其中 ${module} 的表也由“${name}”写入，本管道实时同步期间它将无法运行：请只由其中一个写入该模块，或选择使用另一个 schema 的目标`,
      };
  return { path: 'destinationId', message };
}
