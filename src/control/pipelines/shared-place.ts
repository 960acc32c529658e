import type { ServiceDestination } from '../../model/service/destination.ts';
import { fileOf } from '../../model/service/file-of.ts';
import type { Pipeline } from '../../model/service/pipeline.ts';
import type { ServiceTables } from '../../model/service/service-store.ts';
import type { FieldFault } from '../field-faults.ts';

type Tables = Pick<ServiceTables, 'destinations' | 'pipelines'>;
type Writer = Pick<Pipeline, 'id' | 'tenantKey' | 'schedule' | 'integrationId' | 'modules'>;

/** As many as a page may hold: of more things on one file, some are not looked at, and their runs say it themselves. */
const limit = 200;

/**
 * Whether a place would be kept by a live pipeline while another one has to write to it: that one could only fail. Of a file that is any
 * other, of a database one that writes the same module of the same app. Others that share a place may be meant so, with schedules that do
 * not meet.
 */
export async function sharedPlaceFaults(
  tables: Tables,
  pipeline: Writer,
  destination: ServiceDestination | undefined,
): Promise<readonly FieldFault[]> {
  if (destination === undefined) return [];
  const file = fileOf(destination, pipeline);
  return file === undefined
    ? await sharedModuleFaults(tables, pipeline, destination)
    : await sharedFileFaults(tables, pipeline, { destination, file });
}

async function sharedFileFaults(
  tables: Tables,
  pipeline: Writer,
  { destination, file }: { readonly destination: ServiceDestination; readonly file: string },
): Promise<readonly FieldFault[]> {
  const shape = fileOf(destination, { tenantKey: undefined });
  const alike = await tables.destinations.page({ limit }, { type: destination.type });
  // As it is to be: what is stored may be as it was.
  const others = alike.items.filter(({ id }) => id !== destination.id);
  const faults: FieldFault[] = [];
  for (const one of [destination, ...others]) {
    if (fileOf(one, { tenantKey: undefined }) !== shape) continue;
    const { items } = await tables.pipelines.page({ limit }, { destinationId: one.id, state: 'active' });
    for (const other of items) {
      const isShared = other.id !== pipeline.id && fileOf(one, other) === file;
      const isLive = other.schedule.kind === 'live';
      if (isShared && (isLive || pipeline.schedule.kind === 'live')) faults.push(faultWith(other.name, isLive));
    }
  }
  return faults;
}

/** Where a database's address stands is a secret, so that only pipelines of the same destination are compared. */
async function sharedModuleFaults(
  tables: Tables,
  pipeline: Writer,
  destination: ServiceDestination,
): Promise<readonly FieldFault[]> {
  const { items } = await tables.pipelines.page({ limit }, { destinationId: destination.id, state: 'active' });
  return items.flatMap((other) => {
    const isLive = other.schedule.kind === 'live';
    const isSameTenant = other.integrationId === pipeline.integrationId && other.tenantKey === pipeline.tenantKey;
    const module = Object.keys(pipeline.modules).find((name) => name in other.modules);
    if (other.id === pipeline.id || !isSameTenant || module === undefined) return [];
    return isLive || pipeline.schedule.kind === 'live' ? [moduleFault(module, other.name, isLive)] : [];
  });
}

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

function faultWith(name: string, isLive: boolean): FieldFault {
  const message = isLive
    ? {
        en: `has the file that the live pipeline “${name}” keeps open: choose a destination with a file of its own`,
        zh: `所用的文件由实时管道“${name}”一直占用：请选择使用另一个文件的目标`,
      }
    : {
        en: `has the file of “${name}”, which could not run any more while this one is live: choose a destination with a file of its own`,
        zh: `所用的文件也由“${name}”使用，本管道实时同步期间它将无法运行：请选择使用另一个文件的目标`,
      };
  return { path: 'destinationId', message };
}
