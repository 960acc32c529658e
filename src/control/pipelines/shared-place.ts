import type { ServiceDestination } from '../../model/service/destination.ts';
import { fileOf } from '../../model/service/file-of.ts';
import type { FieldFault } from '../field-faults.ts';
import type { ControlParts } from '../parts.ts';
import { type SharedPlaceTables, sharedModuleFaults, type Writer } from './shared-modules.ts';

/** As many as a page may hold: of more things on one file, some are not looked at, and their runs say it themselves. */
const limit = 200;

/**
 * Whether a place would be kept by a live pipeline while another one has to write to it: that one could only fail. Of a file that is any
 * other, of a database one that writes the same module of the same app. Others that share a place may be meant so, with schedules that do
 * not meet.
 */
export async function sharedPlaceFaults(
  parts: Pick<ControlParts, 'openVault'>,
  tables: SharedPlaceTables,
  pipeline: Writer,
  destination: ServiceDestination | undefined,
): Promise<readonly FieldFault[]> {
  if (destination === undefined) return [];
  const file = fileOf(destination, pipeline);
  return file === undefined
    ? await sharedModuleFaults(parts, tables, { pipeline, destination })
    : await sharedFileFaults(tables, pipeline, { destination, file });
}

async function sharedFileFaults(
  tables: SharedPlaceTables,
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
